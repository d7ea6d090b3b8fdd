using System.Text.Json;
using Forwarder.Functions.DeadLetters;

namespace Forwarder.Functions.Status;

/// <summary>A report as JSON, the same for the function and the command.</summary>
internal static class StatusJson
{
    public static void Write(Utf8JsonWriter json, StatusReport report)
    {
        json.WriteString("at", report.At);
        json.WriteBoolean("ok", report.Problems.Count == 0);
        // Events that came are accounted for in every lane: none was lost on the way.
        json.WriteBoolean("nothing_lost", report.Lanes.All(lane => lane.Holds));
        json.WriteStartArray("problems");
        foreach (var problem in report.Problems)
        {
            json.WriteStringValue(problem);
        }
        json.WriteEndArray();
        json.WriteStartObject("customers");
        foreach (var (key, state) in report.Customers)
        {
            json.WriteString(key, state);
        }
        json.WriteEndObject();
        json.WriteStartObject("downtimes");
        foreach (var (key, counts) in report.Downtimes)
        {
            json.WriteStartObject(key);
            json.WriteNumber("desired", counts.Desired);
            json.WriteNumber("pending", counts.Pending);
            json.WriteNumber("failing", counts.Failing);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteStartArray("lanes");
        foreach (var lane in report.Lanes)
        {
            Lane(json, lane, report.At);
        }
        json.WriteEndArray();
        LetterJson.Groups(json, report.DeadLetters);
    }

    private static void Lane(Utf8JsonWriter json, LaneStatus lane, DateTimeOffset now)
    {
        var counters = lane.Row.Counters;
        json.WriteStartObject();
        json.WriteString("publisher", lane.Publisher);
        json.WriteString("customer", lane.Customer);
        json.WriteString("partition", lane.Row.LastHub.Partition);
        json.WriteNumber("read", counters.Read);
        json.WriteNumber("delivered", counters.Done.Delivered);
        json.WriteNumber("desired_state", counters.Done.DesiredState);
        json.WriteNumber("not_mapped", counters.Done.NotMapped);
        json.WriteNumber("dead_lettered", counters.Done.DeadLettered);
        json.WriteNumber("superseded", counters.Done.Superseded);
        json.WriteNumber("parked", counters.Parked);
        json.WriteNumber("in_progress", counters.InProgress);
        json.WriteBoolean("holds", lane.Holds);
        json.WriteNumber("missing_parked", lane.MissingParked);
        json.WriteNumber("open_dead_letters", counters.OpenDeadLetters);
        json.WriteNumber("redriven", counters.Redriven);
        json.WriteNumber("heartbeats", counters.Done.Heartbeats);
        json.WriteStartObject("duplicates");
        json.WriteNumber("resent", counters.Duplicates.Resent);
        json.WriteNumber("redelivered", counters.Duplicates.Redelivered);
        json.WriteNumber("after_crash", counters.Duplicates.AfterCrash);
        json.WriteNumber("unknown_outcome", counters.Duplicates.UnknownOutcome);
        json.WriteNumber("refused_chunk", counters.Duplicates.RefusedChunk);
        json.WriteEndObject();
        json.WriteNumber("lag_seconds", (long)lane.LagAt(now).TotalSeconds);
        Time(json, "oldest_parked", lane.OldestParked);
        Time(json, "down_since", lane.Row.DownSince);
        Time(json, "next_probe", lane.Row.NextProbe);
        Time(json, "last_enqueued", lane.Row.LastHub.EnqueuedAt);
        Time(json, "agent_seen", lane.Seen);
        if (lane.Agent is { } agent)
        {
            json.WriteStartObject("agent");
            Time(json, "last_heartbeat", agent.At);
            json.WriteString("version", agent.Version);
            json.WriteString("status", agent.State);
            json.WriteNumber("sessions", agent.Sessions);
            json.WriteNumber("spool_events", agent.SpoolEvents);
            json.WriteNumber("spool_oldest_seconds", agent.SpoolOldestSeconds);
            Time(json, "token_expires", agent.TokenExpires);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void Time(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } known)
        {
            json.WriteString(name, known);
        }
    }
}
