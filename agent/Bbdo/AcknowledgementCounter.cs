namespace Forwarder.Agent.Bbdo;

/// <summary>
/// Counts what may be acknowledged. A sender removes that many of its oldest events, so the count must never pass an
/// event that is not committed: neither one of which only the beginning has arrived, nor one that others overtook and
/// that is complete but not yet committed.
/// </summary>
/// <remarks>Thread-safe: the session's loop reports, the acknowledging loop takes.</remarks>
internal sealed class AcknowledgementCounter
{
    private readonly Lock gate = new();
    private readonly List<(long CountedBefore, long Ordinal)> overtaken = [];
    private readonly AcknowledgementRule rule;
    private readonly TimeProvider clock;
    private long? countedBeforePending;
    private long acknowledged;
    private long lastTakenAt;

    public AcknowledgementCounter(AcknowledgementRule rule, TimeProvider clock)
    {
        this.rule = rule;
        this.clock = clock;
        lastTakenAt = clock.GetTimestamp();
    }

    /// <summary>To be called for each complete event before it can be committed.</summary>
    /// <param name="received">The event.</param>
    /// <param name="beforePending">Countable events before the oldest event that is still incomplete.</param>
    public void Note(in ReceivedEvent received, long? beforePending)
    {
        lock (gate)
        {
            countedBeforePending = beforePending;
            if (received.CountedBefore < received.Ordinal - 1)
            {
                overtaken.Add((received.CountedBefore, received.Ordinal));
            }
        }
    }

    /// <summary>The number to acknowledge now, 0 when none is due.</summary>
    /// <param name="committed">Events of the session that are durably stored.</param>
    /// <param name="atOnce">Everything possible is due, whatever the rule says.</param>
    public uint Take(long committed, bool atOnce)
    {
        lock (gate)
        {
            long due = Math.Min(Limit_NeedsLock(committed) - acknowledged, uint.MaxValue);
            bool isTime = atOnce || due >= rule.Limit || clock.GetElapsedTime(lastTakenAt) > rule.Interval;
            if (due <= 0 || !isTime)
            {
                return 0;
            }

            acknowledged += due;
            lastTakenAt = clock.GetTimestamp();
            return (uint)due;
        }
    }

    private long Limit_NeedsLock(long committed)
    {
        overtaken.RemoveAll(late => late.Ordinal <= committed);
        long limit = Math.Min(committed, countedBeforePending ?? long.MaxValue);
        foreach ((long countedBefore, _) in overtaken)
        {
            limit = Math.Min(limit, countedBefore);
        }

        return limit;
    }
}
