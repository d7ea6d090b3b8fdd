namespace Forwarder.Agent.Health;

/// <summary>Body of <c>GET /health</c>: what the agent counts since its start, and what waits.</summary>
/// <param name="Status"><c>ok</c>, <c>loading</c> while the inventory is restored, or <c>spool_unwritable</c>.</param>
/// <param name="Version">Of the agent.</param>
/// <param name="Received">Complete broker events of every kind.</param>
/// <param name="Inventory">Configuration events.</param>
/// <param name="Ignored">Known events of no use here.</param>
/// <param name="Unknown">Events whose id is not known.</param>
/// <param name="Unnamed">Statuses of hosts and services whose configuration never came.</param>
/// <param name="CutTexts">Texts of the configuration that were too long to be kept whole.</param>
/// <param name="Events">The conservation law of monitoring events.</param>
/// <param name="Forwarded">Monitoring events put into packs, by kind.</param>
/// <param name="Packs">The spool and what left it.</param>
/// <param name="Sessions">Live broker sessions.</param>
internal sealed record HealthReport(
    string Status,
    string Version,
    long Received,
    long Inventory,
    long Ignored,
    long Unknown,
    long Unnamed,
    long CutTexts,
    HealthReport.EventReport Events,
    IReadOnlyDictionary<string, long> Forwarded,
    HealthReport.PackReport Packs,
    IReadOnlyList<SessionReading> Sessions
)
{
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

    /// <summary>Packs of this start and earlier ones.</summary>
    internal sealed record PackReport(
        long Published,
        long PublishedEvents,
        long Bytes,
        long Retries,
        long Pending,
        long PendingEvents,
        long PendingBytes
    );
}
