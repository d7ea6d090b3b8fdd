using System.Collections;
using System.Text.Json;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Agent.Configuration;

/// <summary>Reads <c>agent.json</c>; variables of the environment named <c>CANOPSIS_AGENT_</c> + NAME replace its members.</summary>
internal static class ConfigurationFile
{
    /// <summary>Where packages put it.</summary>
    public const string DefaultPath = "/etc/canopsis-agent/agent.json";

    private const string Prefix = "CANOPSIS_AGENT_";

    /// <summary>Reads it with the environment of this process and tells every problem on stderr; null when it cannot be used.</summary>
    public static AgentConfiguration? ReadOrTell(string path)
    {
        var problems = new List<ParameterProblem>();
        var configuration = Read(path, Environment.GetEnvironmentVariables(), problems);
        foreach (var problem in problems)
        {
            Console.Error.WriteLine(problem.ToString());
        }
        return configuration;
    }

    /// <summary>Null when the configuration cannot be used; every problem is in <paramref name="problems"/>.</summary>
    public static AgentConfiguration? Read(string path, IDictionary environment, ICollection<ParameterProblem> problems)
    {
        var before = problems.Count(problem => !problem.IsWarning);
        if (ReadValid(path, environment, problems) is not { } parameters)
        {
            return null;
        }
        var named = problems.Select(problem => problem.Name).ToHashSet(StringComparer.Ordinal);
        var together = new List<ParameterProblem>();
        var configuration = AgentConfiguration.From(parameters, together);
        foreach (var problem in together.Where(problem => !named.Contains(problem.Name)))
        {
            problems.Add(problem);
        }
        return problems.Count(problem => !problem.IsWarning) == before ? configuration : null;
    }

    /// <summary>
    /// The port on which the running agent answers, whatever else the file says by now: a mistake in it must not hide the
    /// state of an agent that runs. Null when there is none, and <paramref name="problem"/> says why.
    /// </summary>
    public static int? HealthPort(string path, IDictionary environment, out ParameterProblem? problem)
    {
        var problems = new List<ParameterProblem>();
        var port = ReadValid(path, environment, problems)?.Number("health_port");
        problem = port switch
        {
            null => problems[0],
            0 => new(
                "health_port",
                "0",
                "The agent answers on no port. Set one and restart it, or name it with --port."
            ),
            _ => null,
        };
        return problem is null ? (int?)port : null;
    }

    /// <summary>
    /// The spool's parameters, whatever else the file says by now: a mistake in it must not hide what waits. Problems with
    /// them are told on stderr; null when they cannot be used.
    /// </summary>
    public static SpoolSettings? ReadSpoolOrTell(string path)
    {
        var problems = new List<ParameterProblem>();
        var parameters = ReadValid(path, Environment.GetEnvironmentVariables(), problems);
        var own = problems.FindAll(problem =>
            parameters is null || problem.Name.StartsWith("spool_", StringComparison.Ordinal)
        );
        foreach (var problem in own)
        {
            Console.Error.WriteLine(problem.ToString());
        }
        return parameters is null || own.Exists(problem => !problem.IsWarning) ? null : SpoolSettings.From(parameters);
    }

    private static ParameterSet? ReadValid(string path, IDictionary environment, ICollection<ParameterProblem> problems)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(
                File.ReadAllBytes(path),
                new() { CommentHandling = JsonCommentHandling.Skip }
            );
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            problems.Add(new("--config", path, $"The file cannot be read: {unreadable.Message}"));
            return null;
        }
        catch (JsonException wrong)
        {
            problems.Add(new("--config", path, $"The file is not valid JSON: {wrong.Message}"));
            return null;
        }
        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                problems.Add(new("--config", path, "The file must hold one JSON object of parameters."));
                return null;
            }
            var members = JsonText.Members(document.RootElement, problems);
            return ParameterReader.ReadValid(members, ParameterOwner.Agent, problems, FromEnvironment(environment));
        }
    }

    private static IEnumerable<(string Name, JsonElement Value)> FromEnvironment(IDictionary environment)
    {
        foreach (DictionaryEntry variable in environment)
        {
            var name = (string)variable.Key;
            if (name.StartsWith(Prefix, StringComparison.Ordinal) && variable.Value is string value)
            {
                var text = JsonSerializer.SerializeToElement(value, ConfigurationJson.Default.String);
                yield return (name[Prefix.Length..].ToLowerInvariant(), text);
            }
        }
    }
}
