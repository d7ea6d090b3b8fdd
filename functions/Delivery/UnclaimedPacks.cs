namespace Forwarder.Functions.Delivery;

/// <summary>Packs of one start of one agent in a lane of no known publisher.</summary>
/// <param name="Labels">In order; never empty.</param>
internal sealed record UnclaimedPacks(string Lane, string Epoch, IReadOnlyList<PackLabel> Labels)
{
    public long Events => Labels.Sum(label => (long)label.Lines);

    /// <summary>When the hub took the first of them.</summary>
    public DateTimeOffset? Oldest => Labels.Min(label => label.Hub.EnqueuedAt);

    public DateTimeOffset? Newest => Labels.Max(label => label.Hub.EnqueuedAt);
}
