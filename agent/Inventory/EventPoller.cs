using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Inventory;

/// <summary>Which poller an event comes from.</summary>
internal static class EventPoller
{
    private const int Monitoring = 1;
    private const int Activities = 6;

    /// <summary>
    /// The poller as the event tells it, or the inventory of its host; 0 for what the broker itself makes; null when nobody
    /// knows.
    /// </summary>
    public static ulong? Find(BrokerEvent received, ObjectStore objects)
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
        return told != 0 ? told : objects.Find(new ObjectKey(received.UInt64(Field.HostId), 0))?.Poller?.Id;
    }
}
