namespace Forwarder.Agent.Bbdo;

/// <summary>Ids of category 2, the protocol's own events (bbdo 3.2).</summary>
internal static class ProtocolIds
{
    public const uint VersionResponse = 0x0002_0001;
    public const uint LegacyAcknowledgement = 0x0002_0002;
    public const uint LegacyStop = 0x0002_0003;
    public const uint FirstOrder = 0x0002_0004;
    public const uint LastOrder = 0x0002_0006;
    public const uint Welcome = 0x0002_0007;
    public const uint Acknowledgement = 0x0002_0008;
    public const uint Stop = 0x0002_0009;

    /// <summary>Whether the peer wants to leave, and waits for its last acknowledgement (bbdo 2.5).</summary>
    public static bool IsStop(uint id) => id is Stop or LegacyStop;

    /// <summary>
    /// Whether the event belongs to the protocol itself and is not counted. The orders to the broker that an output without
    /// filter shows (rebuild graphs, remove graphs, remove poller) do not: they travel in the sender's queue (bbdo 2.7).
    /// </summary>
    public static bool Includes(uint id) => id >> 16 == 2 && id is not (>= FirstOrder and <= LastOrder);
}
