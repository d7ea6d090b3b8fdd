using Forwarder.Simulator.Events;

namespace Forwarder.Simulator.Engine;

/// <summary>
/// What the engines behind the API make of accepted events: which they drop, whose time they replace, and the state of each
/// entity. The last arrival wins, whatever its time. Not thread-safe.
/// </summary>
internal sealed class EngineView(Profile profile, TimeProvider time)
{
    private const double FarthestSeconds = 24 * 3600;

    private readonly Dictionary<string, Entity> entities = new(StringComparer.Ordinal);

    public Entity? Find(string id) => entities.GetValueOrDefault(id);

    public void Clear() => entities.Clear();

    /// <param name="timeReplaced">Whether the event's time was too far from now and became the server's.</param>
    public EngineOutcome Apply(CheckedEvent accepted, out bool timeReplaced)
    {
        timeReplaced = false;
        if (accepted.HasWrongType)
        {
            return EngineOutcome.DroppedWrongType;
        }
        if (!IsKnown(accepted.EventType))
        {
            return EngineOutcome.DroppedUnknownEventType;
        }
        if (IdOf(accepted) is not { } id)
        {
            return EngineOutcome.DroppedNoEntity;
        }
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var timestamp = Math.Truncate(accepted.Timestamp);
        timeReplaced = timestamp != 0 && Math.Abs(now - timestamp) > FarthestSeconds;
        if (timeReplaced || timestamp == 0)
        {
            timestamp = now;
        }
        if (accepted.EventType is "check" or "check_no_count")
        {
            if (!entities.TryGetValue(id, out var entity))
            {
                entities[id] = entity = new Entity();
            }
            entity.Check(accepted.State, timestamp);
            return EngineOutcome.Applied;
        }
        return Act(accepted, id);
    }

    private EngineOutcome Act(CheckedEvent accepted, string id)
    {
        if (!entities.TryGetValue(id, out var entity))
        {
            return EngineOutcome.LostUnknownEntity;
        }
        if (!entity.HasAlarm)
        {
            return EngineOutcome.IgnoredNoAlarm;
        }
        switch (accepted.EventType)
        {
            case "ack" when entity.IsAcknowledged:
            case "ackremove" when !entity.IsAcknowledged:
                return EngineOutcome.IgnoredRepeated;
            case "ack" or "ackremove":
                entity.IsAcknowledged = accepted.EventType == "ack";
                return EngineOutcome.Applied;
            case "changestate":
                entity.State = accepted.State;
                return EngineOutcome.Applied;
            default:
                return EngineOutcome.Applied;
        }
    }

    private bool IsKnown(string eventType) =>
        eventType switch
        {
            "check" or "ack" or "ackremove" or "assocticket" or "cancel" or "uncancel" or "comment" or "snooze" => true,
            "changestate" => true,
            "keepstate" or "perf" => profile.HasKeepState,
            "declareticket" or "done" => profile.HasDeclareTicket,
            "check_no_count" => profile.HasCheckWithoutCount,
            _ => false,
        };

    private static string? IdOf(CheckedEvent accepted) =>
        accepted.Source switch
        {
            SourceKind.Resource => $"{accepted.Resource}/{accepted.Component}",
            SourceKind.Component => accepted.Component,
            SourceKind.Connector => $"{accepted.Connector}/{accepted.ConnectorName}",
            _ => null,
        };
}
