namespace Forwarder.Agent.Inventory;

/// <summary>
/// What statuses last said about an object. In memory only; times are Unix seconds, 0 = never. The times belong to the
/// states 0 to 3: OK, WARNING, CRITICAL, UNKNOWN of a service, UP, DOWN, UNREACHABLE of a host.
/// </summary>
internal struct LiveStatus
{
    public long LastTime0;
    public long LastTime1;
    public long LastTime2;
    public long LastTime3;
    public int DowntimeDepth;
    public byte State;
    public bool IsAcknowledged;
}
