using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Inventory;

/// <summary>Which poller an event comes from.</summary>
internal static class EventPoller
{
    private const int Monitoring = 1;
    private const int Activities = 6;

    /// <summary>The poller as the event tells it; 0 for what the broker itself makes; null when it does not tell.</summary>
    public static ulong? NamedBy(BrokerEvent received)
    {
        if (received.Type.Category != Monitoring)
        {
            return received.Type.Category == Activities ? 0 : null;
        }

        ulong told = received.Type.Kind switch
        {
            EventKind.InstanceConfiguration
            or EventKind.HostGroup
            or EventKind.HostGroupMember
            or EventKind.ServiceGroup
            or EventKind.ServiceGroupMember
            or EventKind.Severity
            or EventKind.Tag => received.UInt64(Field.PollerId),
            _ => received.UInt64(Field.InstanceId),
        };
        return told != 0 ? told : null;
    }

    /// <summary>The poller of the host that the event is about, as the inventory knows it; null when it does not.</summary>
    public static ulong? OfObject(BrokerEvent received, ObjectStore objects) =>
        received.Type.Category == Monitoring
            ? objects.Find(new ObjectKey(received.UInt64(Field.HostId), 0))?.Poller?.Id
            : null;
}
