using Forwarder.Agent.Bbdo.Layers;

namespace Forwarder.Agent.Bbdo;

/// <summary>What one broker session may cost, and how long the agent waits for its peer.</summary>
internal sealed record SessionSettings
{
    public TlsSettings Tls { get; init; } = new();

    /// <summary>Whether the COMPRESSION extension is used when the peer offers it.</summary>
    public bool AllowsCompression { get; init; } = true;

    /// <summary>Longest compression frame, compressed or not; more than any event that a session may hold.</summary>
    public int MaxFrameBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Bytes of incomplete events.</summary>
    public int MaxPendingBytes { get; init; } = EventReassembler.DefaultPendingBytes;

    /// <summary>After which silence a session is suspect; zero: never.</summary>
    public TimeSpan SuspectAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether a suspect session is closed.</summary>
    public bool ClosesSuspect { get; init; }

    public AcknowledgementRule Acknowledgements { get; init; } = AcknowledgementRule.Default;

    /// <summary>From the connection to the peer's first packet.</summary>
    public TimeSpan NegotiationTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes without a valid header after which the peer certainly speaks something else.</summary>
    public long UnreadableBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>The same before the negotiation.</summary>
    public long UnreadableBytesAtStart { get; init; } = 64 * 1024;

    /// <summary>A stopping broker waits 5 s for its last acknowledgement; what is not committed by then comes again.</summary>
    public TimeSpan LastCommit { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>From the last acknowledgement to the end of the connection.</summary>
    public TimeSpan Farewell { get; init; } = TimeSpan.FromSeconds(5);
}
