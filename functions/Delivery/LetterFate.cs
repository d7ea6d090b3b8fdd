using Azure;

namespace Forwarder.Functions.Delivery;

/// <summary>What became of an open dead letter.</summary>
/// <param name="State">See <see cref="DeadLetterState"/>; open again when it was refused again.</param>
/// <param name="ETag">As last read; null when not known.</param>
internal sealed record LetterFate(string RowKey, string State, ETag? ETag)
{
    /// <summary>Its own event was taken after all: should it be in a redrive pack by now, that one has nothing to do with it.</summary>
    public bool LeavesRedrive { get; init; }

    public DeadLetterReason? Reason { get; init; }
    public int? Status { get; init; }
    public string? Detail { get; init; }
}
