namespace Forwarder.Agent.Bbdo;

/// <summary>Why a broker session ended.</summary>
internal enum SessionEnd
{
    /// <summary>The peer closed the connection without a stop.</summary>
    ClosedByPeer,

    /// <summary>The peer said stop, got its last acknowledgement and left.</summary>
    Stopped,

    /// <summary>The connection broke.</summary>
    ConnectionLost,

    /// <summary>The agent ends.</summary>
    AgentStops,

    /// <summary>The first packet was no negotiation.</summary>
    NoNegotiation,

    /// <summary>No first packet in time.</summary>
    NegotiationTimeout,

    /// <summary>Too many bytes without a valid header.</summary>
    Unreadable,
}
