using System.Text.Json;

namespace Forwarder.Agent.Health;

/// <summary>
/// The line <c>{"kind":"heartbeat", …}</c> with which the agent says that it lives and how it is. The functions keep the
/// last one of each publisher in table <c>agents</c>.
/// </summary>
/// <param name="Kind">Always <c>heartbeat</c>.</param>
/// <param name="Version">Of the agent.</param>
/// <param name="Time">When the line was written, seconds since 1970: it may reach the functions late.</param>
/// <param name="Started">When the agent started, likewise.</param>
/// <param name="Status">As in <see cref="HealthReport"/>.</param>
/// <param name="Sessions">Live broker sessions.</param>
/// <param name="Brokers">Names of their pollers, or of the broker processes.</param>
/// <param name="SpoolPacks">Packs that wait.</param>
/// <param name="SpoolEvents">Events in them.</param>
/// <param name="SpoolBytes">Bytes of them.</param>
/// <param name="SpoolOldestSeconds">Age of the oldest of them; 0 when none waits.</param>
/// <param name="TokenExpires">When the publisher token ends, seconds since 1970; null when it is not known.</param>
/// <param name="Counters">The conservation law since the start.</param>
internal sealed record HeartbeatLine(
    string Kind,
    string Version,
    long Time,
    long Started,
    string Status,
    int Sessions,
    IReadOnlyList<string> Brokers,
    long SpoolPacks,
    long SpoolEvents,
    long SpoolBytes,
    long SpoolOldestSeconds,
    long? TokenExpires,
    HeartbeatLine.Counts Counters
)
{
    private const int MostBrokers = 100;

    public static HeartbeatLine From(HealthReport report, DateTimeOffset now) =>
        new(
            "heartbeat",
            report.Version,
            now.ToUnixTimeSeconds(),
            report.Started.ToUnixTimeSeconds(),
            report.Status,
            report.Sessions.Count,
            [
                .. report
                    .Sessions.Select(session => session.Poller.Length > 0 ? session.Poller : session.Broker)
                    .Distinct(StringComparer.Ordinal)
                    .Take(MostBrokers),
            ],
            report.Packs.Pending,
            report.Packs.PendingEvents,
            report.Packs.PendingBytes,
            (long)(report.Spool.OldestAgeSeconds ?? 0),
            report.Hub.TokenExpires?.ToUnixTimeSeconds(),
            new Counts(
                report.Events.Received,
                report.Events.Synthesized,
                report.Events.Filtered.Values.Sum(),
                report.Events.Undecodable,
                report.Events.Held,
                report.Events.Open,
                report.Events.Spooled,
                report.Packs.Recovered,
                report.Packs.PublishedEvents,
                report.Packs.SetAsideEvents,
                report.Packs.DroppedOldestEvents
            )
        );

    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, HealthJson.Default.HeartbeatLine);

    /// <summary>In events.</summary>
    internal sealed record Counts(
        long Received,
        long Synthesized,
        long Filtered,
        long Undecodable,
        long Held,
        long Open,
        long Spooled,
        long Recovered,
        long Published,
        long SetAside,
        long DroppedOldest
    );
}
