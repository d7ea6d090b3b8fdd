namespace Forwarder.Functions.Delivery;

/// <param name="Fates">One for each event that was to be sent.</param>
/// <param name="Blocked">Why events without a fate wait; null when there are none.</param>
internal sealed record ChunkResult(IReadOnlyList<EventFate> Fates, BlockReason? Blocked, DuplicateTally Duplicates)
{
    public TimeSpan? RetryAfter { get; init; }
}
