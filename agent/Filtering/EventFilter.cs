using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Inventory;

namespace Forwarder.Agent.Filtering;

/// <summary>
/// Decides whether an event leaves, in the order of the stream connector (stream-connector, chapter 2) with the
/// departures of decisions 5 to 11. Pure.
/// </summary>
/// <remarks>
/// An event of an unknown object is held only if it passes everything that can be decided without the object: otherwise
/// a repeated check would push out the change of state that waits there.
/// </remarks>
internal sealed class EventFilter(FilterParameters parameters)
{
    public Verdict Decide(BrokerEvent received, in EventSubject subject)
    {
        var kind = received.Type.Kind;
        if (!parameters.Accepts(kind))
        {
            return Verdict.Drop(DropReason.Element);
        }
        if (HasNilId(kind, subject) && parameters.SkipNilId)
        {
            return Verdict.Drop(DropReason.NilId);
        }
        var reason = kind == EventKind.BaStatus ? ActivityReason(received, subject) : ObjectReason(subject);
        if (reason == DropReason.None)
        {
            reason = kind switch
            {
                EventKind.HostStatus => StatusReason(received, parameters.HostStates, IsHostRepetition(received)),
                EventKind.ServiceStatus => StatusReason(
                    received,
                    parameters.ServiceStates,
                    IsServiceRepetition(received)
                ),
                EventKind.Acknowledgement => AcknowledgementReason(received, subject),
                _ => DropReason.None,
            };
        }
        if (reason != DropReason.None)
        {
            return Verdict.Drop(reason);
        }
        if (kind == EventKind.BaStatus)
        {
            return Verdict.Forward;
        }
        if (!subject.IsKnown && parameters.SkipUnknown)
        {
            return Verdict.Hold;
        }
        return subject.Host is { Poller: null } ? Verdict.Drop(DropReason.NoPoller) : Verdict.Forward;
    }

    private static bool HasNilId(EventKind kind, in EventSubject subject) =>
        kind switch
        {
            EventKind.BaStatus => subject.ActivityId == 0,
            EventKind.ServiceStatus => subject.Key.HostId == 0 || subject.Key.ServiceId == 0,
            _ => subject.Key.HostId == 0,
        };

    private DropReason ObjectReason(in EventSubject subject)
    {
        if (subject.Object is not { IsOfActivities: true })
        {
            return DropReason.None;
        }
        if (!parameters.BamHosts)
        {
            return DropReason.BamHost;
        }
        return subject is { Service: not null, Activity: null } && parameters.SkipUnknown
            ? DropReason.UnknownActivity
            : DropReason.None;
    }

    private DropReason ActivityReason(BrokerEvent status, in EventSubject subject)
    {
        if (subject.Activity is null && parameters.SkipUnknown)
        {
            return DropReason.UnknownActivity;
        }
        return status.Boolean(Field.InDowntime) && !parameters.InDowntime ? DropReason.InDowntime : DropReason.None;
    }

    private DropReason StatusReason(BrokerEvent status, int states, bool isRepetition)
    {
        if (!Contains(states, status))
        {
            return DropReason.StatusList;
        }
        if (isRepetition)
        {
            return DropReason.Dedup;
        }
        if (parameters.HardOnly && status.Int64(Field.StateType) < 1)
        {
            return DropReason.HardOnly;
        }
        if (!parameters.Acknowledged && IsAcknowledged(status))
        {
            return DropReason.Acknowledged;
        }
        if (!parameters.InDowntime && status.Int64(Field.ScheduledDowntimeDepth) > 0)
        {
            return DropReason.InDowntime;
        }
        return !parameters.Flapping && status.Boolean(Field.Flapping) ? DropReason.Flapping : DropReason.None;
    }

    private DropReason AcknowledgementReason(BrokerEvent acknowledgement, in EventSubject subject)
    {
        var states = subject.Key.IsService ? parameters.AcknowledgedServiceStates : parameters.AcknowledgedHostStates;
        return Contains(states, acknowledgement) ? DropReason.None : DropReason.StatusList;
    }

    private static bool Contains(int states, BrokerEvent received) =>
        received.Int64(Field.State) is >= 0 and < 4 and var state && (states & (1 << (int)state)) != 0;

    // The legacy flag says it where there is one (stream-connector 2.2).
    private static bool IsAcknowledged(BrokerEvent status) =>
        status.Has(Field.Acknowledged)
            ? status.Boolean(Field.Acknowledged)
            : status.Int64(Field.AcknowledgementType) >= 1;

    // last_update is on the wire of legacy statuses only (stream-connector 2.3 and 2.4, decision 5).
    private bool IsHostRepetition(BrokerEvent status)
    {
        if (!parameters.HostDedup)
        {
            return false;
        }
        var change = Time(status, Field.LastHardStateChange);
        var update = Time(status, Field.LastUpdate);
        return Distance(change, Time(status, Field.LastCheck)) > parameters.HostDedupSeconds
            && (update == 0 || Distance(change, update) > parameters.HostDedupSeconds);
    }

    private bool IsServiceRepetition(BrokerEvent status)
    {
        if (!parameters.ServiceDedup)
        {
            return false;
        }
        var change = Time(status, Field.LastHardStateChange);
        return Distance(change, Time(status, Field.LastCheck)) > parameters.ServiceDedupSeconds
            && (
                !status.Has(Field.LastUpdate)
                || Distance(change, Time(status, Field.LastUpdate)) > parameters.ServiceDedupSeconds
            );
    }

    private static long Time(BrokerEvent status, Field field) => Math.Max(0, status.Int64(field));

    private static long Distance(long left, long right) => Math.Abs(left - right);
}
