using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Forwarder.Faults.Tests;

/// <summary>A changed configuration is taken over by a running agent, and a wrong one is not; systemd is told.</summary>
public sealed class ReloadTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("forwarder-reload-").FullName;

    [Fact]
    public async Task A_changed_configuration_is_checked_first_and_then_taken_over_without_losing_an_event()
    {
        var log = Path.Combine(folder, "hub");
        var notify = Path.Combine(folder, "notify");
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        systemd.Bind(new UnixDomainSocketEndPoint(notify));
        systemd.ReceiveTimeout = 120_000;
        await using var hub = new NodeProgram(
            "event-hubs/main.mjs",
            ["--amqp-port", "0", "--http-port", "0", "--partitions", "1", "--log", log]
        );
        await using var agent = new AgentUnderTest(folder, (await hub.ReadyAsync()).GetProperty("httpPort").GetInt32());
        agent.Environment["NOTIFY_SOCKET"] = notify;
        agent.Environment["WATCHDOG_USEC"] = "600000";
        agent.Start();
        Assert.Contains("READY=1", NextNews(systemd), StringComparison.Ordinal);
        Assert.Equal("WATCHDOG=1", Next(systemd));
        var statuses = Path.Combine(folder, "statuses");
        await using var broker = new NodeProgram(
            "broker-replay/main.mjs",
            [
                .. (string[])["--capture", Path.Combine(Vectors.Repository, "local/samples/lab-bbdo3.bin")],
                .. (string[])["--agent", $"127.0.0.1:{agent.Port}", "--events", "20000", "--hosts", "100"],
                .. (string[])["--statuses-file", statuses, "--rate", "4000", "--give-up", "150"],
            ]
        );
        await agent.UntilAsync(report => report.GetProperty("events").GetProperty("received").GetInt64() > 1000);

        agent.Configure("""{"max_pack_events":0}""");
        await agent.SignalAsync("HUP");
        Assert.StartsWith("RELOADING=1\nMONOTONIC_USEC=", NextNews(systemd), StringComparison.Ordinal);
        Assert.Contains("refused", NextNews(systemd), StringComparison.Ordinal);
        await agent.UntilToldAsync("max_pack_events = 0");
        var before = (await agent.HealthAsync())!.Value;
        Assert.Equal("stop_acknowledging", before.GetProperty("spool").GetProperty("when_full").GetString());

        agent.Configure($$"""{"max_pack_events":100,"spool_directory":"{{agent.Spool}}-elsewhere"}""");
        await agent.SignalAsync("HUP");
        Assert.StartsWith("RELOADING=1", NextNews(systemd), StringComparison.Ordinal);
        Assert.Contains("refused", NextNews(systemd), StringComparison.Ordinal);
        await agent.UntilToldAsync($"spool_directory = {agent.Spool}-elsewhere");
        Assert.False(Directory.Exists($"{agent.Spool}-elsewhere"));

        agent.Configure($$"""{"spool_directory":"{{agent.Spool}}/"}""");
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        agent.Configure($$"""{"listen_port":{{((IPEndPoint)taken.LocalEndpoint).Port}}}""");
        await agent.SignalAsync("HUP");
        Assert.StartsWith("RELOADING=1", NextNews(systemd), StringComparison.Ordinal);
        Assert.Contains("refused", NextNews(systemd), StringComparison.Ordinal);
        await agent.UntilToldAsync(" 103 The configuration was not taken over: listen_port = ");
        Assert.DoesNotContain(agent.Output, line => line.Contains("Hosting failed", StringComparison.Ordinal));

        agent.Configure($$"""{"listen_port":{{agent.Port}}}""");
        agent.Configure("""{"spool_when_full":"drop_oldest","log_format":"json"}""");
        await agent.SignalAsync("HUP");
        Assert.StartsWith("RELOADING=1", NextNews(systemd), StringComparison.Ordinal);
        Assert.Contains("in force", NextNews(systemd), StringComparison.Ordinal);
        var after = await agent.UntilAsync(report =>
            report.GetProperty("spool").GetProperty("when_full").GetString() == "drop_oldest"
        );
        Assert.NotEqual(before.GetProperty("started").GetString(), after.GetProperty("started").GetString());
        await agent.UntilToldAsync("{\"time\":");

        await broker.EndAsync(TimeSpan.FromSeconds(180));
        await agent.UntilAsync(report =>
            report.GetProperty("packs").GetProperty("pending").GetInt64() == 0
            && report.GetProperty("events").GetProperty("open").GetInt64() == 0
        );
        var arrivals = new Arrivals(statuses);
        foreach (var pack in StoredPacks.Read(log))
        {
            arrivals.Take(pack);
        }
        Assert.Equal(arrivals.Sent, arrivals.Arrived);
        Assert.Empty(arrivals.OutOfOrder);

        await agent.SignalAsync("TERM");
        Assert.Equal(0, await agent.ExitCodeAsync());
        Assert.Equal("STOPPING=1", NextNews(systemd));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static string NextNews(Socket systemd)
    {
        string news;
        do
        {
            news = Next(systemd);
        } while (news == "WATCHDOG=1");
        return news;
    }

    private static string Next(Socket systemd)
    {
        var buffer = new byte[1000];
        return Encoding.UTF8.GetString(buffer, 0, systemd.Receive(buffer));
    }
}
