using Forwarder.Contracts.Packs;

namespace Forwarder.Functions.Delivery;

/// <summary>
/// Reads the queue of a held lane from its head on, window by window. When the oldest packs are too old to be sent as they are, it looks further
/// ahead for later statuses of the same objects.
/// </summary>
internal sealed class QueueReader(ILaneStore store, HeldLane lane, LaneSettings settings, TimeProvider time)
{
    private readonly List<ParkedPack> ahead = [];
    private SupersededStatuses? superseded;
    private long? next;

    /// <summary>What is known about the packs read so far.</summary>
    public SupersededStatuses? Superseded => superseded;

    /// <returns>The next packs; none when the end of the queue is reached.</returns>
    /// <param name="mayOpen">Packs may be opened ahead: none of them is suspected to end the process.</param>
    public async Task<IReadOnlyList<ParkedPack>> NextAsync(bool mayOpen, CancellationToken cancellation)
    {
        if (ahead.Count == 0)
        {
            await ReadAsync(settings.Window, cancellation);
        }
        var isOld = mayOpen && ahead is [var oldest, ..] && (superseded is not null || IsOld(oldest));
        if (isOld)
        {
            await LookAheadAsync(cancellation);
        }
        var window = Window();
        ahead.RemoveRange(0, window.Count);
        return window;
    }

    // An agent that was cut off publishes late: the hub's time says nothing about the events.
    private bool IsOld(ParkedPack oldest)
    {
        try
        {
            return PackReader.PeekHeader(oldest.Body).Created < time.GetUtcNow() - SupersededStatuses.TooOld;
        }
        catch (PackFormatException)
        {
            return false;
        }
    }

    private List<ParkedPack> Window()
    {
        var bytes = 0L;
        return
        [
            .. ahead
                .Take(settings.Window.Packs)
                .TakeWhile((pack, index) => (bytes += pack.Body.Length) <= settings.Window.Bytes || index == 0),
        ];
    }

    private async Task LookAheadAsync(CancellationToken cancellation)
    {
        if (superseded is null)
        {
            superseded = new SupersededStatuses(time.GetUtcNow());
            Scan(ahead);
        }
        var bytes = ahead.Sum(pack => (long)pack.Body.Length);
        while (ahead.Count < settings.LookAhead.Packs && bytes < settings.LookAhead.Bytes)
        {
            var more = await ReadAsync(settings.Window, cancellation);
            if (more.Count == 0)
            {
                return;
            }
            Scan(more);
            bytes += more.Sum(pack => (long)pack.Body.Length);
        }
    }

    private async Task<IReadOnlyList<ParkedPack>> ReadAsync(QueueLimit limit, CancellationToken cancellation)
    {
        if (next is null)
        {
            // What was delivered before came straight from the hub and has left the queue.
            lane.ForgetQueue();
            next = lane.Row.Head;
        }
        var packs = await store.QueueAsync(lane.Publisher, next.Value, limit, cancellation);
        next = packs is [.., var last] ? last.Ordinal + 1 : next;
        ahead.AddRange(packs);
        lane.Know(packs);
        return packs;
    }

    private void Scan(IEnumerable<ParkedPack> packs)
    {
        // Dead letters that are sent again are older than what stands before them.
        foreach (var parked in packs.Where(parked => !RedrivePack.Is(parked.Label.Key)))
        {
            try
            {
                using var content = PackReader.Open(parked.Body);
                superseded!.Scan(parked.Label.Key, content);
            }
            catch (PackFormatException)
            {
                // Told when it is its turn. Nothing behind a pack that cannot be read replaces what stands before it.
                superseded!.Forget();
            }
        }
    }
}
