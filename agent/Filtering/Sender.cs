namespace Forwarder.Agent.Filtering;

/// <summary>The stream of one engine or broker, over whichever sessions it comes.</summary>
internal sealed class Sender
{
    /// <summary>The session that forwards; null when it has ended and no other has come forward.</summary>
    public SenderSession? Owner { get; set; }

    /// <summary>
    /// The process that forwarded first. When it comes back it forwards again: only it still has the events that it had not
    /// delivered when its connection broke and that others delivered as duplicates.
    /// </summary>
    public PeerIdentity? Preferred { get; set; }
}
