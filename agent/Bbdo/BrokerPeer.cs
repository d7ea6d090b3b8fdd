namespace Forwarder.Agent.Bbdo;

/// <summary>The sender at the other end of a session, as its negotiation packet presents it.</summary>
/// <param name="Session">Number of the session since the agent started.</param>
/// <param name="Address">Remote address and port.</param>
/// <param name="Version">Version of the protocol that it announced.</param>
/// <param name="BrokerName">Name of the sending process; empty in the older negotiation.</param>
/// <param name="PollerId">Poller it belongs to; 0 in the older negotiation.</param>
/// <param name="PollerName">Name of that poller; empty in the older negotiation.</param>
/// <param name="Life">Whether it is still there.</param>
internal sealed record BrokerPeer(
    long Session,
    string Address,
    ProtocolVersion Version,
    string BrokerName,
    ulong PollerId,
    string PollerName,
    IPeerLife Life
);
