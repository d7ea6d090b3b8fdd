using System.Text.Json;
using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Configuration;
using Forwarder.Agent.Spool;
using Microsoft.Data.Sqlite;

namespace Forwarder.Agent.Commands;

/// <summary>
/// <c>canopsis-agent run --dry-run</c>: real sessions with brokers, and what would leave on stdout. Nothing is spooled,
/// published or acknowledged: a broker keeps every event and sends it again to the agent that runs next.
/// </summary>
internal sealed class DryRun(AgentConfiguration configuration, Stream lines, TextWriter told, bool asJson)
{
    /// <summary>Runs until <paramref name="stop"/>, or until nobody reads the lines any more.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The address for brokers cannot be used.</exception>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        var stage = new EventStage(configuration.Parameters, TimeProvider.System);
        if (!TryLoad(stage))
        {
            return ExitCodes.Unusable;
        }
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var loggers = CommandLog.Create();
        var sinks = new DryRunSinks(new TellingStage(stage, told, asJson), lines, ending.Cancel);
        using var brokers = new BrokerService(configuration, sinks, TimeProvider.System, loggers);
        await brokers.StartAsync(ending.Token);
        await told.WriteLineAsync("Nothing is spooled, published or acknowledged: brokers keep their events.");
        await Task.WhenAny(brokers.ExecuteTask!, Task.Delay(Timeout.Infinite, ending.Token));
        await ending.CancelAsync();
        await brokers.StopAsync(CancellationToken.None);
        var report = sinks.Read(() => StageReport.Of(stage));
        await told.WriteLineAsync(
            asJson ? JsonSerializer.Serialize(report, CommandJson.Readable.StageReport) : report.ToString()
        );
        return brokers.ExecuteTask!.IsFaulted ? ExitCodes.No : ExitCodes.Done;
    }

    // What the service knows, so that names and groups are those it would use. It may be running.
    private bool TryLoad(EventStage stage)
    {
        try
        {
            stage.Load(SpoolReader.ReadInventory(configuration.SpoolDirectory));
            return true;
        }
        catch (FileNotFoundException)
        {
            told.WriteLine("There is no inventory yet: objects are unknown until their poller announces them.");
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or SqliteException)
        {
            told.WriteLine(
                $"spool_directory = {configuration.SpoolDirectory}: The inventory cannot be read: {failure.Message}"
            );
            return false;
        }
    }
}
