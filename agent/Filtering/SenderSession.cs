using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Filtering;

/// <summary>The senders that one session brings.</summary>
internal sealed class SenderSession(BrokerPeer peer)
{
    // More than a central broker relays; a peer that invents sources costs no more than this.
    private const int MaxStreams = 4096;

    private readonly Dictionary<(uint Source, ulong Poller), SenderStream> streams = [];
    private (uint Source, ulong Poller) lastSender;
    private SenderStream? last;

    public PeerIdentity Identity { get; } = PeerIdentity.Of(peer);

    public IPeerLife Life { get; } = peer.Life;

    public IEnumerable<SenderStream> Streams => streams.Values;

    /// <summary>What comes from a sender, looked up or made; null when there are too many to follow.</summary>
    /// <param name="sender">broker_id of the events, and the poller that they are of.</param>
    /// <param name="find">The sender itself, when it is new to this session.</param>
    public SenderStream? StreamOf((uint Source, ulong Poller) sender, Func<(uint Source, ulong Poller), Sender?> find)
    {
        if (last is null || lastSender != sender)
        {
            if (!streams.TryGetValue(sender, out SenderStream? stream) && streams.Count < MaxStreams)
            {
                stream = new SenderStream(this, sender.Source, find(sender));
                streams.Add(sender, stream);
            }

            (last, lastSender) = (stream, sender);
        }

        return last;
    }
}
