using Forwarder.Functions.Mapping;

namespace Forwarder.Functions.ForwardEvents;

/// <summary>What happened to packs and events, in one lane or added up over all. Events are counted in the attempt that handled them.</summary>
internal sealed class LaneCounts
{
    private static readonly int Kinds = Enum.GetValues<EventKind>().Length;

    private readonly int[] mapped = new int[Kinds];
    private readonly int[] notMapped = new int[Kinds];

    public int Packs { get; set; }
    public int DuplicatePacks { get; set; }

    /// <summary>Packs of which something is still to be delivered.</summary>
    public int UndeliveredPacks { get; set; }
    public int Delivered { get; set; }

    /// <summary>Listed by Canopsis in <c>failed_events</c>.</summary>
    public int Failed { get; set; }

    public int HostStatuses => mapped[(int)EventKind.HostStatus];
    public int ServiceStatuses => mapped[(int)EventKind.ServiceStatus];
    public int Acknowledgements => mapped[(int)EventKind.Acknowledgement];
    public int Downtimes => notMapped[(int)EventKind.Downtime];
    public int BaStatuses => mapped[(int)EventKind.BaStatus] + notMapped[(int)EventKind.BaStatus];
    public int Heartbeats => notMapped[(int)EventKind.Heartbeat];
    public int Unknown => notMapped[(int)EventKind.Unknown];

    /// <summary>Monitoring events for which nothing is sent.</summary>
    public int NotMapped => notMapped.Sum() - Heartbeats - Unknown;

    public void Count(MappingResult result)
    {
        if (result.Verdict == MappingVerdict.Mapped)
        {
            mapped[(int)result.Kind]++;
        }
        else if (result.Verdict == MappingVerdict.NotMapped)
        {
            notMapped[(int)result.Kind]++;
        }
    }

    public void Add(LaneCounts other)
    {
        Packs += other.Packs;
        DuplicatePacks += other.DuplicatePacks;
        UndeliveredPacks += other.UndeliveredPacks;
        Delivered += other.Delivered;
        Failed += other.Failed;
        for (var kind = 0; kind < Kinds; kind++)
        {
            mapped[kind] += other.mapped[kind];
            notMapped[kind] += other.notMapped[kind];
        }
    }
}
