using System.Diagnostics;
using System.Net.Http.Json;
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

    private static readonly string[] Faults =
    [
        """{"status":500,"every":2}""",
        """{"status":503,"every":5,"times":1}""",
        """{"reset":true,"every":3}""",
        """{"dropAfterStore":true,"every":3}""",
        """{"delayMs":80}""",
        """{"delayMs":30,"dropAfterStore":true,"every":2}""",
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("forwarder-kill-").FullName;

    [Fact]
    public async Task What_brokers_were_acknowledged_arrives_in_order_whenever_the_agent_is_killed()
    {
        var begin = Stopwatch.GetTimestamp();
        var random = new Random(Proof.Seed);
        var log = Path.Combine(folder, "hub");
        var statuses = Path.Combine(folder, "statuses");
        var events = Proof.Kills * EventsPerKill;
        await using var hub = new NodeProgram(
            "event-hubs/main.mjs",
            ["--amqp-port", "0", "--http-port", "0", "--partitions", "1", "--log", log]
        );
        var hubPort = (await hub.ReadyAsync()).GetProperty("httpPort").GetInt32();
        using var control = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{hubPort}") };
        await using var agent = new AgentUnderTest(folder, hubPort);
        agent.Start();
        await agent.UntilAsync(report => report.GetProperty("status").GetString() == "ok");
        await using var broker = new NodeProgram(
            "broker-replay/main.mjs",
            [
                .. (string[])["--capture", Path.Combine(Vectors.Repository, "local/samples/lab-bbdo3.bin")],
                .. (string[])["--agent", $"127.0.0.1:{agent.Port}", "--events", $"{events}", "--hosts", "200"],
                .. (string[])["--statuses-file", statuses, "--rate", $"{EventsPerSecond}", "--give-up", "180"],
            ]
        );

        for (var kill = 0; kill < Proof.Kills; kill++)
        {
            await SetFaultAsync(control, random);
            // While it starts, or in the middle of the events.
            if (random.Next(4) > 0)
            {
                await agent.UntilAsync(report => report.GetProperty("sessions").GetArrayLength() > 0);
            }
            await Task.Delay(random.Next(900), TestContext.Current.CancellationToken);
            Assert.False(broker.HasEnded, "the load ended before the last kill");
            await agent.KillAsync();
            agent.Start();
        }

        await agent.UntilAsync(report => report.GetProperty("sessions").GetArrayLength() > 0);
        await control.DeleteAsync("/standin/faults", TestContext.Current.CancellationToken);
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

        var arrivals = new Arrivals(statuses, acknowledged);
        foreach (var pack in StoredPacks.Read(log))
        {
            arrivals.Take(pack);
        }
        output.WriteLine(
            $"{Proof.Kills} kills with seed {Proof.Seed} in {Stopwatch.GetElapsedTime(begin).TotalSeconds:0} s: "
                + $"{arrivals.Sent} events sent, {acknowledged} acknowledged, {arrivals.Arrived} arrived, {arrivals.Lost} lost, "
                + $"{arrivals.OutOfOrder.Count} out of order; {arrivals.ResentByBroker} sent again by the broker, "
                + $"{arrivals.RepeatedPacks} packs by the agent; {arrivals.Epochs} starts published, "
                + $"{broker.Last.GetProperty("connections")} broker connections"
        );
        Assert.InRange(acknowledged, Proof.Kills, arrivals.Sent);
        Assert.Equal(0, arrivals.Lost);
        Assert.Empty(arrivals.OutOfOrder);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static async Task SetFaultAsync(HttpClient control, Random random)
    {
        var fault = JsonNode.Parse(Faults[random.Next(Faults.Length)]);
        using var answer = await control.PostAsJsonAsync(
            "/standin/faults",
            new JsonObject { ["publish"] = fault },
            TestContext.Current.CancellationToken
        );
        answer.EnsureSuccessStatusCode();
    }
}
