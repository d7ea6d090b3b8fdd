using Forwarder.Agent.Spool;

namespace Forwarder.Agent.Publishing;

/// <summary>
/// The publishing loop: packs in the order of the spool, one in flight; a row leaves the spool only after 201.
/// </summary>
internal sealed class SpoolPublisher(
    SpoolDatabase spool,
    SpoolSignal signal,
    HubClient hub,
    PublishingCounters counters,
    Configuration.AgentConfiguration configuration,
    ILogger<SpoolPublisher> logger
) : BackgroundService
{
    // Bodies are at most 60 KiB unless an event is large: a read brings at most a few megabytes.
    private const int ReadAhead = 32;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        logger.PublishingStarted(configuration.Hub.Publisher.ToString(), spool.ReadDepth().Packs);
        var last = 0L;
        while (true)
        {
            // taken before the read: a pack committed after it completes the next wait at once
            var committed = signal.NextCommit();
            var packs = spool.ReadPacks(last, ReadAhead);
            foreach (var pack in packs)
            {
                await hub.PublishAsync(pack.Body, stoppingToken);
                counters.CountPublished(pack.Events, pack.Body.Length);
                spool.DeletePublished(pack.Id);
                last = pack.Id;
            }
            if (packs.Count == 0)
            {
                await committed.WaitAsync(stoppingToken);
            }
        }
    }
}
