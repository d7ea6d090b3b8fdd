namespace Forwarder.Functions.Downtimes;

/// <summary>Pbehaviors of one moment.</summary>
/// <param name="ReadAt">Before they were read.</param>
/// <param name="Prefix">All whose names begin with it are listed; null when all are.</param>
internal sealed record PbehaviorListing(DateTimeOffset ReadAt, string? Prefix, IReadOnlyList<ListedPbehavior> Items)
{
    /// <summary>Whether a pbehavior of this name would be listed.</summary>
    public bool Covers(string name) => Prefix is null || name.StartsWith(Prefix, StringComparison.Ordinal);
}
