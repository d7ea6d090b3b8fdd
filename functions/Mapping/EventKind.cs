namespace Forwarder.Functions.Mapping;

/// <summary>What an event line of a pack is about, from its member <c>kind</c>.</summary>
internal enum EventKind
{
    /// <summary>A kind of a later version: counted and skipped.</summary>
    Unknown,
    HostStatus,
    ServiceStatus,
    Acknowledgement,
    Downtime,
    BaStatus,
    Heartbeat,
}
