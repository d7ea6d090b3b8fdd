namespace Forwarder.Functions.Delivery;

/// <summary>What a lane knows about a pack without opening it.</summary>
/// <param name="Lines">Events as announced by its header; 0 when the header cannot be read.</param>
internal sealed record PackLabel(PackKey Key, int Lines, HubPosition Hub);
