using System.Reflection;
using Forwarder.Agent.Publishing;
using Forwarder.Agent.Spool;

namespace Forwarder.Agent.Health;

/// <summary>Puts the readings of all stages into one report.</summary>
internal sealed class HealthReporter(EventPipeline pipeline, SpoolDatabase spool, PublishingCounters publishing)
{
    private static readonly string Version = typeof(HealthReporter)
        .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
        .InformationalVersion;

    public HealthReport Read()
    {
        var reading = pipeline.Read();
        var counters = reading.Counters;
        var depth = spool.ReadDepth();
        return new HealthReport(
            reading switch
            {
                { IsLoaded: false } => "loading",
                { CanCommit: false } => "spool_unwritable",
                _ => "ok",
            },
            Version,
            counters.All,
            counters.Configuration,
            counters.Ignored,
            counters.Unknown,
            reading.Unnamed,
            reading.CutTexts,
            new HealthReport.EventReport(
                counters.Received,
                counters.Synthesized,
                Named(counters.Filtered),
                counters.Undecodable,
                reading.Held,
                reading.Open,
                counters.Spooled,
                reading.Truncated
            ),
            Named(counters.Forwarded),
            new HealthReport.PackReport(
                publishing.Packs,
                publishing.Events,
                publishing.Bytes,
                publishing.Retries,
                depth.Packs,
                depth.Events,
                depth.Bytes
            ),
            reading.Sessions
        );
    }

    private static SortedDictionary<string, long> Named(IEnumerable<(string Name, long Count)> counts) =>
        new(
            counts.ToDictionary(count => count.Name, count => count.Count, StringComparer.Ordinal),
            StringComparer.Ordinal
        );
}
