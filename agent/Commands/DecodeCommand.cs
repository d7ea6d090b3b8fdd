using System.CommandLine;
using System.Text.Json;
using Forwarder.Agent.Configuration;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Agent.Commands;

/// <summary>
/// <c>canopsis-agent decode FILE</c>: what a recorded session of a broker contains. One JSON line per event on stdout,
/// one line of counts on stderr. With <c>--enriched</c> the lines of packs, and on stderr why other events do not leave.
/// A file that can be read to its end is exit code 0, whatever it contains.
/// </summary>
internal static class DecodeCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE")
        {
            Description = "Bytes of one connection as the broker sent them, from its first packet on; - reads stdin.",
        };
        var enriched = new Option<bool>("--enriched")
        {
            Description = "Prints the lines that would travel in packs, as forwarder map reads them.",
        };
        var config = new Option<string?>("--config")
        {
            Description = "The agent's configuration, for --enriched; without it every parameter has its default.",
        };
        var json = new Option<bool>("--json")
        {
            Description = "Why events do not leave (--enriched) as JSON lines too; everything else is JSON anyway.",
        };
        var command = new Command("decode", "Prints the events of a recorded broker session as JSON lines.")
        {
            file,
            enriched,
            config,
            json,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var printer = parsed.GetValue(enriched)
                    ? Enriched(parsed.GetValue(config), parsed.GetValue(json))
                    : new ConnectorView().Print;
                return printer is null
                    ? ExitCodes.Unusable
                    : await RunAsync(parsed.GetRequiredValue(file), printer, cancellationToken);
            }
        );
        return command;
    }

    private static SessionDump.Printer? Enriched(string? config, bool asJson)
    {
        var problems = new List<ParameterProblem>();
        var parameters = config is null
            ? ParameterReader.Read(WithoutHub(), ParameterOwner.Agent, problems)
            : ConfigurationFile.Read(config, Environment.GetEnvironmentVariables(), problems)?.Parameters;
        foreach (var problem in problems)
        {
            Console.Error.WriteLine(problem.ToString());
        }
        return parameters is null
            ? null
            : new EnrichedView(
                new TellingStage(new EventStage(parameters, TimeProvider.System), Console.Error, asJson)
            ).Print;
    }

    // Nothing is published: what must be set for it is filled in.
    private static IEnumerable<(string Name, JsonElement Value)> WithoutHub() =>
        ParameterCatalogue
            .All.Where(parameter => parameter.Mandatory && parameter.Owner.HasFlag(ParameterOwner.Agent))
            .Select(parameter =>
                (parameter.Name, JsonSerializer.SerializeToElement("unused", ConfigurationJson.Default.String))
            );

    private static async Task<int> RunAsync(
        string file,
        SessionDump.Printer printer,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using Stream recording = file == "-" ? Console.OpenStandardInput() : File.OpenRead(file);
            await using var lines = new BufferedStream(Console.OpenStandardOutput(), 64 * 1024);
            DecodeCounts counts = await SessionDump.RunAsync(recording, printer, lines, cancellationToken);
            await Console.Error.WriteLineAsync(JsonSerializer.Serialize(counts, DecodeJson.Default.DecodeCounts));
            return ExitCodes.Done;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            await Console.Error.WriteLineAsync($"canopsis-agent decode: {file} cannot be read: {failure.Message}");
            return ExitCodes.Unusable;
        }
    }
}
