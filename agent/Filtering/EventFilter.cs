using System.Globalization;
using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Inventory;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Agent.Filtering;

/// <summary>
/// Decides whether an event leaves, by the checks of the stream connector (stream-connector, chapter 2) with the
/// departures of decisions 5 to 11. Pure.
/// </summary>
/// <remarks>
/// An event of an unknown object is held only if it passes everything that can be decided without the object: otherwise
/// a repeated check would push out the change of state that waits there. For the same reason a status is suppressed only
/// if nothing but the downtime or acknowledgement speaks against it.
/// </remarks>
internal sealed class EventFilter(FilterParameters parameters)
{
    private readonly StatusFilter statuses = new(parameters);

    /// <summary>Whether statuses of an object in this condition are kept back.</summary>
    public bool Suppresses(in LiveStatus live) =>
        (live.IsAcknowledged && !parameters.Acknowledged) || (live.IsInDowntime && !parameters.InDowntime);

    public Verdict Decide(BrokerEvent received, in EventSubject subject)
    {
        var kind = received.Type.Kind;
        if (!parameters.Accepts(kind))
        {
            return Verdict.Drop(DropReason.Element);
        }
        if (parameters.SkipNilId && HasNilId(kind, subject))
        {
            return Verdict.Drop(DropReason.NilId);
        }
        return kind switch
        {
            EventKind.BaStatus => DecideActivity(received, subject),
            EventKind.Acknowledgement => DecideAcknowledgement(received, subject),
            EventKind.Downtime => DecideDowntime(received, subject),
            _ => DecideStatus(received, subject),
        };
    }

    private Verdict DecideStatus(BrokerEvent status, in EventSubject subject)
    {
        var reason = NameReason(subject);
        if (reason == DropReason.None)
        {
            reason = statuses.ReasonAgainst(status);
        }
        if (reason != DropReason.None)
        {
            return Verdict.Drop(reason);
        }
        if (MustWait(subject))
        {
            return Verdict.Hold;
        }
        reason = PlaceReason(subject, withHostSeverity: true);
        if (reason != DropReason.None)
        {
            return Verdict.Drop(reason);
        }
        reason = statuses.SuppressionOf(status);
        return reason == DropReason.None ? Verdict.Forward
            : parameters.ResendAfterSuppression && subject.IsKnown ? Verdict.Suppress(reason)
            : Verdict.Drop(reason);
    }

    private Verdict DecideAcknowledgement(BrokerEvent acknowledgement, in EventSubject subject)
    {
        var states = subject.Key.IsService ? parameters.AcknowledgedServiceStates : parameters.AcknowledgedHostStates;
        var reason = NameReason(subject);
        if (reason == DropReason.None)
        {
            reason =
                !parameters.Authors.Passes(acknowledgement.Text(Field.Author)) ? DropReason.Author
                : !StatusFilter.Contains(states, acknowledgement.Int64(Field.State)) ? DropReason.StatusList
                : DropReason.None;
        }
        if (reason == DropReason.None && MustWait(subject))
        {
            return Verdict.Hold;
        }
        return ForwardUnless(reason, subject, withHostSeverity: true);
    }

    // What Canopsis was told to begin it is told to end, whatever has changed since (decision 9).
    private Verdict DecideDowntime(BrokerEvent downtime, in EventSubject subject)
    {
        var isEnd = DowntimeFields.IsEnd(downtime);
        if (isEnd && subject.IsForwardedDowntime)
        {
            return Verdict.Forward;
        }
        var reason = NameReason(subject);
        if (reason == DropReason.None && !parameters.Authors.Passes(downtime.Text(Field.Author)))
        {
            reason = DropReason.Author;
        }
        if (reason == DropReason.None && MustWait(subject))
        {
            return Verdict.Hold;
        }
        if (reason == DropReason.None && !isEnd && !IsInDowntimeState(subject))
        {
            reason = DropReason.StatusList;
        }
        return ForwardUnless(reason, subject, withHostSeverity: false);
    }

    private Verdict DecideActivity(BrokerEvent status, in EventSubject subject)
    {
        var reason =
            subject.Activity is null && parameters.SkipUnknown ? DropReason.UnknownActivity
            : !StatusFilter.Contains(parameters.ActivityStates, status.Int64(Field.State)) ? DropReason.StatusList
            : status.Boolean(Field.InDowntime) && !parameters.InDowntime ? DropReason.InDowntime
            : !parameters.Views.Passes(subject.Views) ? DropReason.BusinessView
            : DropReason.None;
        return reason == DropReason.None ? Verdict.Forward : Verdict.Drop(reason);
    }

    private Verdict ForwardUnless(DropReason reason, in EventSubject subject, bool withHostSeverity)
    {
        if (reason == DropReason.None)
        {
            reason = PlaceReason(subject, withHostSeverity);
        }
        return reason == DropReason.None ? Verdict.Forward : Verdict.Drop(reason);
    }

    private bool MustWait(in EventSubject subject) => !subject.IsKnown && parameters.SkipUnknown;

    private static bool HasNilId(EventKind kind, in EventSubject subject) =>
        kind switch
        {
            EventKind.BaStatus => subject.ActivityId == 0,
            EventKind.ServiceStatus => subject.Key.HostId == 0 || subject.Key.ServiceId == 0,
            _ => subject.Key.HostId == 0,
        };

    // A state that nobody has told yet speaks against nothing.
    private bool IsInDowntimeState(in EventSubject subject)
    {
        var listed = subject.Key.IsService ? parameters.DowntimeServiceStates : parameters.DowntimeHostStates;
        return listed is not { } states
            || subject.Object is not { } known
            || known.Live.State == LiveStatus.UnknownState
            || StatusFilter.Contains(states, known.Live.State);
    }

    // What the names decide; an object that is awaited has none yet.
    private DropReason NameReason(in EventSubject subject)
    {
        if (MustWait(subject))
        {
            return DropReason.None;
        }
        if (subject.Object is { IsOfActivities: true })
        {
            if (!parameters.BamHosts)
            {
                return DropReason.BamHost;
            }
            if (subject is { Service: not null, Activity: null } && parameters.SkipUnknown)
            {
                return DropReason.UnknownActivity;
            }
        }
        if (!Accepts(parameters.HostNames, subject.Host, subject.Key.HostId))
        {
            return DropReason.HostName;
        }
        return subject.Key.IsService && !Accepts(parameters.ServiceNames, subject.Service, subject.Key.ServiceId)
            ? DropReason.ServiceName
            : DropReason.None;
    }

    // Poller, severities and groups, in this order.
    private DropReason PlaceReason(in EventSubject subject, bool withHostSeverity)
    {
        var poller = subject.Host?.Configuration.Poller;
        if (subject.Host is not null && poller is null)
        {
            return DropReason.NoPoller;
        }
        if (!parameters.Pollers.Passes(poller?.Name))
        {
            return DropReason.Poller;
        }
        if (withHostSeverity && !parameters.HostSeverity.Passes(subject.Host))
        {
            return DropReason.HostSeverity;
        }
        if (subject.Key.IsService && !parameters.ServiceSeverity.Passes(subject.Service))
        {
            return DropReason.ServiceSeverity;
        }
        if (!parameters.HostGroups.Passes(subject.Host))
        {
            return DropReason.HostGroup;
        }
        return subject.Key.IsService && !parameters.ServiceGroups.Passes(subject.Service)
            ? DropReason.ServiceGroup
            : DropReason.None;
    }

    private static bool Accepts(LuaPatternList patterns, MonitoredObject? known, ulong id)
    {
        if (patterns.IsEmpty || known is not null)
        {
            return patterns.IsEmpty || patterns.Accepts(known!.Configuration.Name);
        }
        Span<byte> name = stackalloc byte[20];
        id.TryFormat(name, out var length, provider: CultureInfo.InvariantCulture);
        return patterns.Accepts(name[..length]);
    }
}
