namespace Forwarder.Agent.Filtering;

/// <summary>What one session brings of one sender.</summary>
internal sealed class SenderStream(SenderSession session)
{
    public SenderSession Session { get; } = session;

    /// <summary>Null until one of its events told the poller.</summary>
    public Sender? Sender { get; set; }

    /// <summary>The owner that this stream met, and the bytes it must pass to show that it is alive.</summary>
    public (SenderSession Owner, long ReceivedBytes)? Met { get; set; }
}
