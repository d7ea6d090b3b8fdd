namespace Forwarder.Functions.Delivery;

/// <summary>One line of a pack, or its end, that waits for its turn to be booked: lines are booked in order.</summary>
internal sealed record PendingLine(PackWork Work, int Line, ReadOnlyMemory<byte> Text)
{
    /// <summary>The event is in the chunk; what becomes of it is decided by sending it.</summary>
    public bool IsInChunk { get; init; }

    /// <summary>The event is a downtime whose desired state is not stored yet.</summary>
    public bool WaitsForDowntimes { get; init; }

    public LineTally Tally { get; init; }

    public DeadLetter? Letter { get; init; }

    /// <summary>Not a line but the end of the pack.</summary>
    public bool IsLast { get; init; }

    public bool IsQuarantine { get; init; }
}
