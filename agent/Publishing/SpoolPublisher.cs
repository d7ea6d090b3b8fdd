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

    private readonly TroubleNotice trouble = new(time);
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
                await TellAndWaitAsync(failure, stoppingToken);
            }
        }
    }

    /// <summary>False when nothing waits.</summary>
    private async Task<bool> PublishSomeAsync(CancellationToken stop)
    {
        var wasDeleted = true;
        var packs = spool.ReadPacks(last, ReadAhead);
        foreach (var pack in packs)
        {
            if (!spool.TryTake(pack))
            {
                continue;
            }
            var refused = await sender.SendAsync(pack, stop);
            if (refused.Count == 0)
            {
                counters.CountPublished(pack.Body.Length);
                // Not published again, even when its row cannot be deleted: that goes with the next that can.
                last = pack.Id;
                wasDeleted &= TryLeave(pack);
            }
            else
            {
                await SetAsideAsync(pack, refused, stop);
                last = pack.Id;
            }
        }
        if (wasDeleted)
        {
            trouble.TryEnd();
        }
        return packs.Count > 0;
    }

    // Without a pause: on a full disk a long backlog leaves at full speed all the same.
    private bool TryLeave(SpooledPack pack)
    {
        try
        {
            spool.Leave(pack, []);
            return true;
        }
        catch (SqliteException failure)
        {
            Tell(failure);
            return false;
        }
    }

    // Only its row holds what the hub refuses, and the next pack that leaves deletes that: none is sent before it is kept.
    private async Task SetAsideAsync(SpooledPack pack, IReadOnlyList<RefusedPack> refused, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                spool.Leave(pack, refused);
                return;
            }
            catch (SqliteException failure)
            {
                await TellAndWaitAsync(failure, stop);
            }
        }
    }

    private Task TellAndWaitAsync(SqliteException failure, CancellationToken stop)
    {
        Tell(failure);
        return Task.Delay(PauseAfterFailure, time, stop);
    }

    private void Tell(SqliteException failure)
    {
        if (trouble.TryTell())
        {
            logger.SpoolFailed(failure.Message, SpoolFaults.Remedy(SpoolFaults.Of(failure)));
        }
    }
}
