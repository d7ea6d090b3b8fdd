using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Filtering;

/// <summary>
/// One poller may reach the agent on several sessions, through the central broker and by an output of its own: the first
/// session forwards, the events of the others are acknowledged and counted as duplicates, and when the first ends another
/// takes over (architecture). A sender is told by the broker_id of its events together with its poller, so that two
/// pollers that were given the same broker_id are not taken for one.
/// </summary>
/// <remarks>
/// Pure and not thread-safe. Wherever it cannot be known that the first session delivers, the other one forwards too: an event
/// twice is allowed, an event lost is not. A session that ends without a word still looks alive for up to 90 s while its
/// peer has connected again and repeats what was not acknowledged; so a session of the same peer only counts as a duplicate
/// once the older one has received something that had not arrived before the two met.
/// </remarks>
internal sealed class DuplicateSenders
{
    /// <summary>More than any estate has; beyond it nothing counts as a duplicate.</summary>
    public const int MaxSenders = 10_000;

    /// <summary>An owner from which nothing came for so long may be cut off: meanwhile the others forward.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(15);

    private readonly Dictionary<(uint Source, ulong Poller), Sender> senders = [];

    public static SenderSession Open(BrokerPeer peer) => new(peer);

    /// <summary>The session has ended: what it forwarded is free for another.</summary>
    public static void Close(SenderSession session)
    {
        foreach (SenderStream stream in session.Streams)
        {
            if (stream.Sender is { } sender && sender.Owner == session)
            {
                sender.Owner = null;
            }
        }
    }

    /// <summary>Tells the poller of a stream, once an event has shown it.</summary>
    public void Identify(SenderStream stream, uint source, ulong poller)
    {
        if (!senders.TryGetValue((source, poller), out Sender? sender) && senders.Count < MaxSenders)
        {
            sender = new Sender();
            senders.Add((source, poller), sender);
        }

        stream.Sender = sender;
    }

    /// <summary>Whether the next event of this stream was or will be forwarded by another session.</summary>
    public static bool IsDuplicate(SenderStream stream)
    {
        if (stream.Sender is not { } sender || sender.Owner == stream.Session)
        {
            return false;
        }

        PeerIdentity identity = stream.Session.Identity;
        bool returns = sender.Owner is { } other && other.Identity != sender.Preferred && identity == sender.Preferred;
        if (sender.Owner is not { } owner || returns)
        {
            sender.Owner = stream.Session;
            sender.Preferred ??= identity;
            return false;
        }

        return (owner.Identity != identity || HasShownLife(owner, stream)) && owner.Life.Silence < Quiet;
    }

    private static bool HasShownLife(SenderSession owner, SenderStream stream)
    {
        if (stream.Met is not { } met || met.Owner != owner)
        {
            met = (owner, owner.Life.ReceivedBytes + owner.Life.Backlog);
            stream.Met = met;
        }

        return owner.Life.ReceivedBytes > met.ReceivedBytes;
    }
}
