namespace Forwarder.Agent.Filtering;

/// <summary>The events of one engine or broker, over whichever sessions they come.</summary>
internal sealed class Sender
{
    /// <summary>What forwards; null when its session has ended and no other has come forward.</summary>
    public SenderStream? Owner { get; set; }

    /// <summary>
    /// The process that forwarded first. When it comes back it forwards again: only it still has the events that it had not
    /// delivered when its connection broke and that others delivered as duplicates.
    /// </summary>
    public PeerIdentity? Preferred { get; set; }
}
