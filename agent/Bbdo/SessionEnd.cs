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

    /// <summary>The peer closed before any negotiation packet, or sent something else.</summary>
    NoNegotiation,

    /// <summary>No first packet in time.</summary>
    NegotiationTimeout,

    /// <summary>Too many bytes without a valid header.</summary>
    Unreadable,

    /// <summary>The broker is configured for another major version than the one proposed to it.</summary>
    OtherVersion,

    /// <summary>It would have been in clear, and that is not wanted.</summary>
    ClearRefused,

    /// <summary>TLS was agreed to and could not be established.</summary>
    TlsFailed,

    /// <summary>Nothing was heard for too long.</summary>
    Silent,
}
