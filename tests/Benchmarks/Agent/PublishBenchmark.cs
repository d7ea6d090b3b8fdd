using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Forwarder.Benchmarks.Agent;

/// <summary>
/// From the broker's socket to the hub's 201, with the real agent and its durable spool, over 10,000 hosts with 200,000
/// services: throughput, bytes per event, latency, memory and start, beside what the reference connector does, in one run.
/// A run that loses an event is void.
/// </summary>
internal static class PublishBenchmark
{
    private const int Services = 200_000;
    private const int Times = 5;
    private const double ThroughputUnitBytes = 1_000_000;

    public static async Task<int> RunAsync(TextWriter report)
    {
        var spool = Directory.CreateTempSubdirectory("agent-benchmark-spool-");
        try
        {
            await report.WriteLineAsync($"agent: {AgentUnderLoad.Program}");
            var session = new EstateSession(Services, Services);
            await using var hub = await HubUnderLoad.StartAsync();
            await WriteAsync(report, $"checks in random order, the worst case:");
            var rate = await ThroughputAsync(session, hub.Port, spool.FullName, report);
            if (rate is null)
            {
                return 1;
            }
            await BaselineAsync(rate.Value, report);
            await WriteAsync(report, $"checks in the order in which an engine first schedules them:");
            var interleaved = new EstateSession(Services, Services, isInterleaved: true);
            if (await ThroughputAsync(interleaved, hub.Port, null, report) is null)
            {
                return 1;
            }
            await LatencyAsync(session, report);
            await StartAsync("empty spool", hub.Port, null, 3, report);
            await StartAsync("200,000 services", hub.Port, spool.FullName, 3, report);
            return 0;
        }
        finally
        {
            spool.Delete(recursive: true);
        }
    }

    /// <summary>The starts alone, with medians of as many as there are rounds.</summary>
    public static async Task<int> RunStartsAsync(int rounds, TextWriter report)
    {
        var spool = Directory.CreateTempSubdirectory("agent-benchmark-spool-");
        try
        {
            await report.WriteLineAsync($"agent: {AgentUnderLoad.Program}");
            var session = new EstateSession(Services, Services);
            await using var hub = await HubUnderLoad.StartAsync();
            await StartAsync("empty spool", hub.Port, null, rounds, report);
            var parameters = new Dictionary<string, string> { ["spool_directory"] = spool.FullName };
            using (var agent = await AgentUnderLoad.StartAsync(hub.Port, parameters))
            {
                using var broker = new BrokerUnderLoad(agent.Port);
                broker.SendAll(session.Announcement, session.AnnouncedEvents);
                broker.AwaitAcknowledged();
            }
            await StartAsync("200,000 services", hub.Port, spool.FullName, rounds, report);
            return 0;
        }
        finally
        {
            spool.Delete(recursive: true);
        }
    }

    /// <returns>Events per second; null when the counts do not add up.</returns>
    private static async Task<double?> ThroughputAsync(
        EstateSession session,
        int hubPort,
        string? spool,
        TextWriter report
    )
    {
        var filters = new Dictionary<string, string>(CommitBenchmark.OpenFilters);
        if (spool is not null)
        {
            filters["spool_directory"] = spool;
        }
        using var agent = await AgentUnderLoad.StartAsync(hubPort, filters);
        using var broker = new BrokerUnderLoad(agent.Port);
        broker.SendAll(session.Announcement, session.AnnouncedEvents);
        broker.AwaitAcknowledged();
        // the first statuses are compiled, not measured
        broker.Send(session.Statuses, session.Ends);
        broker.AwaitAcknowledged();
        var before = await PublishedAsync(agent, session.Ends.Count);

        var started = Stopwatch.GetTimestamp();
        broker.Send(session.Statuses, session.Ends, Times);
        broker.AwaitAcknowledged();
        var after = await PublishedAsync(agent, (Times + 1) * session.Ends.Count);
        var elapsed = Stopwatch.GetElapsedTime(started);

        long Grown(string name) =>
            after.GetProperty("packs").GetProperty(name).GetInt64()
            - before.GetProperty("packs").GetProperty(name).GetInt64();
        var (events, bytes) = (Grown("published_events"), Grown("bytes"));
        if (events != (long)Times * session.Ends.Count || !after.GetProperty("law").GetProperty("holds").GetBoolean())
        {
            await report.WriteLineAsync($"void: {after}");
            return null;
        }
        var (now, most) = agent.Resident;
        var perEvent = (double)bytes / events;
        await WriteAsync(
            report,
            $"TCP in to 201 out: {events / elapsed.TotalSeconds:N0} events/s, {Grown("published"):N0} packs, {perEvent:0.0} bytes per event on the wire"
        );
        await WriteAsync(
            report,
            $"per throughput unit (1,000,000 bytes/s): {ThroughputUnitBytes / perEvent:N0} events/s, at the gzip level of this very run"
        );
        await WriteAsync(report, $"resident memory with {Services:N0} services: {now:N0} MiB, at most {most:N0} MiB");
        return events / elapsed.TotalSeconds;
    }

    private static async Task<JsonElement> PublishedAsync(AgentUnderLoad agent, long events)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var health = await agent.HealthAsync();
            var published = health.GetProperty("packs").GetProperty("published_events").GetInt64();
            if (published >= events)
            {
                return health;
            }
            if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromMinutes(2))
            {
                throw new TimeoutException($"{published} of {events} events were published.");
            }
            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }
    }

    private static async Task BaselineAsync(double events, TextWriter report)
    {
        var perSecond = await OneByOne.RunAsync(TimeSpan.FromSeconds(5));
        await WriteAsync(
            report,
            $"one request per event on a new TLS connection, as the reference connector: {perSecond:N0} events/s; ratio {events / perSecond:N0}"
        );
    }

    private static async Task LatencyAsync(EstateSession session, TextWriter report)
    {
        const int Events = 15_000;
        var arrived = new ArrivalTimes();
        await using var hub = await HubUnderLoad.StartAsync(arrived.Take);
        using var agent = await AgentUnderLoad.StartAsync(hub.Port, CommitBenchmark.OpenFilters);
        using var broker = new BrokerUnderLoad(agent.Port);
        broker.SendAll(session.Announcement, session.AnnouncedEvents);
        broker.AwaitAcknowledged();
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < Events; i++)
        {
            while (Stopwatch.GetElapsedTime(started) < TimeSpan.FromMilliseconds(i))
            {
                Thread.Sleep(0);
            }
            arrived.Sent(i);
            broker.SendAll(session.Statuses[(i == 0 ? 0 : session.Ends[i - 1])..session.Ends[i]], 1);
        }
        broker.AwaitAcknowledged();
        await PublishedAsync(agent, Events);
        var (p50, p99) = arrived.Percentiles();
        await WriteAsync(
            report,
            $"broker byte to hub at 1,000 events/s (max_pack_age 250 ms): p50 {p50.TotalMilliseconds:0} ms, p99 {p99.TotalMilliseconds:0} ms"
        );
    }

    private static async Task StartAsync(string what, int hubPort, string? spool, int rounds, TextWriter report)
    {
        var times = new List<(TimeSpan Ready, TimeSpan Loaded)>();
        for (var i = 0; i < rounds; i++)
        {
            times.Add(await StartTimes.MeasureAsync(hubPort, spool));
        }
        var ready = times.Select(time => time.Ready).Order().ElementAt(rounds / 2);
        var loaded = times.Select(time => time.Loaded).Order().ElementAt(rounds / 2);
        await WriteAsync(
            report,
            $"start to ready, {what}: {ready.TotalMilliseconds:0} ms; to a loaded inventory: {loaded.TotalMilliseconds:0} ms (medians of {rounds})"
        );
    }

    private static Task WriteAsync(TextWriter report, FormattableString line) =>
        report.WriteLineAsync(line.ToString(CultureInfo.InvariantCulture));
}
