using System.CommandLine;
using System.Text.Json;
using Forwarder.Agent.Configuration;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Agent.Commands;

/// <summary>
/// <c>canopsis-agent validate</c>: everything wrong with the configuration at once. <c>--online</c> asks the hub too, without
/// publishing anything.
/// </summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        var config = ConfigOption.Create("The configuration to check, with the variables of the environment.");
        var online = new Option<bool>("--online")
        {
            Description = "Checks the token, name, connection, TLS and answer of the hub too. Publishes nothing.",
        };
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        var command = new Command("validate", "Checks the configuration and tells everything that is wrong at once.")
        {
            config,
            online,
            json,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                var (report, code) = await CheckAsync(parsed.GetRequiredValue(config), parsed.GetValue(online), stop);
                var output = parsed.InvocationConfiguration.Output;
                if (parsed.GetValue(json))
                {
                    await output.WriteLineAsync(
                        JsonSerializer.Serialize(report, CommandJson.Readable.ValidationReport)
                    );
                }
                else
                {
                    Print(report, output);
                }
                return code;
            }
        );
        return command;
    }

    private static async Task<(ValidationReport Report, int Code)> CheckAsync(
        string config,
        bool online,
        CancellationToken stop
    )
    {
        var problems = new List<ParameterProblem>();
        var configuration = ConfigurationFile.Read(config, Environment.GetEnvironmentVariables(), problems);
        if (configuration?.Hub is { TokenFile: { } file } && Unreadable(file) is { } reason)
        {
            // as a start with this configuration would
            problems.Add(new("hub_token_file", file, $"The publisher token cannot be read: {reason} Put it there."));
        }
        var checks =
            configuration is not null && online
                ? await OnlineChecks.RunAsync(configuration.Hub, TimeProvider.System, stop)
                : null;
        var told = problems.Select(problem => new ValidationReport.Problem(
            problem.IsWarning ? "warning" : "error",
            problem.Name,
            problem.Value,
            problem.Remedy
        ));
        var isValid = problems.All(problem => problem.IsWarning);
        var report = new ValidationReport(config, isValid, [.. told], checks);
        var code =
            !isValid ? ExitCodes.Unusable
            : checks?.Any(check => check.HasFailed) == true ? ExitCodes.No
            : ExitCodes.Done;
        return (report, code);
    }

    private static string? Unreadable(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return failure.Message;
        }
    }

    private static void Print(ValidationReport report, TextWriter output)
    {
        foreach (var problem in report.Problems)
        {
            var value = problem.Value is null ? "" : $" = {problem.Value}";
            output.WriteLine($"{problem.Level, -8} {problem.Parameter}{value}: {problem.Remedy}");
        }
        foreach (var check in report.Checks ?? [])
        {
            output.WriteLine(check.ToString());
        }
        output.WriteLine(
            report.Valid
                ? $"{report.Config} is valid{Failures(report.Checks ?? [])}."
                : $"{report.Config} is not valid: {Errors(report.Problems)}."
        );
    }

    private static string Errors(IReadOnlyList<ValidationReport.Problem> problems) =>
        problems.Count(problem => problem.Level == "error") is var errors and not 1 ? $"{errors} errors" : "1 error";

    private static string Failures(IReadOnlyList<OnlineCheck> checks) =>
        checks.Count(check => check.HasFailed) is var failed and > 0
            ? $", but {failed} of {checks.Count} checks failed"
            : "";
}
