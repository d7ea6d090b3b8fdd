namespace Forwarder.Functions.Delivery;

/// <summary>The conservation law of one lane (architecture, guarantee 6). It holds after every write of the lane row.</summary>
internal sealed record LaneCounters
{
    public static readonly LaneCounters Zero = new();

    /// <summary>Lines of all packs that came, each once.</summary>
    public long Lines { get; init; }

    public LineTally Done { get; init; }

    /// <summary>Lines that wait in the lane.</summary>
    public long Parked { get; init; }

    /// <summary>Lines of a pack that is delivered straight from the hub and not finished.</summary>
    public long InProgress { get; init; }

    public long Packs { get; init; }

    /// <summary>Packs that became a dead letter as a whole.</summary>
    public long Quarantined { get; init; }
    public DuplicateTally Duplicates { get; init; }

    /// <summary>Dead letters that wait for a decision.</summary>
    public long OpenDeadLetters { get; init; }

    /// <summary>Dead letters that were delivered later.</summary>
    public long Redriven { get; init; }

    /// <summary>Events: what the law calls read. Heartbeats and unknown kinds are known as such only when their pack was opened.</summary>
    public long Read => Lines - Done.Heartbeats - Done.Unknown;

    /// <summary>No count may hide another: one below zero would let others be too high.</summary>
    public bool Holds =>
        Lines == Done.Total + Parked + InProgress && Parked >= 0 && InProgress >= 0 && !Done.HasNegative;
}
