using System.Reflection;
using Forwarder.Agent.Configuration;
using Forwarder.Agent.Publishing;
using Forwarder.Agent.Spool;

namespace Forwarder.Agent.Health;

/// <summary>Puts the readings of all stages into one report.</summary>
internal sealed class HealthReporter(
    AgentConfiguration configuration,
    EventPipeline pipeline,
    PublishingCounters publishing,
    HubState hub,
    RateMeter rates,
    TimeProvider time
)
{
    /// <summary>Of the agent, as it was built.</summary>
    public static readonly string Version = typeof(HealthReporter)
        .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
        .InformationalVersion;

    private readonly DateTimeOffset started = time.GetUtcNow();

    public HealthReport Read()
    {
        var reading = pipeline.Read();
        var counters = reading.Counters;
        var spool = reading.Spool;
        var events = new HealthReport.EventReport(
            counters.Received,
            counters.Synthesized,
            Named(counters.Filtered),
            counters.Undecodable,
            reading.Held,
            reading.Open,
            counters.Spooled,
            reading.Truncated
        );
        var hubReading = hub.Read();
        return new HealthReport(
            reading switch
            {
                { IsLoaded: false } => "loading",
                { CanCommit: false } => "spool_unwritable",
                { Spool.IsFull: true } => "spool_full",
                _ when hubReading.FailingSince is not null => "hub_failing",
                { Spool.Dropped.Packs: > 0 } => "dropped",
                { Spool.SetAside.Packs: > 0 } => "set_aside",
                _ => "ok",
            },
            Version,
            started,
            counters.All,
            counters.Configuration,
            counters.Ignored,
            counters.Unknown,
            reading.Unnamed,
            reading.CutTexts,
            reading.UnreadableRows,
            events,
            Named(counters.Forwarded),
            new HealthReport.PackReport(
                spool.Recovered,
                publishing.Packs,
                spool.Published,
                publishing.Bytes,
                publishing.Retries,
                spool.Waiting.Packs,
                spool.Waiting.Events,
                spool.Waiting.Bytes,
                spool.SetAside.Packs,
                spool.SetAside.Events,
                spool.Dropped.Packs,
                spool.Dropped.Events
            ),
            Spool(reading),
            Hub(hubReading),
            rates.Read(reading),
            Law(events, spool),
            reading.Sessions
        );
    }

    private static HealthReport.LawReport Law(HealthReport.EventReport events, SpoolReading spool)
    {
        var lost =
            events.Received
            + events.Synthesized
            - (events.Filtered.Values.Sum() + events.Undecodable + events.Held + events.Open + events.Spooled);
        var lostInSpool = spool.Recovered + events.Spooled - (spool.Published + spool.Pending + spool.Dropped.Events);
        return new HealthReport.LawReport(lost == 0 && lostInSpool == 0, lost, lostInSpool);
    }

    private HealthReport.SpoolReport Spool(PipelineReading reading)
    {
        var limits = configuration.SpoolLimits;
        return new HealthReport.SpoolReport(
            reading switch
            {
                { CanCommit: false } => "unwritable",
                { Spool.IsFull: true } => "full",
                _ => "ok",
            },
            limits.MaxBytes,
            (long?)limits.MaxAge?.TotalSeconds,
            configuration.Parameters.Text("spool_when_full"),
            reading.Spool.Oldest is { } oldest
                ? Math.Max(0, Math.Round((time.GetUtcNow() - oldest).TotalSeconds))
                : null,
            SpoolFile.BytesIn(configuration.SpoolDirectory),
            SpoolFile.FreeBytesIn(configuration.SpoolDirectory)
        );
    }

    private HealthReport.HubReport Hub(HubReading reading) =>
        new(
            configuration.Hub.Messages.Host,
            configuration.Hub.Name,
            configuration.Hub.Publisher.ToString(),
            reading.LastPublished,
            reading.FailingSince,
            reading.FailedAttempts,
            reading.LastError,
            reading.LastErrorAt,
            reading.TokenExpires,
            reading.TokenExpires is { } end ? Math.Round((end - time.GetUtcNow()).TotalDays, 1) : null
        );

    private static SortedDictionary<string, long> Named(IEnumerable<(string Name, long Count)> counts) =>
        new(
            counts.ToDictionary(count => count.Name, count => count.Count, StringComparer.Ordinal),
            StringComparer.Ordinal
        );
}
