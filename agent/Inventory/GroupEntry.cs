namespace Forwarder.Agent.Inventory;

/// <summary>A host group or service group. Members carry the name themselves; this one is for listing.</summary>
internal sealed class GroupEntry
{
    public byte[] Name { get; set; } = [];

    /// <summary>Told by senders since the middle of 2025, of host groups.</summary>
    public byte[] Alias { get; set; } = [];

    public PollerSet Pollers { get; } = new();
}
