using Forwarder.Agent.Configuration;
using Forwarder.Agent.Spool;
using Microsoft.Data.Sqlite;

namespace Forwarder.Agent.Publishing;

/// <summary>
/// The publishing loop: packs in the order of the spool, one in flight; a row leaves the spool only after 201, or into the
/// table of those that the hub refuses for ever.
/// </summary>
internal sealed class SpoolPublisher(
    SpoolDatabase spool,
    SpoolSignal signal,
    PackSender sender,
    PublishingCounters counters,
    AgentConfiguration configuration,
    TimeProvider time,
    ILogger<SpoolPublisher> logger
) : BackgroundService
{
    // Bodies are at most 60 KiB unless an event is large: a read brings at most a few megabytes.
    private const int ReadAhead = 32;
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private long last;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        logger.PublishingStarted(configuration.Hub.Publisher.ToString(), configuration.Hub.Messages.Host);
        while (true)
        {
            try
            {
                // taken before the read: a pack committed after it completes the next wait at once
                var committed = signal.NextCommit();
                if (!await PublishSomeAsync(stoppingToken))
                {
                    await committed.WaitAsync(stoppingToken);
                }
            }
            catch (SqliteException failure)
            {
                // What was published is not published again: its row goes with the next that can be deleted.
                logger.SpoolFailed(failure.Message, SpoolFaults.Remedy(SpoolFaults.Of(failure)));
                await Task.Delay(PauseAfterFailure, time, stoppingToken);
            }
        }
    }

    /// <summary>False when nothing waits.</summary>
    private async Task<bool> PublishSomeAsync(CancellationToken stop)
    {
        var packs = spool.ReadPacks(last, ReadAhead);
        foreach (var pack in packs)
        {
            if (!spool.TryTake(pack))
            {
                continue;
            }
            var refused = await sender.SendAsync(pack, stop);
            last = pack.Id;
            if (refused.Count == 0)
            {
                counters.CountPublished(pack.Body.Length);
            }
            spool.Leave(pack, refused);
        }
        return packs.Count > 0;
    }
}
