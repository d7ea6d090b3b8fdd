using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Filtering;
using Forwarder.Agent.Inventory;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Agent;

/// <summary>Stages 2 and 3: what an event changes in the inventory, whether it leaves, and the line it leaves with.</summary>
/// <remarks>Not thread-safe, no I/O: the pipeline calls it under its lock.</remarks>
internal sealed class EventStage
{
    private readonly Estate estate;
    private readonly EventFilter filter;
    private readonly EventLineWriter lines;
    private readonly DuplicateSenders senders = new();
    private readonly ColdStart coldStart;
    private readonly BrokerEvent released = new();

    public EventStage(ParameterSet parameters, TimeProvider time)
    {
        estate = new Estate((int)parameters.Number("max_held_events")!.Value, time);
        coldStart = new ColdStart(time);
        filter = new EventFilter(new FilterParameters(parameters));
        lines = new EventLineWriter(estate, parameters.List("event_fields"));
    }

    /// <summary>Takes an event's line, valid during the call.</summary>
    public delegate void LineSink(ReadOnlySpan<byte> line);

    /// <summary>What became of the events.</summary>
    public EventCounters Counters { get; } = new();

    /// <summary>Events that wait for their object to be announced.</summary>
    public int Held => estate.Held;

    /// <summary>Events whose longest text was cut because their line was too long.</summary>
    public long Truncated => lines.Truncated;

    /// <summary>Texts of the configuration that were too long to be kept whole.</summary>
    public long CutTexts => estate.CutTexts;

    /// <summary>Statuses of hosts and services whose configuration never came.</summary>
    public long Unnamed => coldStart.Unnamed;

    /// <summary>Rows of a former process that this one cannot read, by kind.</summary>
    public IReadOnlyDictionary<RowKind, int> UnreadableRows => estate.UnreadableRows;

    /// <summary>Hosts and services that have been announced, or are referred to.</summary>
    public int Objects => estate.Objects.All.Count;

    /// <summary>Restores what was committed; before the first event.</summary>
    public void Load(IEnumerable<InventoryRow> committed)
    {
        estate.Load(committed);
        // events that a former process held are decided by this one
        var unreadable = estate.UnreadableRows.GetValueOrDefault(RowKind.HeldEvent);
        Counters.CountSynthesized(estate.Held + unreadable);
        Counters.CountLostMeaning(unreadable);
    }

    /// <summary>True when the operator should be told that engines have not announced their objects.</summary>
    public bool TryTakeColdStart(out long ofUnknown, out long all) => coldStart.TryTake(out ofUnknown, out all);

    /// <summary>Takes one event; the lines of those that leave go to <paramref name="leave"/>, in order.</summary>
    /// <returns>False when another session forwards the events of its sender.</returns>
    public bool Process(SenderSession session, in ReceivedEvent received, BrokerEvent? decoded, LineSink leave)
    {
        Counters.CountEvent();
        if (decoded is null)
        {
            Counters.CountUndecoded(EventCatalogue.Find(received.Id)?.Kind);
            return true;
        }
        var kind = decoded.Type.Kind;
        if (IsDuplicate(session, decoded))
        {
            Counters.CountDuplicate(kind);
            return false;
        }
        Counters.CountDecoded(kind);
        var subject = estate.Apply(decoded);
        if (kind is EventKind.AdaptiveHostStatus or EventKind.AdaptiveServiceStatus)
        {
            ResumeUnlessSuppressed(decoded, subject);
        }
        if (kind is EventKind.HostStatus or EventKind.ServiceStatus)
        {
            coldStart.Count(subject.IsKnown);
        }
        DecideReleased(leave);
        if (EventCounters.IsMonitoring(kind))
        {
            Decide(decoded, subject, leave);
            DecideReleased(leave);
        }
        return true;
    }

    /// <summary>Decides held events whose time has come without a further event of their object.</summary>
    public void ReleaseHeld(LineSink leave) => DecideReleased(leave);

    /// <summary>Appends the inventory's rows that changed since the last call.</summary>
    public void TakeChanges(ICollection<InventoryRow> rows) => estate.TakeChanges(rows);

    private bool IsDuplicate(SenderSession session, BrokerEvent received)
    {
        var named = EventPoller.NamedBy(received);
        return (named ?? EventPoller.OfObject(received, estate.Objects)) is { } poller
            ? senders.IsDuplicate(session, received.SourceId, poller, isNamed: named is not null)
            : DuplicateSenders.IsDuplicate(session, received.SourceId);
    }

    private void DecideReleased(LineSink leave)
    {
        foreach (var held in estate.TakeReleased())
        {
            if (!held.TryDecode(released))
            {
                Counters.CountLostMeaning(1);
                continue;
            }
            var subject = estate.SubjectOf(released);
            switch (held.Origin)
            {
                case HeldOrigin.Awaited:
                    Decide(released, subject, leave);
                    break;
                case HeldOrigin.DowntimeEnd:
                    Counters.CountSynthesized(1);
                    Decide(released, subject, leave);
                    break;
                default:
                    // everything but the suppression that has ended was decided when it was kept back
                    Counters.CountSynthesized(1);
                    Forward(released, subject, leave);
                    break;
            }
        }
    }

    private void Decide(BrokerEvent monitored, in EventSubject subject, LineSink leave)
    {
        var verdict = filter.Decide(monitored, subject);
        switch (verdict.Kind)
        {
            case VerdictKind.Forward:
                Forward(monitored, subject, leave);
                break;
            case VerdictKind.Hold:
                var (superseded, overflowed) = estate.Hold(monitored);
                Counters.CountDropped(DropReason.HeldSuperseded, superseded);
                Counters.CountDropped(DropReason.HeldOverflow, overflowed);
                break;
            case VerdictKind.Suppress:
                Counters.CountDropped(verdict.Reason, 1);
                estate.Suppress(monitored, subject);
                break;
            default:
                Counters.CountDropped(verdict.Reason, 1);
                if (monitored.Type.Kind is EventKind.HostStatus or EventKind.ServiceStatus)
                {
                    ResumeUnlessSuppressed(monitored, subject);
                }
                break;
        }
    }

    private void Forward(BrokerEvent monitored, in EventSubject subject, LineSink leave)
    {
        Counters.CountForwarded(monitored.Type.Kind);
        leave(lines.Write(monitored, subject));
        estate.Forwarded(monitored, subject);
    }

    private void ResumeUnlessSuppressed(BrokerEvent status, in EventSubject subject)
    {
        if (subject.Object is { Live.HasSuppressed: true } known && !filter.Suppresses(known.Live))
        {
            estate.Resume(status, subject);
        }
    }
}
