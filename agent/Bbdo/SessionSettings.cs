namespace Forwarder.Agent.Bbdo;

/// <summary>What one broker session may cost, and how long the agent waits for its peer.</summary>
internal sealed record SessionSettings
{
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
