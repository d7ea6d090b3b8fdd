namespace Forwarder.Agent.Inventory;

/// <summary>A category of hosts or services. It exists while a poller declares it.</summary>
internal sealed class CategoryEntry
{
    public byte[] Name { get; set; } = [];

    public PollerSet Pollers { get; } = new();
}
