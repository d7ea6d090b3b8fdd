using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Inventory;

/// <summary>What a downtime says in either encoding (bbdo 4.2, decision 17).</summary>
internal static class DowntimeFields
{
    /// <summary>It has ended, was cancelled, or was removed.</summary>
    public static bool IsEnd(BrokerEvent downtime) =>
        IsSet(downtime, Field.ActualEndTime) || downtime.Boolean(Field.Cancelled) || IsRemoved(downtime);

    /// <summary>The last of its events.</summary>
    public static bool IsRemoved(BrokerEvent downtime) => IsSet(downtime, Field.DeletionTime);

    /// <summary>Its number on its poller.</summary>
    public static ulong Id(BrokerEvent downtime) =>
        downtime.UInt64(downtime.Type.Encoding == WireEncoding.Legacy ? Field.InternalId : Field.Id);

    /// <summary>0 and -1 both mean "not set", in both encodings.</summary>
    private static bool IsSet(BrokerEvent downtime, Field time) => downtime.Int64(time) is not (0 or -1);
}
