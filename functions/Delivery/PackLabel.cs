namespace Forwarder.Functions.Delivery;

/// <summary>What a lane knows about a pack without opening it.</summary>
/// <param name="Lines">Events as announced by its header; 0 when the header cannot be read.</param>
internal sealed record PackLabel(PackKey Key, int Lines, HubPosition Hub)
{
    /// <summary>Dead letters in it that did not count as open before, because a later event had superseded them. Not kept.</summary>
    public int Reopened { get; init; }
}
