using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Inventory;

/// <summary>What a status says in either encoding (bbdo 5.3, rule 10; stream-connector 2.2).</summary>
internal static class StatusFields
{
    /// <summary>The legacy flag says it where there is one.</summary>
    public static bool IsAcknowledged(BrokerEvent status) =>
        status.Has(Field.Acknowledged)
            ? status.Boolean(Field.Acknowledged)
            : status.Int64(Field.AcknowledgementType) >= 1;

    /// <summary>The state; what no object can have is <see cref="LiveStatus.UnknownState"/>.</summary>
    public static byte State(BrokerEvent status) => (byte)Math.Min(status.UInt64(Field.State), LiveStatus.UnknownState);

    public static bool IsInDowntime(BrokerEvent status) => status.Int64(Field.ScheduledDowntimeDepth) > 0;
}
