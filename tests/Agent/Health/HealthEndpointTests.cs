using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Forwarder.Agent.Spool;
using Forwarder.Agent.Tests.Bbdo;
using Forwarder.Agent.Tests.Publishing;
using Forwarder.Contracts.Packs;

namespace Forwarder.Agent.Tests.Health;

/// <summary>What an operator sees of a whole agent on its loopback port.</summary>
public sealed partial class HealthEndpointTests : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private HubStub hub = null!;
    private RunningAgent agent = null!;

    [Fact]
    public async Task Health_and_metrics_show_where_every_event_is()
    {
        for (var i = 0; i < 3; i++)
        {
            hub.Answers.Enqueue(500);
        }
        await agent.PlayAsync();
        await AssertLawAsync();
        await Eventually.TrueAsync(() => agent.Pipeline.Read().Spool.Waiting.Packs == 0);

        using var probe = await agent.Client.GetAsync("/health", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, probe.StatusCode);
        var health = await agent.HealthAsync();
        await AssertLawAsync();
        Assert.Equal("ok", health.GetProperty("status").GetString());
        Assert.Equal(1629, health.GetProperty("received").GetInt64());
        var packs = health.GetProperty("packs");
        Assert.Equal(
            health.GetProperty("events").GetProperty("spooled").GetInt64(),
            packs.GetProperty("published_events").GetInt64()
        );
        Assert.Equal(3, packs.GetProperty("retries").GetInt64());
        var published = health.GetProperty("hub");
        Assert.Equal("status 500 InternalServerError", published.GetProperty("last_error").GetString());
        Assert.Equal(JsonValueKind.Null, published.GetProperty("failing_since").ValueKind);
        Assert.Equal(JsonValueKind.String, published.GetProperty("last_published").ValueKind);
        Assert.Equal("stop_acknowledging", health.GetProperty("spool").GetProperty("when_full").GetString());
    }

    [Fact]
    public async Task Packs_that_are_set_aside_are_not_well_here_either()
    {
        using var other = new TemporaryFolder();
        using (var spool = SpoolDatabase.Open(Path.Combine(other.Path, "spool")))
        {
            spool.Commit([new SealedPack("e", 1, DateTimeOffset.UnixEpoch, 1, [1])], [], []);
            var pack = spool.ReadPacks(0, 1)[0];
            spool.Leave(pack, [new RefusedPack(pack.Body, 1, "status 400")]);
        }
        await using var left = await RunningAgent.StartAsync(other.Path, hub.Port);
        await Eventually.TrueAsync(() => left.Pipeline.Read().IsLoaded);
        using var probe = await left.Client.GetAsync("/health", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, probe.StatusCode);
        Assert.Equal("set_aside", (await left.HealthAsync()).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Metrics_are_in_the_form_that_Prometheus_reads()
    {
        await agent.PlayAsync();
        var answer = await agent.Client.GetAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.All(text.TrimEnd('\n').Split('\n'), line => Assert.Matches(MetricLine(), line));
        var names = text.Split('\n').Where(line => line.StartsWith("# TYPE", StringComparison.Ordinal)).ToList();
        Assert.Equal(names.Distinct(StringComparer.Ordinal), names);
        Assert.Contains("canopsis_agent_filtered_events_total{reason=\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_taps_sees_the_events_of_one_host_as_they_leave()
    {
        using var watching = await agent.Client.GetAsync(
            "/tap?host=srv-web-01&limit=2",
            HttpCompletionOption.ResponseHeadersRead,
            TestContext.Current.CancellationToken
        );
        Assert.Equal("text/event-stream", watching.Content.Headers.ContentType?.ToString());
        await agent.PlayAsync();
        var text = await watching.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var lines = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.All(
            lines,
            line =>
            {
                using var shown = JsonDocument.Parse(line["data: ".Length..]);
                var host = shown.RootElement.GetProperty("cache").GetProperty("host").GetProperty("name");
                Assert.Equal("srv-web-01", host.GetString());
            }
        );
    }

    [Fact]
    public async Task Nobody_reaches_it_through_a_name_that_is_not_of_this_machine()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/tap");
        request.Headers.Host = "attacker.test";
        var answer = await agent.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.StatusCode);
        answer = await agent.Client.GetAsync("/tap?limit=0", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task The_agent_says_that_it_lives_in_a_pack_that_counts_no_event()
    {
        await Eventually.TrueAsync(() => !hub.Received.IsEmpty);
        using var pack = PackReader.Open(hub.Received.First().Body);
        Assert.Equal(1, pack.Header.Count);
        Assert.Equal(1, pack.Header.Sequence);
        var lines = pack.GetEnumerator();
        Assert.True(lines.MoveNext());
        using var line = JsonDocument.Parse(lines.Current);
        Assert.Equal("heartbeat", line.RootElement.GetProperty("kind").GetString());
        Assert.Equal(0, line.RootElement.GetProperty("spool_packs").GetInt64());
        Assert.Equal(0, line.RootElement.GetProperty("counters").GetProperty("received").GetInt64());
        await AssertLawAsync();
    }

    public async ValueTask InitializeAsync()
    {
        hub = await HubStub.StartAsync();
        agent = await RunningAgent.StartAsync(folder.Path, hub.Port);
    }

    public async ValueTask DisposeAsync()
    {
        await agent.DisposeAsync();
        await hub.DisposeAsync();
        folder.Dispose();
    }

    // Both equations of the law, from one reading of the metrics as an operator would check them.
    private async Task AssertLawAsync()
    {
        var text = await agent.Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        double Sum(params string[] names) =>
            text.Split('\n')
                .Where(line => names.Any(name => line.Split(' ', '{')[0] == $"canopsis_agent_{name}"))
                .Sum(line => double.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture));
        Assert.Equal(
            Sum("received_events_total", "synthesized_events_total"),
            Sum(
                "filtered_events_total",
                "undecodable_events_total",
                "held_events",
                "open_events",
                "spooled_events_total"
            )
        );
        Assert.Equal(
            Sum("recovered_events_total", "spooled_events_total"),
            Sum("published_events_total", "pending_events", "set_aside_events", "dropped_oldest_events_total")
        );
        var law = (await agent.HealthAsync()).GetProperty("law");
        Assert.True(law.GetProperty("holds").GetBoolean());
    }

    [GeneratedRegex(
        """^(# (HELP|TYPE) canopsis_agent_[a-z_]+ .+|canopsis_agent_[a-z_]+(\{[a-z]+="[^"]*"\})? -?[0-9.E+]+)$""",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex MetricLine();
}
