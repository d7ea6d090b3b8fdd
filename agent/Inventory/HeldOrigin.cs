namespace Forwarder.Agent.Inventory;

/// <summary>Why the inventory gives an event back.</summary>
internal enum HeldOrigin
{
    /// <summary>Its object was unknown and has been announced: it is decided now.</summary>
    Awaited,

    /// <summary>Made by the inventory: the end of a downtime that a restarted engine no longer has.</summary>
    DowntimeEnd,

    /// <summary>A status that a downtime or an acknowledgement kept back: it leaves now, everything else was decided.</summary>
    Suppressed,
}
