namespace Forwarder.Agent.Inventory;

/// <summary>
/// What statuses last said about an object. In memory, and small, because every status of a large estate touches
/// another one. Times are Unix seconds, 0 = never or out of range; they belong to the states 0 to 3: OK, WARNING,
/// CRITICAL, UNKNOWN of a service, UP, DOWN, UNREACHABLE of a host.
/// </summary>
internal struct LiveStatus
{
    /// <summary>Since the agent started nobody has told it.</summary>
    public const byte UnknownState = byte.MaxValue;

    public uint LastTime0;
    public uint LastTime1;
    public uint LastTime2;
    public uint LastTime3;
    public byte State = UnknownState;

    /// <summary>State of the last status that left; of an object of which none did, 0 as Canopsis has it. Persisted.</summary>
    public byte ForwardedState;
    public bool IsInDowntime;
    public bool IsAcknowledged;

    /// <summary>A suppressed status of it is kept (<see cref="SuppressedStatuses"/>).</summary>
    public bool HasSuppressed;

    public LiveStatus() { }
}
