namespace Forwarder.Functions.Delivery;

/// <summary>An event, or a whole pack, that cannot be delivered at present.</summary>
/// <param name="Line">Counted from 1; 0 for the whole pack.</param>
/// <param name="Created">When its pack was sealed: the same in each attempt, so that the row is the same.</param>
/// <param name="Content">The event line, or the pack as published.</param>
internal sealed record DeadLetter(
    string Customer,
    string Publisher,
    PackKey Pack,
    int Line,
    DateTimeOffset Created,
    DeadLetterReason Reason,
    ReadOnlyMemory<byte> Content
)
{
    /// <summary>What was wrong, in words of this product.</summary>
    public string? Detail { get; init; }

    /// <summary>HTTP status of the answer that decided.</summary>
    public int? Status { get; init; }

    /// <summary>See <see cref="LineObject"/>; null for a pack and for lines that cannot be read.</summary>
    public string? About { get; init; }

    public bool IsStatus { get; init; }

    /// <summary>Events that it stands for; more than one for a pack only.</summary>
    public long Lines { get; init; } = 1;
}
