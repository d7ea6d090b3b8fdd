using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Forwarder.Benchmarks.Agent;

/// <summary>
/// From the broker's socket to committed packs, with the real agent: a time ends with the acknowledgement of the last
/// event, which the agent sends for what is durable only. The broker, a hub that takes everything and the agent share the
/// machine. A run whose counts do not add up is void.
/// </summary>
internal static class CommitBenchmark
{
    private const int StatusesMade = 100_000;

    private static readonly Dictionary<string, string> DefaultFilters = [];

    public static readonly IReadOnlyDictionary<string, string> OpenFilters = new Dictionary<string, string>
    {
        ["hard_only"] = "0",
        ["enable_service_status_dedup"] = "0",
        ["enable_host_status_dedup"] = "0",
        ["acknowledged"] = "1",
        ["in_downtime"] = "1",
        ["flapping"] = "1",
    };

    public static async Task<int> RunAsync(int rounds, TextWriter report)
    {
        await using var hub = await HubUnderLoad.StartAsync();
        foreach (var services in new[] { 500, 200_000 })
        {
            var session = new EstateSession(services, Math.Max(services, StatusesMade));
            for (var round = 0; round < rounds; round++)
            {
                if (
                    !await RunAsync(session, "default filters", DefaultFilters, hub.Port, 2_000_000, report)
                    || !await RunAsync(session, "open filters   ", OpenFilters, hub.Port, 1_000_000, report)
                )
                {
                    return 1;
                }
            }
        }
        return 0;
    }

    private static async Task<bool> RunAsync(
        EstateSession session,
        string name,
        IReadOnlyDictionary<string, string> filters,
        int hubPort,
        int events,
        TextWriter report
    )
    {
        using var agent = await AgentUnderLoad.StartAsync(hubPort, filters);
        using var broker = new BrokerUnderLoad(agent.Port);
        broker.SendAll(session.Announcement, session.AnnouncedEvents);
        broker.AwaitAcknowledged();
        // the first statuses are compiled, not measured
        broker.Send(session.Statuses, session.Ends);
        broker.AwaitAcknowledged();
        var before = (await agent.HealthAsync()).GetProperty("events");

        var times = events / session.Ends.Count;
        var processor = agent.ProcessorTime;
        var started = Stopwatch.GetTimestamp();
        using var ended = new CancellationTokenSource();
        var watching = SlowestAnswerAsync(agent, ended.Token);
        broker.Send(session.Statuses, session.Ends, times);
        broker.AwaitAcknowledged();
        var elapsed = Stopwatch.GetElapsedTime(started);
        await ended.CancelAsync();
        var slowest = await watching;
        var used = agent.ProcessorTime - processor;

        var after = (await agent.HealthAsync()).GetProperty("events");
        var received = Difference(before, after, "received");
        var forwarded = Difference(before, after, "spooled");
        if (received != (long)times * session.Ends.Count || !AddsUp(after))
        {
            await report.WriteLineAsync($"void: {after}");
            return false;
        }
        await report.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{session.Services, 7:N0} services, {name}: {received / elapsed.TotalSeconds, 9:N0}/s received, {forwarded / elapsed.TotalSeconds, 9:N0}/s forwarded, {received / used.TotalSeconds, 9:N0} per processor second of the agent, /health within {slowest.TotalMilliseconds:N0} ms"
            )
        );
        return true;
    }

    // A lock of the pipeline that is held for long would show here: the answer needs it too.
    private static async Task<TimeSpan> SlowestAnswerAsync(AgentUnderLoad agent, CancellationToken ended)
    {
        var slowest = TimeSpan.Zero;
        while (!ended.IsCancellationRequested)
        {
            var asked = Stopwatch.GetTimestamp();
            await agent.HealthAsync();
            var answered = Stopwatch.GetElapsedTime(asked);
            slowest = answered > slowest ? answered : slowest;
            await Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken.None);
        }
        return slowest;
    }

    private static long Difference(JsonElement before, JsonElement after, string name) =>
        after.GetProperty(name).GetInt64() - before.GetProperty(name).GetInt64();

    private static bool AddsUp(JsonElement events)
    {
        long Of(string name) => events.GetProperty(name).GetInt64();
        var filtered = events.GetProperty("filtered").EnumerateObject().Sum(reason => reason.Value.GetInt64());
        return Of("received") + Of("synthesized")
            == filtered + Of("undecodable") + Of("held") + Of("open") + Of("spooled");
    }
}
