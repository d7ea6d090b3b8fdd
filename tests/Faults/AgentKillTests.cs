using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Forwarder.Faults.Tests;

/// <summary>
/// The agent's guarantees 1 and 2 under kill -9: real agent, real broker protocol, and a hub that fails at random.
/// <c>./prove agent --kills N --seed S</c> runs it longer.
/// </summary>
public sealed class AgentKillTests(ITestOutputHelper output) : IDisposable
{
    // More than can be sent before the last kill; the broker is stopped then.
    private const int EventsPerKill = 40_000;
    private const int EventsPerSecond = 3000;

    // Whatever a hub and what stands before it can answer (platform, chapter 5): refused, busy, stored or not, in part, late or
    // never. The agent waits a second for an answer.
    private static readonly string[] Faults =
    [
        """{"status":400,"every":3}""",
        """{"status":400}""",
        """{"status":401,"every":3}""",
        """{"status":403}""",
        """{"status":404,"every":4}""",
        """{"status":408,"every":2}""",
        """{"status":413,"overBytes":3000}""",
        """{"status":413,"overBytes":8000}""",
        """{"status":429,"retryAfter":1,"every":4}""",
        """{"status":500,"every":2}""",
        """{"status":503,"every":5}""",
        """{"reset":true,"every":3}""",
        """{"dropAfterStore":true,"every":3}""",
        """{"delayMs":30,"dropAfterStore":true,"every":2}""",
        """{"delayMs":1500,"every":3}""",
        """{"stall":true}""",
        """{"stall":true,"status":502,"every":2}""",
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("forwarder-kill-").FullName;

    [Fact]
    public async Task What_brokers_were_acknowledged_arrives_in_order_whenever_the_agent_is_killed()
    {
        var begin = Stopwatch.GetTimestamp();
        var random = new Random(Proof.Seed);
        var faults = Faults.ToArray();
        var log = Path.Combine(folder, "hub");
        var statuses = Path.Combine(folder, "statuses");
        var events = Proof.Kills * EventsPerKill;
        await using var hub = new NodeProgram(
            "event-hubs/main.mjs",
            ["--amqp-port", "0", "--http-port", "0", "--partitions", "1", "--log", log]
        );
        var hubPort = (await hub.ReadyAsync()).GetProperty("httpPort").GetInt32();
        using var control = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{hubPort}") };
        await using var agent = new AgentUnderTest(folder, hubPort, """{"hub_timeout":1}""");
        agent.Start();
        await agent.UntilAsync(report => report.GetProperty("status").GetString() == "ok");
        await using var broker = new NodeProgram(
            "broker-replay/main.mjs",
            [
                .. (string[])["--capture", Path.Combine(Vectors.Repository, "local/samples/lab-bbdo3.bin")],
                .. (string[])["--agent", $"127.0.0.1:{agent.Port}", "--events", $"{events}", "--hosts", "200"],
                .. (string[])["--statuses-file", statuses, "--rate", $"{EventsPerSecond}", "--give-up", "180"],
                .. (string[])["--longest-delay", "200"],
            ]
        );

        for (var kill = 0; kill < Proof.Kills; kill++)
        {
            if (kill % faults.Length == 0)
            {
                random.Shuffle(faults);
            }
            await SetFaultAsync(control, faults[kill % faults.Length]);
            // While it starts, or in the middle of what the hub does.
            if (random.Next(4) > 0)
            {
                await UntilMetAsync(control);
            }
            await Task.Delay(random.Next(900), TestContext.Current.CancellationToken);
            Assert.False(broker.HasEnded, "the load ended before the last kill");
            await agent.KillAsync();
            if (kill == Proof.Kills - 1)
            {
                await control.DeleteAsync("/standin/faults", TestContext.Current.CancellationToken);
            }
            agent.Start();
        }

        await agent.UntilAsync(report => report.GetProperty("sessions").GetArrayLength() > 0);
        await broker.StopAsync();
        await agent.UntilAsync(
            report =>
                report.GetProperty("packs").GetProperty("pending").GetInt64() == 0
                && report.GetProperty("events").GetProperty("open").GetInt64() == 0
                && report.GetProperty("law").GetProperty("holds").GetBoolean(),
            seconds: 240
        );
        long Broker(string name) => broker.Last.GetProperty(name).GetInt64();
        // what comes before the first status announces the estate
        var acknowledged = Broker("acknowledged") - (Broker("sent") - Broker("statuses"));

        var publishing = await PublishingAsync(control);
        var arrivals = new Arrivals(statuses, acknowledged);
        foreach (var pack in StoredPacks.Read(log))
        {
            arrivals.Take(pack);
        }
        output.WriteLine(
            $"{Proof.Kills} kills with seed {Proof.Seed} in {Stopwatch.GetElapsedTime(begin).TotalSeconds:0} s: "
                + $"{arrivals.Sent} events sent, {acknowledged} acknowledged, {arrivals.Arrived} arrived, {arrivals.Lost} lost, "
                + $"{arrivals.OutOfOrder.Count} out of order; {arrivals.RepeatedPacks} packs arrived again, "
                + $"{arrivals.RepeatedEvents} events in another pack, {arrivals.SplitPacks} packs in parts; "
                + $"{broker.Last.GetProperty("connections")} broker connections; the hub stored {publishing.GetProperty("stored")} "
                + $"and refused {publishing.GetProperty("refused")}"
        );
        Assert.InRange(acknowledged, Proof.Kills, arrivals.Sent);
        Assert.Equal(0, arrivals.Lost);
        Assert.Empty(arrivals.OutOfOrder);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static async Task SetFaultAsync(HttpClient control, string fault)
    {
        using var answer = await control.PostAsJsonAsync(
            "/standin/faults",
            new JsonObject { ["publish"] = JsonNode.Parse(fault) },
            TestContext.Current.CancellationToken
        );
        answer.EnsureSuccessStatusCode();
    }

    private static async Task UntilMetAsync(HttpClient control)
    {
        var begin = Stopwatch.GetTimestamp();
        while ((await PublishingAsync(control)).GetProperty("faultsMet").GetInt32() == 0)
        {
            Assert.True(Stopwatch.GetElapsedTime(begin).TotalSeconds < 120, "the agent does not meet the fault");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<JsonElement> PublishingAsync(HttpClient control)
    {
        var statistics = await control.GetFromJsonAsync<JsonElement>(
            "/standin/statistics",
            TestContext.Current.CancellationToken
        );
        return statistics.GetProperty("publishing");
    }
}
