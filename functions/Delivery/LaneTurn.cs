namespace Forwarder.Functions.Delivery;

/// <summary>What one holder does with its lease: delivers packs from the hub, then the queue behind them, and gives the lease back.</summary>
internal sealed class LaneTurn(
    HeldLane lane,
    LaneRun run,
    QueueReader queue,
    bool isCareful,
    Func<bool> isOver,
    LaneSettings settings,
    TimeProvider time,
    ILogger logger
)
{
    /// <summary>Delivers packs from the hub.</summary>
    /// <returns>Null when they are delivered and recorded. The lease is then still held only if the queue is not empty; otherwise it is given back.</returns>
    public async Task<BlockReason?> DeliverAsync(IReadOnlyList<LanePack> packs, CancellationToken cancellation)
    {
        var blocked = await run.DeliverAsync(packs, cancellation);
        return blocked is null ? await EndIfEmptyAsync(cancellation) : await EndAsync(blocked.Value, cancellation);
    }

    /// <summary>Delivers the queue until it is empty, which the write that gives the lease back confirms.</summary>
    public async Task<DrainOutcome> DrainAsync(CancellationToken cancellation)
    {
        var before = run.Finished;
        var blocked = default(BlockReason?);
        var emptyAt = -1L;
        while (blocked is null && lane.Row.LeaseUntil is not null)
        {
            var packs = await queue.NextAsync(!isCareful, cancellation);
            if (packs.Count == 0)
            {
                if (emptyAt == lane.Row.Tail)
                {
                    throw new InvalidOperationException(
                        $"Packs {lane.Row.Head} to {lane.Row.Tail} of lane {lane.Publisher} are not in table lanes: forwarder status says what to do."
                    );
                }
                blocked = await EndIfEmptyAsync(cancellation);
                emptyAt = lane.Row.Tail;
                continue;
            }
            emptyAt = -1;
            run.Superseded = queue.Superseded;
            blocked = await run.DeliverAsync(packs.Select(parked => parked.Pack), cancellation);
            blocked ??= isOver() ? BlockReason.OutOfTime : null;
            blocked = blocked is null ? null : await EndAsync(blocked.Value, cancellation);
        }
        var finished = run.Finished - before;
        if (blocked is null && finished > 0)
        {
            LaneLog.Emptied(logger, lane.Publisher, finished);
        }
        return new DrainOutcome(finished, blocked is null, blocked);
    }

    private async Task<BlockReason?> EndIfEmptyAsync(CancellationToken cancellation) =>
        await run.ReportAsync(new LaneEnd(null, OnlyIfEmpty: true), cancellation) ? null : BlockReason.LeaseLost;

    private async Task<BlockReason> EndAsync(BlockReason blocked, CancellationToken cancellation)
    {
        if (blocked == BlockReason.LeaseLost)
        {
            return blocked;
        }
        if (blocked != BlockReason.OutOfTime)
        {
            LaneLog.Blocked(logger, lane.Publisher, blocked);
        }
        var isDown = blocked is BlockReason.RetryLater or BlockReason.Outage or BlockReason.Misconfigured;
        var end = new LaneEnd(isDown ? time.GetUtcNow() + settings.PatienceFor(run.RetryAfter) : null);
        return await run.ReportAsync(end, cancellation) ? blocked : BlockReason.LeaseLost;
    }
}
