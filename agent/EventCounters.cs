using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Filtering;
using Forwarder.Agent.Inventory;

namespace Forwarder.Agent;

/// <summary>
/// What became of the events since the start (architecture, guarantee 6): for status, acknowledgement, downtime and BA events
/// <c>received + synthesized = filtered + undecodable + held + open + spooled</c> at every reading.
/// </summary>
/// <remarks>Touched only under the pipeline's lock; <see cref="Copy"/> is what others read.</remarks>
internal sealed class EventCounters
{
    private readonly long[] filtered;
    private readonly long[] forwarded;

    public EventCounters()
    {
        filtered = new long[DropReasons.Count];
        forwarded = new long[Enum.GetValues<EventKind>().Length];
    }

    private EventCounters(EventCounters from)
    {
        (All, Received, Synthesized, Undecodable) = (from.All, from.Received, from.Synthesized, from.Undecodable);
        (Spooled, Configuration, Ignored, Unknown) = (from.Spooled, from.Configuration, from.Ignored, from.Unknown);
        filtered = [.. from.filtered];
        forwarded = [.. from.forwarded];
    }

    /// <summary>Complete events of every kind.</summary>
    public long All { get; private set; }

    /// <summary>Monitoring events.</summary>
    public long Received { get; private set; }

    /// <summary>Monitoring events that no broker sent to this process: those held from before its start.</summary>
    public long Synthesized { get; private set; }

    /// <summary>Monitoring events whose payload is not what its type says.</summary>
    public long Undecodable { get; private set; }

    /// <summary>Monitoring events in committed packs.</summary>
    public long Spooled { get; private set; }

    /// <summary>Configuration events that fed the inventory.</summary>
    public long Configuration { get; private set; }

    /// <summary>Known events of no use here, and configuration that cannot be decoded or that another session brings.</summary>
    public long Ignored { get; private set; }

    /// <summary>Events whose id is not in the catalogue.</summary>
    public long Unknown { get; private set; }

    /// <summary>Status, acknowledgement, downtime and BA events: those that can leave.</summary>
    public static bool IsMonitoring(EventKind kind) => LinePlan.KindName(kind) is not null;

    /// <summary>Dropped monitoring events by reason, those that occurred.</summary>
    public IEnumerable<(string Reason, long Count)> Filtered =>
        filtered
            .Select((count, reason) => (DropReasons.NameOf((DropReason)reason), count))
            .Where(entry => entry.count > 0);

    /// <summary>Monitoring events put into packs by kind, those that occurred.</summary>
    public IEnumerable<(string Kind, long Count)> Forwarded =>
        forwarded
            .Select((count, kind) => (LinePlan.KindName((EventKind)kind) ?? "", count))
            .Where(entry => entry.count > 0);

    public void CountEvent() => All++;

    public void CountDecoded(EventKind kind)
    {
        if (IsMonitoring(kind))
        {
            Received++;
        }
        else if (IsConfiguration(kind))
        {
            Configuration++;
        }
        else
        {
            Ignored++;
        }
    }

    /// <summary>An event without fields; <paramref name="kind"/> is null when its id is unknown.</summary>
    public void CountUndecoded(EventKind? kind)
    {
        if (kind is not { } known)
        {
            Unknown++;
        }
        else if (IsMonitoring(known))
        {
            Received++;
            Undecodable++;
        }
        else
        {
            Ignored++;
        }
    }

    /// <summary>Held events that this version cannot decode any more.</summary>
    public void CountLostMeaning(int events) => Undecodable += events;

    /// <summary>An event that another session forwards.</summary>
    public void CountDuplicate(EventKind kind)
    {
        if (IsMonitoring(kind))
        {
            Received++;
            CountDropped(DropReason.DuplicateSender, 1);
        }
        else
        {
            Ignored++;
        }
    }

    public void CountSynthesized(long events) => Synthesized += events;

    public void CountDropped(DropReason reason, int events) => filtered[(int)reason] += events;

    public void CountForwarded(EventKind kind) => forwarded[(int)kind]++;

    public void CountSpooled(long events) => Spooled += events;

    /// <summary>A reading that later events do not change.</summary>
    public EventCounters Copy() => new(this);

    private static bool IsConfiguration(EventKind kind) =>
        kind
            is EventKind.Instance
                or EventKind.InstanceBroadcast
                or EventKind.InstanceConfiguration
                or EventKind.Host
                or EventKind.Service
                or EventKind.AdaptiveHost
                or EventKind.AdaptiveService
                or EventKind.AdaptiveHostStatus
                or EventKind.AdaptiveServiceStatus
                or EventKind.HostGroup
                or EventKind.HostGroupMember
                or EventKind.ServiceGroup
                or EventKind.ServiceGroupMember
                or EventKind.Severity
                or EventKind.Tag
                or EventKind.CustomVariable
                or EventKind.CustomVariableStatus
                or EventKind.DimensionBaEvent
                or EventKind.DimensionBvEvent
                or EventKind.DimensionBaBvRelationEvent
                or EventKind.DimensionTruncateTableSignal;
}
