namespace Forwarder.Agent.Health;

/// <summary>The agent's metrics, made from a health report: one reading, so that the conservation law can be checked on them.</summary>
internal static class AgentMetrics
{
    public static IEnumerable<Metric> From(HealthReport report)
    {
        var (events, packs, hub) = (report.Events, report.Packs, report.Hub);
        yield return Gauge("up_status", "1 for the present status of /health.", "status", [(report.Status, 1)]);
        yield return Gauge("start_time_seconds", "Start of the agent, since 1970.", report.Started.ToUnixTimeSeconds());
        yield return Gauge("info", "1; the label is the version.", "version", [(report.Version, 1)]);
        yield return Counter("broker_events", "Complete broker events of every kind.", report.Received);
        yield return Counter("inventory_events", "Configuration events.", report.Inventory);
        yield return Counter("ignored_events", "Events of no use here.", report.Ignored);
        yield return Counter("unknown_events", "Events whose id is not known.", report.Unknown);
        yield return Counter("unnamed_events", "Statuses of objects whose configuration never came.", report.Unnamed);
        yield return Counter("received_events", "Monitoring events received from brokers.", events.Received);
        yield return Counter(
            "synthesized_events",
            "Monitoring events that no broker sent to this process.",
            events.Synthesized
        );
        yield return Counter("filtered_events", "Monitoring events dropped, by reason.", "reason", events.Filtered);
        yield return Counter("undecodable_events", "Monitoring events that could not be decoded.", events.Undecodable);
        yield return Gauge("held_events", "Monitoring events that wait for their object.", events.Held);
        yield return Gauge("open_events", "Monitoring events in packs that are not committed.", events.Open);
        yield return Counter("spooled_events", "Monitoring events committed in packs.", events.Spooled);
        yield return Counter("truncated_events", "Events whose longest text was cut.", events.Truncated);
        yield return Counter(
            "forwarded_events",
            "Monitoring events put into packs, by kind.",
            "kind",
            report.Forwarded
        );
        yield return Counter("recovered_events", "Monitoring events in packs of earlier starts.", packs.Recovered);
        yield return Counter("published_events", "Monitoring events that the hub has stored.", packs.PublishedEvents);
        yield return Counter("published_packs", "Packs that the hub has stored, heartbeats included.", packs.Published);
        yield return Counter("published_bytes", "Bytes of them.", packs.Bytes);
        yield return Counter("publish_retries", "Failed attempts to publish.", packs.Retries);
        yield return Gauge("pending_packs", "Packs that wait in the spool.", packs.Pending);
        yield return Gauge("pending_events", "Monitoring events in them.", packs.PendingEvents);
        yield return Gauge("pending_bytes", "Bytes of them.", packs.PendingBytes);
        yield return Gauge(
            "pending_oldest_seconds",
            "Age of the oldest of them; 0 when none waits.",
            report.Spool.OldestAgeSeconds ?? 0
        );
        yield return Gauge("set_aside_packs", "Packs that the hub refuses for ever.", packs.SetAside);
        yield return Gauge("set_aside_events", "Monitoring events in them.", packs.SetAsideEvents);
        yield return Counter(
            "dropped_oldest_events",
            "Monitoring events lost because the spool was full.",
            packs.DroppedOldestEvents
        );
        yield return Gauge("spool_max_bytes", "Bytes of packs that may wait.", report.Spool.MaxBytes);
        yield return Gauge("spool_database_bytes", "Size of the spool's files.", report.Spool.DatabaseBytes);
        yield return Gauge("spool_disk_free_bytes", "Free bytes of their disk.", report.Spool.DiskFreeBytes);
        yield return Gauge(
            "hub_failed_attempts",
            "Attempts to publish that failed since the last success.",
            hub.FailedAttempts
        );
        yield return Gauge(
            "hub_last_published_seconds",
            "When the hub last stored a pack, since 1970.",
            hub.LastPublished?.ToUnixTimeSeconds()
        );
        yield return Gauge(
            "token_expires_seconds",
            "End of the publisher token, since 1970.",
            hub.TokenExpires?.ToUnixTimeSeconds()
        );
        yield return Gauge("broker_sessions", "Live broker sessions.", report.Sessions.Count);
        yield return Gauge(
            "unaccounted_events",
            "Monitoring events that are nowhere; anything but 0 is a defect.",
            report.Law.UnaccountedEvents + report.Law.UnaccountedSpooled
        );
    }

    private static Metric Counter(string name, string help, double value) => new(name, true, help, null, [("", value)]);

    private static Metric Counter(string name, string help, string label, IReadOnlyDictionary<string, long> values) =>
        new(name, true, help, label, [.. values.Select(entry => (entry.Key, (double)entry.Value))]);

    // What is not known has no value; that it exists is always said, so that every export has the same metrics.
    private static Metric Gauge(string name, string help, double? value) =>
        new(name, false, help, null, value is { } known ? [("", known)] : []);

    private static Metric Gauge(string name, string help, string label, IReadOnlyList<(string, double)> values) =>
        new(name, false, help, label, values);
}
