namespace Forwarder.Functions.Delivery;

/// <summary>Where a lane stands: the content of row <c>lane</c> (architecture, "Functions: lanes").</summary>
internal sealed record LaneRow
{
    public static readonly LaneRow New = new();

    public AcceptedPacks Accepted { get; init; } = AcceptedPacks.None;

    /// <summary>Ordinal of the oldest parked pack.</summary>
    public long Head { get; init; }

    /// <summary>Ordinal that the next parked pack will have.</summary>
    public long Tail { get; init; }

    /// <summary>Null when the next pack was not begun.</summary>
    public PackOffset? Offset { get; init; }

    /// <summary>Grows by one with each lease.</summary>
    public long Owner { get; init; }

    /// <summary>Who took the lease last; also known after it ended.</summary>
    public string Holder { get; init; } = "";

    /// <summary>Grows by one with each write of the holder, so that it recognises its own write when the answer was lost.</summary>
    public long Step { get; init; }

    /// <summary>Null when the lease was given back.</summary>
    public DateTimeOffset? LeaseUntil { get; init; }

    /// <summary>When the holder last wrote.</summary>
    public DateTimeOffset? RenewedAt { get; init; }

    public PackAttempt? Attempt { get; init; }

    /// <summary>Since when Canopsis does not take events of this lane; null while it does.</summary>
    public DateTimeOffset? DownSince { get; init; }

    public DateTimeOffset? NextProbe { get; init; }

    public HubPosition LastHub { get; init; }

    public LaneCounters Counters { get; init; } = LaneCounters.Zero;

    public bool IsEmpty => Head == Tail;
}
