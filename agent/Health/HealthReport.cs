namespace Forwarder.Agent.Health;

/// <summary>
/// Body of <c>GET /health</c>: what the agent counts since its start, and what waits. <c>canopsis-agent status</c> reads it,
/// and so may an operator's own tools: members are added, never renamed.
/// </summary>
/// <param name="Status"><c>ok</c>, <c>loading</c> while the inventory is restored, <c>spool_unwritable</c>, <c>spool_full</c>,
/// <c>hub_failing</c>, <c>dropped</c> (packs, since the start), or <c>set_aside</c>: the most urgent of them.</param>
/// <param name="Version">Of the agent.</param>
/// <param name="Started">When it started, or last took over a changed configuration.</param>
/// <param name="Received">Complete broker events of every kind.</param>
/// <param name="Inventory">Configuration events.</param>
/// <param name="Ignored">Known events of no use here.</param>
/// <param name="Unknown">Events whose id is not known.</param>
/// <param name="Unnamed">Statuses of hosts and services whose configuration never came.</param>
/// <param name="CutTexts">Texts of the configuration that were too long to be kept whole.</param>
/// <param name="UnreadableRows">Rows of the inventory that the start could not read; the log says what that means.</param>
/// <param name="Events">The conservation law of monitoring events.</param>
/// <param name="Forwarded">Monitoring events put into packs, by kind.</param>
/// <param name="Packs">What is in the spool and what left it.</param>
/// <param name="Spool">The spool's bounds and its disk.</param>
/// <param name="Hub">How publishing goes.</param>
/// <param name="Rates">Events per second of the last minute.</param>
/// <param name="Law">Whether every event is accounted for.</param>
/// <param name="Sessions">Live broker sessions.</param>
internal sealed record HealthReport(
    string Status,
    string Version,
    DateTimeOffset Started,
    long Received,
    long Inventory,
    long Ignored,
    long Unknown,
    long Unnamed,
    long CutTexts,
    long UnreadableRows,
    HealthReport.EventReport Events,
    IReadOnlyDictionary<string, long> Forwarded,
    HealthReport.PackReport Packs,
    HealthReport.SpoolReport Spool,
    HealthReport.HubReport Hub,
    HealthReport.RateReport Rates,
    HealthReport.LawReport Law,
    IReadOnlyList<SessionReading> Sessions
)
{
    /// <summary>Whether the agent takes, keeps and publishes every event, and nothing waits for the operator.</summary>
    public bool IsWell() => this is { Status: "ok", Law.Holds: true, Packs: { DroppedOldest: 0, SetAside: 0 } };

    /// <summary><c>received + synthesized = filtered + undecodable + held + open + spooled</c>; truncated ones are among the
    /// last two.</summary>
    internal sealed record EventReport(
        long Received,
        long Synthesized,
        IReadOnlyDictionary<string, long> Filtered,
        long Undecodable,
        long Held,
        long Open,
        long Spooled,
        long Truncated
    );

    /// <summary>
    /// Packs of this start and earlier ones; in events <c>recovered + events.spooled = published + pending + set_aside +
    /// dropped_oldest</c>.
    /// </summary>
    /// <param name="Recovered">Events in packs that earlier starts had left.</param>
    /// <param name="Published">Packs, heartbeats included.</param>
    /// <param name="PublishedEvents">Events in them.</param>
    /// <param name="Bytes">Bytes of them.</param>
    /// <param name="Retries">Failed attempts.</param>
    /// <param name="Pending">Packs that wait.</param>
    /// <param name="PendingEvents">Events in them.</param>
    /// <param name="PendingBytes">Bytes of them.</param>
    /// <param name="SetAside">Packs that the hub refuses for ever, kept for the operator.</param>
    /// <param name="SetAsideEvents">Events in them.</param>
    /// <param name="DroppedOldest">Packs dropped because the spool was full: their events are lost.</param>
    /// <param name="DroppedOldestEvents">Events in them.</param>
    internal sealed record PackReport(
        long Recovered,
        long Published,
        long PublishedEvents,
        long Bytes,
        long Retries,
        long Pending,
        long PendingEvents,
        long PendingBytes,
        long SetAside,
        long SetAsideEvents,
        long DroppedOldest,
        long DroppedOldestEvents
    );

    /// <param name="State"><c>ok</c>, <c>full</c> or <c>unwritable</c>.</param>
    /// <param name="MaxBytes">Parameter <c>spool_max_bytes</c>.</param>
    /// <param name="MaxAgeSeconds">Parameter <c>spool_max_age</c>; null: any age.</param>
    /// <param name="WhenFull">Parameter <c>spool_when_full</c>.</param>
    /// <param name="OldestAgeSeconds">Age of the oldest pack that waits; null when none does.</param>
    /// <param name="DatabaseBytes">Size of the database's files.</param>
    /// <param name="DiskFreeBytes">Free bytes of their disk; null when they cannot be told.</param>
    internal sealed record SpoolReport(
        string State,
        long MaxBytes,
        long? MaxAgeSeconds,
        string WhenFull,
        double? OldestAgeSeconds,
        long DatabaseBytes,
        long? DiskFreeBytes
    );

    /// <param name="Host">Name of the namespace.</param>
    /// <param name="Hub">Name of the hub.</param>
    /// <param name="Publisher">As whom packs are published.</param>
    /// <param name="LastPublished">When the hub last stored a pack.</param>
    /// <param name="FailingSince">Since when every attempt has failed; null when the last one succeeded.</param>
    /// <param name="FailedAttempts">How many these are.</param>
    /// <param name="LastError">Cause of the last failure, also of one that is over.</param>
    /// <param name="LastErrorAt">When that was.</param>
    /// <param name="TokenExpires">When the publisher token ends; null with Entra ID, or when it cannot be read.</param>
    /// <param name="TokenDaysLeft">Days until then.</param>
    internal sealed record HubReport(
        string Host,
        string Hub,
        string Publisher,
        DateTimeOffset? LastPublished,
        DateTimeOffset? FailingSince,
        int FailedAttempts,
        string? LastError,
        DateTimeOffset? LastErrorAt,
        DateTimeOffset? TokenExpires,
        double? TokenDaysLeft
    );

    /// <param name="Seconds">Length of the time measured, at most a minute.</param>
    /// <param name="Received">Broker events of every kind per second.</param>
    /// <param name="Spooled">Monitoring events committed in packs per second.</param>
    /// <param name="Published">Monitoring events published per second.</param>
    internal sealed record RateReport(double Seconds, double Received, double Spooled, double Published);

    /// <param name="Holds">Both sums are equal.</param>
    /// <param name="UnaccountedEvents">Of <c>received + synthesized</c>, those that are nowhere; 0.</param>
    /// <param name="UnaccountedSpooled">Of <c>recovered + spooled</c>, those that are nowhere; 0.</param>
    internal sealed record LawReport(bool Holds, long UnaccountedEvents, long UnaccountedSpooled);
}
