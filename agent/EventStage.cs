using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Configuration;
using Forwarder.Agent.Filtering;
using Forwarder.Agent.Inventory;

namespace Forwarder.Agent;

/// <summary>Stages 2 and 3: what an event changes in the inventory, whether it leaves, and the line it leaves with.</summary>
/// <remarks>Not thread-safe, no I/O: the pipeline calls it under its lock.</remarks>
internal sealed class EventStage
{
    private readonly Estate estate;
    private readonly EventFilter filter;
    private readonly EventLineWriter lines;
    private readonly BrokerEvent released = new();

    public EventStage(AgentConfiguration configuration, IEnumerable<InventoryRow> committed, TimeProvider time)
    {
        var parameters = configuration.Parameters;
        estate = new Estate((int)parameters.Number("max_held_events")!.Value, time);
        estate.Load(committed);
        filter = new EventFilter(new FilterParameters(parameters));
        lines = new EventLineWriter(estate, parameters.List("event_fields"));
        // events that a former process held are decided by this one
        Counters.CountSynthesized(estate.Held);
    }

    /// <summary>Takes an event's line, valid during the call.</summary>
    public delegate void LineSink(ReadOnlySpan<byte> line);

    /// <summary>What became of the events.</summary>
    public EventCounters Counters { get; } = new();

    /// <summary>Events that wait for their object to be announced.</summary>
    public int Held => estate.Held;

    /// <summary>Takes one event; the lines of those that leave go to <paramref name="leave"/>, in order.</summary>
    public void Process(in ReceivedEvent received, BrokerEvent? decoded, LineSink leave)
    {
        Counters.CountEvent();
        if (decoded is null)
        {
            Counters.CountUndecoded(EventCatalogue.Find(received.Id)?.Kind);
            return;
        }
        var kind = decoded.Type.Kind;
        Counters.CountDecoded(kind);
        var subject = estate.Apply(decoded);
        foreach (var held in estate.TakeReleased())
        {
            if (
                EventCatalogue.Find(held.EventId) is { } type
                && EventDecoder.TryDecode(type, held.Payload, held.SourceId, released)
            )
            {
                Decide(released, estate.SubjectOf(released), leave);
            }
        }
        if (EventCounters.IsMonitoring(kind))
        {
            Decide(decoded, subject, leave);
        }
    }

    /// <summary>Appends the inventory's rows that changed since the last call.</summary>
    public void TakeChanges(ICollection<InventoryRow> rows) => estate.TakeChanges(rows);

    private void Decide(BrokerEvent monitored, in EventSubject subject, LineSink leave)
    {
        var verdict = filter.Decide(monitored, subject);
        switch (verdict.Kind)
        {
            case VerdictKind.Forward:
                Counters.CountForwarded(monitored.Type.Kind);
                leave(lines.Write(monitored, subject));
                break;
            case VerdictKind.Hold:
                var (superseded, overflowed) = estate.Hold(monitored);
                Counters.CountDropped(DropReason.HeldSuperseded, superseded);
                Counters.CountDropped(DropReason.HeldOverflow, overflowed);
                break;
            default:
                Counters.CountDropped(verdict.Reason, 1);
                break;
        }
    }
}
