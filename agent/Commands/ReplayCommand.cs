using System.CommandLine;
using System.Text.Json;
using Forwarder.Agent.Configuration;
using Forwarder.Agent.Inventory;
using Forwarder.Agent.Spool;
using Forwarder.Contracts.Packs;
using Microsoft.Data.Sqlite;

namespace Forwarder.Agent.Commands;

/// <summary>
/// <c>canopsis-agent replay FILE</c>: appends to the spool what leaves of a recorded session, all or nothing. The names are
/// those of the inventory and of the recording; the inventory in the spool stays as it is, because a recording may be older.
/// </summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE")
        {
            Description = "Bytes of one connection as the broker sent them, from its first packet on; - reads stdin.",
        };
        var config = ConfigOption.Create("The agent's configuration: its filters and its spool.");
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = "Writes nothing and only counts; the agent may be running.",
        };
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        var command = new Command(
            "replay",
            "Puts the events of a recorded session into the spool of a stopped agent, which publishes them when it starts. "
                + "They reach Canopsis once more, with the states and times they had."
        )
        {
            file,
            config,
            dryRun,
            json,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                if (ConfigurationFile.ReadOrTell(parsed.GetRequiredValue(config)) is not { } configuration)
                {
                    return ExitCodes.Unusable;
                }
                if (
                    await RunAsync(configuration, parsed.GetRequiredValue(file), parsed.GetValue(dryRun), stop)
                    is not { } report
                )
                {
                    return ExitCodes.Unusable;
                }
                await parsed.InvocationConfiguration.Output.WriteLineAsync(
                    parsed.GetValue(json)
                        ? JsonSerializer.Serialize(report, CommandJson.Readable.ReplayReport)
                        : report.ToString()
                );
                return ExitCodes.Done;
            }
        );
        return command;
    }

    private static async Task<ReplayReport?> RunAsync(
        AgentConfiguration configuration,
        string file,
        bool dryRun,
        CancellationToken stop
    )
    {
        var directory = configuration.SpoolDirectory;
        try
        {
            await using Stream recording = file == "-" ? Console.OpenStandardInput() : File.OpenRead(file);
            return await ReplayAsync(configuration, recording, dryRun, stop);
        }
        catch (SqliteException failure)
        {
            await TellAsync($"spool_directory = {directory}: The spool cannot be used: {failure.Message}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            await TellAsync($"canopsis-agent replay: {failure.Message} Nothing was written.");
        }
        return null;
    }

    private static async Task<ReplayReport> ReplayAsync(
        AgentConfiguration configuration,
        Stream recording,
        bool dryRun,
        CancellationToken stop
    )
    {
        using var loggers = CommandLog.Create();
        // Without limits: room for what is replayed is never made by dropping what waits.
        using var spool = dryRun
            ? null
            : SpoolDatabase.Open(
                configuration.SpoolDirectory,
                SpoolLimits.None,
                TimeProvider.System,
                loggers.CreateLogger<SpoolDatabase>()
            );
        var stage = new EventStage(configuration.Parameters, TimeProvider.System);
        stage.Load(Known(spool, configuration.SpoolDirectory));
        using var replay = new Replay(stage, new PackLimits(configuration.MaxPackEvents), TimeProvider.System);
        var counts = await SessionDump.RunAsync(recording, replay.Take, Stream.Null, stop);
        var packs = replay.Finish();
        if (packs.Count > 0)
        {
            spool?.Commit(packs, [], []);
        }
        return new ReplayReport(
            counts,
            StageReport.Of(stage),
            packs.Count,
            packs.Sum(pack => (long)pack.Body.Length),
            spool is not null && packs.Count > 0,
            configuration.SpoolDirectory
        );
    }

    // Statuses that wait in the inventory leave when the agent decides so, not by a recording.
    private static IEnumerable<InventoryRow> Known(SpoolDatabase? spool, string directory)
    {
        var rows =
            spool?.ReadInventory()
            ?? (File.Exists(Path.Combine(directory, "spool.db")) ? SpoolReader.ReadInventory(directory) : []);
        return rows.Where(row => (RowKind)row.Kind is not (RowKind.HeldEvent or RowKind.SuppressedStatus));
    }

    private static Task TellAsync(string problem) => Console.Error.WriteLineAsync(problem);
}
