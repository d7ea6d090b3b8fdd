namespace Forwarder.Agent.Inventory;

/// <summary>A severity of the configuration. Objects refer to it before it is announced and after it is gone: level 0.</summary>
internal sealed class SeverityEntry
{
    /// <summary>1 is the most important; 0 = unknown.</summary>
    public long Level { get; set; }

    public PollerSet Pollers { get; } = new();
}
