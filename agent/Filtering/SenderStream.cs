namespace Forwarder.Agent.Filtering;

/// <summary>What one session brings of one sender.</summary>
/// <param name="session">The session.</param>
/// <param name="source">broker_id of its events.</param>
/// <param name="sender">Null when there are too many senders to follow.</param>
internal sealed class SenderStream(SenderSession session, uint source, Sender? sender)
{
    public SenderSession Session { get; } = session;

    public uint Source { get; } = source;

    public Sender? Sender { get; } = sender;

    /// <summary>
    /// An event of this session has named the poller: the session brings that poller's events. Without it their objects may
    /// only have moved to this poller while their former one still speaks of them.
    /// </summary>
    public bool IsNamed { get; set; }

    /// <summary>The owner that this stream met, and the bytes it must pass to show that it is alive.</summary>
    public (SenderSession Owner, long ReceivedBytes)? Met { get; set; }
}
