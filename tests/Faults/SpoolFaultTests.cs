using System.Diagnostics;
using System.Text.Json;

namespace Forwarder.Faults.Tests;

/// <summary>What a real agent process says and does when its disk lets it down.</summary>
public sealed class SpoolFaultTests : IDisposable
{
    private const int Events = 20_000;
    private readonly string folder = Directory.CreateTempSubdirectory("forwarder-disk-").FullName;

    [Fact]
    public async Task A_full_disk_stops_acknowledgements_and_costs_nothing()
    {
        var log = Path.Combine(folder, "hub");
        await using var hub = await StartHubAsync(log);
        await using var agent = new AgentUnderTest(folder, HttpPort(hub));
        agent.Start(OnSmallDisk(agent.Spool));
        await agent.UntilAsync(report => report.GetProperty("status").GetString() == "ok");
        // somebody else's file takes the rest of the disk
        await OnDiskOfAsync(agent, $"dd if=/dev/zero of={agent.Spool}/other bs=4k 2> /dev/null || true");
        var statuses = Path.Combine(folder, "statuses");
        await using var broker = Play(agent, statuses);

        // a heartbeat may meet the full disk before the broker has come
        var full = await agent.UntilAsync(report =>
            report.GetProperty("status").GetString() == "spool_unwritable"
            && report.GetProperty("sessions").GetArrayLength() > 0
        );
        Assert.Equal("unwritable", full.GetProperty("spool").GetProperty("state").GetString());
        Assert.True(full.GetProperty("law").GetProperty("holds").GetBoolean());
        await agent.UntilToldAsync("Nothing is acknowledged");
        await agent.UntilToldAsync("The disk of spool_directory is full: free some of it");
        var committed = full.GetProperty("sessions")[0].GetProperty("committed").GetInt64();
        Assert.InRange(committed, 0, Events - 1);

        await OnDiskOfAsync(agent, $"rm {agent.Spool}/other");
        await broker.EndAsync(TimeSpan.FromSeconds(180));
        await AssertArrivedAsync(agent, log, statuses);
        await agent.UntilToldAsync("can be written again");
    }

    [Fact]
    public async Task A_disk_that_the_spool_fills_is_left_enough_to_empty_it_when_the_hub_is_back()
    {
        var log = Path.Combine(folder, "hub");
        await using var hub = await StartHubAsync(log);
        using var control = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{HttpPort(hub)}") };
        using var fault = new StringContent("""{"publish":{"status":500}}""");
        await control.PostAsync("/standin/faults", fault, TestContext.Current.CancellationToken);
        await using var agent = new AgentUnderTest(folder, HttpPort(hub));
        agent.Start(OnSmallDisk(agent.Spool));
        await agent.UntilAsync(report => report.GetProperty("status").GetString() is "ok" or "hub_failing");
        await OnDiskOfAsync(agent, $"fallocate -l 21M {agent.Spool}/other");
        var statuses = Path.Combine(folder, "statuses");
        await using var broker = Play(agent, statuses, events: 150_000);

        var full = await agent.UntilAsync(report => report.GetProperty("status").GetString() == "spool_full");
        Assert.InRange(full.GetProperty("sessions")[0].GetProperty("committed").GetInt64(), 1, 149_999);
        await agent.UntilToldAsync("The disk of spool_directory is nearly full");

        await control.DeleteAsync("/standin/faults", TestContext.Current.CancellationToken);
        await broker.EndAsync(TimeSpan.FromSeconds(180));
        await AssertArrivedAsync(agent, log, statuses);
        Assert.DoesNotContain(agent.Output, line => line.Contains("can be written again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_full_spool_makes_the_broker_keep_its_events_until_the_hub_is_back()
    {
        var log = Path.Combine(folder, "hub");
        await using var hub = await StartHubAsync(log);
        using var control = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{HttpPort(hub)}") };
        using var fault = new StringContent("""{"publish":{"status":500}}""");
        await control.PostAsync("/standin/faults", fault, TestContext.Current.CancellationToken);
        await using var agent = new AgentUnderTest(folder, HttpPort(hub), """{"spool_max_bytes":1048576}""");
        agent.Start();
        await agent.UntilAsync(report => report.GetProperty("status").GetString() is "ok" or "hub_failing");
        var statuses = Path.Combine(folder, "statuses");
        await using var broker = Play(agent, statuses, events: 60_000);

        var full = await agent.UntilAsync(report => report.GetProperty("status").GetString() == "spool_full");
        Assert.InRange(full.GetProperty("packs").GetProperty("pending_bytes").GetInt64(), 1_048_576, 1_400_000);
        Assert.InRange(full.GetProperty("sessions")[0].GetProperty("committed").GetInt64(), 1, 59_999);
        await agent.UntilToldAsync("The spool is full");

        await control.DeleteAsync("/standin/faults", TestContext.Current.CancellationToken);
        await broker.EndAsync(TimeSpan.FromSeconds(180));
        await AssertArrivedAsync(agent, log, statuses);
    }

    [Fact]
    public async Task A_folder_that_may_not_be_written_is_named_with_what_to_do()
    {
        await using var hub = await StartHubAsync(Path.Combine(folder, "hub"));
        await using var agent = new AgentUnderTest(folder, HttpPort(hub));
        Directory.CreateDirectory(agent.Spool);
        File.WriteAllText(Path.Combine(agent.Spool, "spool.lock"), "");
        await ChangeModeAsync(agent.Spool, "555");
        // An administrator may write everywhere; what lets him is taken away.
        string[] unprivileged = Environment.IsPrivilegedProcess
            ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search"]
            : [];
        try
        {
            agent.Start(unprivileged);
            Assert.Equal(1, await agent.ExitCodeAsync());
        }
        finally
        {
            await ChangeModeAsync(agent.Spool, "755");
        }
        var told = Assert.Single(agent.Output, line => line.StartsWith("spool_directory = ", StringComparison.Ordinal));
        Assert.Contains("writable", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_damaged_in_use_is_replaced_without_anybodys_help()
    {
        var log = Path.Combine(folder, "hub");
        await using var hub = await StartHubAsync(log);
        using var control = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{HttpPort(hub)}") };
        using var fault = new StringContent("""{"publish":{"status":500}}""");
        await control.PostAsync("/standin/faults", fault, TestContext.Current.CancellationToken);
        await using var agent = new AgentUnderTest(folder, HttpPort(hub), """{"max_pack_events":10}""");
        agent.Start();
        await agent.UntilAsync(report => report.GetProperty("status").GetString() is "ok" or "hub_failing");
        await using var broker = Play(agent, Path.Combine(folder, "statuses"));
        await broker.EndAsync(TimeSpan.FromSeconds(180));
        var pending = (
            await agent.UntilAsync(report => report.GetProperty("events").GetProperty("open").GetInt64() == 0)
        )
            .GetProperty("packs")
            .GetProperty("pending")
            .GetInt64();

        // one page in the middle of the packs, which nobody has read since it was written
        using (
            var database = new FileStream(
                Path.Combine(agent.Spool, "spool.db"),
                FileMode.Open,
                FileAccess.ReadWrite,
                FileShare.ReadWrite
            )
        )
        {
            database.Position = database.Length / 2 / 4096 * 4096;
            database.Write(new byte[4096]);
        }
        await control.DeleteAsync("/standin/faults", TestContext.Current.CancellationToken);

        await agent.UntilAsync(report =>
            report.GetProperty("status").GetString() == "ok"
            && report.GetProperty("packs").GetProperty("pending").GetInt64() == 0
        );
        await agent.UntilToldAsync("It is kept as");
        Assert.Single(Directory.EnumerateFiles(agent.Spool, "spool.db.damaged-*Z"));
        Assert.InRange(StoredPacks.Read(log).Count(), pending - 30, pending + 10);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static int HttpPort(NodeProgram hub) => hub.Last.GetProperty("httpPort").GetInt32();

    private static async Task<NodeProgram> StartHubAsync(string log)
    {
        var hub = new NodeProgram(
            "event-hubs/main.mjs",
            ["--amqp-port", "0", "--http-port", "0", "--partitions", "1", "--log", log]
        );
        await hub.ReadyAsync();
        return hub;
    }

    private static NodeProgram Play(AgentUnderTest agent, string statuses, int events = Events) =>
        new(
            "broker-replay/main.mjs",
            [
                .. (string[])["--capture", Path.Combine(Vectors.Repository, "local/samples/lab-bbdo3.bin")],
                .. (string[])["--agent", $"127.0.0.1:{agent.Port}", "--events", $"{events}", "--hosts", "200"],
                .. (string[])["--statuses-file", statuses, "--give-up", "150"],
            ]
        );

    private static async Task AssertArrivedAsync(AgentUnderTest agent, string log, string statuses)
    {
        await agent.UntilAsync(IsDrained);
        var arrivals = new Arrivals(statuses);
        foreach (var pack in StoredPacks.Read(log))
        {
            arrivals.Take(pack);
        }
        Assert.Equal(arrivals.Sent, arrivals.Arrived);
        Assert.Empty(arrivals.OutOfOrder);
    }

    private static bool IsDrained(JsonElement report) =>
        report.GetProperty("packs").GetProperty("pending").GetInt64() == 0
        && report.GetProperty("events").GetProperty("open").GetInt64() == 0
        && report.GetProperty("law").GetProperty("holds").GetBoolean();

    private static async Task ChangeModeAsync(string path, string mode)
    {
        using var change = Process.Start("chmod", [mode, path]);
        await change.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    // Runs what follows with a disk of its own, of 40 MiB, as its spool_directory.
    private static string[] OnSmallDisk(string directory)
    {
        Directory.CreateDirectory(directory);
        string[] asRoot = Environment.IsPrivilegedProcess ? [] : ["--user", "--map-root-user"];
        return
        [
            .. (string[])["unshare", "--mount", .. asRoot, "bash", "-ec"],
            "mount -t tmpfs -o size=40m spool \"$0\"; exec \"$@\"",
            directory,
        ];
    }

    private static async Task OnDiskOfAsync(AgentUnderTest agent, string command)
    {
        string[] asRoot = Environment.IsPrivilegedProcess ? [] : ["--user", "--preserve-credentials"];
        using var there = Process.Start(
            "nsenter",
            ["--target", $"{agent.Id}", "--mount", .. asRoot, "bash", "-ec", command]
        );
        await there.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, there.ExitCode);
    }
}
