using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Filtering;

/// <summary>The senders that one session brings.</summary>
internal sealed class SenderSession(BrokerPeer peer)
{
    // More than a central broker relays; a peer that invents sources costs no more than this.
    private const int MaxStreams = 4096;

    private readonly Dictionary<uint, SenderStream> streams = [];
    private uint lastSource;
    private SenderStream? last;

    public PeerIdentity Identity { get; } = PeerIdentity.Of(peer);

    public IPeerLife Life { get; } = peer.Life;

    public IEnumerable<SenderStream> Streams => streams.Values;

    /// <summary>What comes from this source (broker_id); null when there are too many to follow.</summary>
    public SenderStream? StreamOf(uint source)
    {
        if (last is null || lastSource != source)
        {
            if (!streams.TryGetValue(source, out SenderStream? stream) && streams.Count < MaxStreams)
            {
                stream = new SenderStream(this);
                streams.Add(source, stream);
            }

            (last, lastSource) = (stream, source);
        }

        return last;
    }
}
