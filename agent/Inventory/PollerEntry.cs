namespace Forwarder.Agent.Inventory;

/// <summary>A poller and the generation of its configuration (bbdo 5.3, rules 1 and 2).</summary>
internal sealed class PollerEntry(ulong id)
{
    public ulong Id { get; } = id;

    /// <summary>UTF-8; empty until an instance event named it.</summary>
    public byte[] Name { get; set; } = [];

    public bool IsRunning { get; set; }

    /// <summary>
    /// Grows with each start of the engine and is never the same for two pollers, so that what another poller announced
    /// can never pass for current. 0 before the first start.
    /// </summary>
    public int Generation { get; set; }

    /// <summary>The engine has started and not yet told that its configuration is complete: older generations are stale.</summary>
    public bool IsLoading { get; set; }
}
