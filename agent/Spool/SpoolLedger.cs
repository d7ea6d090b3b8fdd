namespace Forwarder.Agent.Spool;

/// <summary>
/// The spool's counts, kept in memory so that no reading has to walk through the database. Every change of the database's
/// packs is booked here under the database's lock, so that the law holds at every reading.
/// </summary>
internal sealed class SpoolLedger(SpoolDepth found, SpoolDepth setAside)
{
    public long Recovered { get; } = found.Events + setAside.Events;

    public SpoolDepth Waiting { get; private set; } = found;

    public SpoolDepth SetAside { get; private set; } = setAside;

    /// <summary>Of both: what counts against <c>spool_max_bytes</c>.</summary>
    public long HeldBytes => Waiting.Bytes + SetAside.Bytes;

    public long Published { get; private set; }

    public DroppedPacks Dropped { get; private set; }

    public void BookCommitted(IReadOnlyList<SealedPack> packs)
    {
        foreach (var pack in packs)
        {
            Waiting = Add(Waiting, 1, pack.Events, pack.Body.Length);
        }
    }

    public void BookPublished(SpooledPack pack)
    {
        Waiting = Add(Waiting, -1, -pack.Events, -pack.Body.Length);
        Published += pack.Events;
    }

    /// <summary>A pack of which <paramref name="kept"/> was set aside; the rest was published.</summary>
    public void BookLeft(SpooledPack pack, SpoolDepth kept)
    {
        BookPublished(pack);
        Published -= kept.Events;
        SetAside = Add(SetAside, kept.Packs, kept.Events, kept.Bytes);
    }

    public void BookDropped(SpoolDepth waiting, SpoolDepth setAside)
    {
        Waiting = Add(Waiting, -waiting.Packs, -waiting.Events, -waiting.Bytes);
        SetAside = Add(SetAside, -setAside.Packs, -setAside.Events, -setAside.Bytes);
        Dropped = new DroppedPacks(
            Dropped.Packs + waiting.Packs + setAside.Packs,
            Dropped.Events + waiting.Events + setAside.Events
        );
    }

    private static SpoolDepth Add(SpoolDepth depth, long packs, long events, long bytes) =>
        new(depth.Packs + packs, depth.Events + events, depth.Bytes + bytes);
}
