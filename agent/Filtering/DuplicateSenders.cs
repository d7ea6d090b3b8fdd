using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Filtering;

/// <summary>
/// One poller may reach the agent on several sessions, through the central broker and by an output of its own: the first
/// session forwards, the events of the others are acknowledged and counted as duplicates, and when the first ends another
/// takes over (architecture). A sender is told by the broker_id of its events together with the poller of each, so that
/// pollers that were given the same broker_id are not taken for one, not even where a central broker relays them all.
/// </summary>
/// <remarks>
/// Pure and not thread-safe. Wherever it cannot be known that the first session delivers, the other one forwards too: an event
/// twice is allowed, an event lost is not. So the first must have named the poller. A session that ends without a word still
/// looks alive for up to 90 s while its peer has connected again and repeats what was not acknowledged; so a session of the
/// same peer only counts as a duplicate once the older one has received something that had not arrived before the two met.
/// </remarks>
internal sealed class DuplicateSenders
{
    /// <summary>More than any estate has; beyond it nothing counts as a duplicate.</summary>
    public const int MaxSenders = 10_000;

    /// <summary>An owner from which nothing came for so long may be cut off: meanwhile the others forward.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(15);

    private readonly Dictionary<(uint Source, ulong Poller), Sender> senders = [];
    private readonly Func<(uint Source, ulong Poller), Sender?> find;

    public DuplicateSenders() => find = Find;

    public static SenderSession Open(BrokerPeer peer) => new(peer);

    /// <summary>The session has ended: what it forwarded is free for another.</summary>
    public static void Close(SenderSession session)
    {
        foreach (SenderStream stream in session.Streams)
        {
            if (stream.Sender is { } sender && sender.Owner == stream)
            {
                sender.Owner = null;
            }
        }
    }

    /// <summary>Whether this event was or will be forwarded by another session.</summary>
    /// <param name="session">That brings it.</param>
    /// <param name="source">The broker_id of the process that made it.</param>
    /// <param name="poller">The poller that it is of.</param>
    /// <param name="isNamed">The event itself names the poller, instead of an object that was once announced there.</param>
    public bool IsDuplicate(SenderSession session, uint source, ulong poller, bool isNamed)
    {
        if (session.StreamOf((source, poller), find) is not { } stream)
        {
            return false;
        }

        stream.IsNamed |= isNamed;
        return IsDuplicate(stream);
    }

    /// <summary>
    /// Whether everything that the session brings of this source is a duplicate: that is all one can go by for an event that
    /// names no poller and is about no object that the inventory knows, or still knows.
    /// </summary>
    public static bool IsDuplicate(SenderSession session, uint source)
    {
        bool isKnown = false;
        foreach (SenderStream stream in session.Streams)
        {
            if (stream.Source == source)
            {
                if (!IsDuplicate(stream))
                {
                    return false;
                }

                isKnown = true;
            }
        }

        return isKnown;
    }

    private static bool IsDuplicate(SenderStream stream)
    {
        if (stream.Sender is not { } sender || sender.Owner == stream)
        {
            return false;
        }

        PeerIdentity identity = stream.Session.Identity;
        bool returns =
            sender.Owner is { } other && other.Session.Identity != sender.Preferred && identity == sender.Preferred;
        if (sender.Owner is not { } owner || returns)
        {
            sender.Owner = stream;
            sender.Preferred ??= identity;
            return false;
        }

        return owner.IsNamed
            && (owner.Session.Identity != identity || HasShownLife(owner.Session, stream))
            && owner.Session.Life.Silence < Quiet;
    }

    private Sender? Find((uint Source, ulong Poller) key)
    {
        if (!senders.TryGetValue(key, out Sender? sender) && senders.Count < MaxSenders)
        {
            sender = new Sender();
            senders.Add(key, sender);
        }

        return sender;
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
