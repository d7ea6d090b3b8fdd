using System.Text.Json.Nodes;
using Forwarder.Functions.Customers;
using Forwarder.Functions.DeadLetters;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Hosting;
using Forwarder.Functions.Mapping;
using Forwarder.Functions.Status;
using Forwarder.Functions.Tables;
using Forwarder.Functions.Tests.DeadLetters;
using Forwarder.Functions.Tests.Delivery;
using Forwarder.Functions.Tests.Logging;
using Forwarder.Functions.Tests.Tables;

namespace Forwarder.Functions.Tests.Status;

public sealed class StatusTests : IDisposable
{
    private const string Lab = "lab.central";

    private readonly Azurite azurite;
    private readonly TestLanes lanes;
    private readonly TableClient agents;
    private readonly LetterRoute route = new();
    private readonly TemporaryFolder folder = new();
    private readonly RecordingLogger<StatusFunction> log = new();
    private readonly CustomerCatalog customers;
    private readonly AgentHeartbeats heartbeats;
    private readonly LaneBudget budget = new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60), TimeProvider.System);
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;
    private long sequence;

    public StatusTests(Azurite azurite)
    {
        this.azurite = azurite;
        agents = azurite.NewTable();
        heartbeats = new AgentHeartbeats(agents, TimeProvider.System, new RecordingLogger<AgentHeartbeats>());
        lanes = new TestLanes(azurite.NewTable(), azurite.NewTable(), heartbeats);
        folder.Write("lab.json", """{"canopsis_host":"canopsis.example.test","canopsis_authkey":"KEY"}""");
        folder.Write("bad.json", "{");
        customers = new CustomerCatalog(
            new CustomerSources(null, new CustomerFolder(folder.Path), new RecordingLogger<CustomerCatalog>()),
            null,
            TimeSpan.FromSeconds(60),
            TimeProvider.System,
            new RecordingLogger<CustomerCatalog>()
        );
    }

    [Fact]
    public async Task It_says_of_every_lane_what_became_of_its_events_and_what_waits()
    {
        route.Refused.Add("refused");
        await ForwardAsync(isKnown: true, Status(1, "good"), Status(2, "refused"), Heartbeat(5));
        await ForwardAsync(isKnown: false, Status(3, "waits"));
        await heartbeats.StoredAsync();

        var report = await ReadAsync();

        var lane = Assert.Single(report["lanes"]!.AsArray())!;
        Assert.Equal(
            (3, 1, 1, 1, 1, true, "3"),
            (
                (int)lane["read"]!,
                (int)lane["delivered"]!,
                (int)lane["dead_lettered"]!,
                (int)lane["parked"]!,
                (int)lane["open_dead_letters"]!,
                (bool)lane["holds"]!,
                (string?)lane["partition"]
            )
        );
        Assert.Equal(
            ("1.2.3", 2, 5),
            ((string?)lane["agent"]!["version"], (int)lane["agent"]!["sessions"]!, (int)lane["agent"]!["spool_events"]!)
        );
        Assert.True((bool)report["nothing_lost"]!);
        Assert.False((bool)report["ok"]!);
        Assert.Equal("active", (string?)report["customers"]!["lab"]);
        Assert.Equal("invalid", (string?)report["customers"]!["bad"]);
        var problems = report["problems"]!.ToJsonString();
        Assert.Contains("1 dead letters of customer lab (refused)", problems, StringComparison.Ordinal);
        Assert.Contains("customer bad", problems, StringComparison.Ordinal);
        Assert.Contains("events wait", problems, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_minute_one_line_per_lane_and_partition_is_written()
    {
        await ForwardAsync(isKnown: false, Status(1, "waits"));

        var outcome = await Function(TimeSpan.Zero).ReportAsync(new TimerCall { InvocationId = "id" }, cancellation);

        Assert.Null(outcome.Failure);
        var lane = Assert.Single(log.Entries, entry => entry.Id == 700).Message;
        var partition = Assert.Single(log.Entries, entry => entry.Id == 701).Message;
        Assert.StartsWith($"Lane {Lab} of customer lab", lane, StringComparison.Ordinal);
        Assert.StartsWith("Partition 3: 1 lanes", partition, StringComparison.Ordinal);
        // Readable in every country, and to be compared as text.
        var since = $"1 parked since {TestPacks.Created:O}, ";
        Assert.All([lane, partition], line => Assert.Contains(since, line, StringComparison.Ordinal));
        Assert.EndsWith("; holds True.", partition, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_that_is_not_heard_of_for_five_minutes_is_silent_whatever_waits_in_its_lane()
    {
        await ForwardAsync(isKnown: true, DateTimeOffset.UtcNow, Heartbeat(0));
        await heartbeats.StoredAsync();

        await Function(TimeSpan.FromMinutes(4)).ReportAsync(new TimerCall { InvocationId = "id" }, cancellation);
        Assert.DoesNotContain(log.Entries, entry => entry.Id == 702);

        // Its heartbeat waits in the lane, but the hub took it just now.
        await ForwardAsync(isKnown: false, DateTimeOffset.UtcNow + TimeSpan.FromMinutes(6), Heartbeat(0));
        await Function(TimeSpan.FromMinutes(7)).ReportAsync(new TimerCall { InvocationId = "id" }, cancellation);
        Assert.DoesNotContain(log.Entries, entry => entry.Id == 702);

        await Function(TimeSpan.FromMinutes(12)).ReportAsync(new TimerCall { InvocationId = "id" }, cancellation);
        Assert.Contains(Lab, Assert.Single(log.Entries, entry => entry.Id == 702).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lane_whose_packs_are_gone_goes_on_after_what_the_status_says()
    {
        await ForwardAsync(isKnown: false, Status(1, "gone"));
        await lanes.Table.ExecuteAsync(
            TableOperation.Delete(Lab, ParkedEntity.RowKey(0), Azure.ETag.All),
            cancellation
        );

        var drained = await lanes.Worker.DrainAsync(Lab, Target(), isProbe: false, () => false, cancellation);
        var problems = (await ReadAsync())["problems"]!.ToJsonString();

        Assert.Equal(BlockReason.Faulted, drained!.Blocked);
        Assert.Contains("set head (0) of its row lane to its tail (1)", problems, StringComparison.Ordinal);

        await lanes.Table.ExecuteAsync(
            TableOperation.Merge(new TableEntity(Lab, LaneEntity.RowKey) { ["head"] = 1L }, Azure.ETag.All),
            cancellation
        );
        await ForwardAsync(isKnown: true, Status(2, "next"));
        await lanes.Worker.DrainAsync(Lab, Target(), isProbe: false, () => false, cancellation);

        Assert.Equal(["next"], route.Taken);
        var row = await lanes.RowAsync(Lab);
        Assert.Equal((true, 1, 1), (row.IsEmpty, row.Counters.Parked, row.Counters.Done.Delivered));
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 3)]
    public async Task A_parked_pack_that_is_gone_from_the_storage_is_an_error(int part, int lost)
    {
        await ForwardAsync(isKnown: false, Status(1, "waits"));
        var noise = new byte[2_000_000];
        new Random(1).NextBytes(noise);
        await lanes.Worker.ForwardAsync(Lab, [TestPacks.Raw(++sequence, noise, 3)], null, false, budget, cancellation);
        await ForwardAsync(isKnown: false, Status(2, "waits"), Status(3, "waits"));
        Assert.True((bool)(await ReadAsync())["nothing_lost"]!);

        var ordinal = part == 0 ? 2 : 1;
        await lanes.Table.ExecuteAsync(
            TableOperation.Delete(Lab, ParkedEntity.RowKey(ordinal, part), Azure.ETag.All),
            cancellation
        );

        var report = await ReadAsync();
        Assert.False((bool)report["nothing_lost"]!);
        var lane = Assert.Single(report["lanes"]!.AsArray())!;
        Assert.Equal((false, lost), ((bool)lane["holds"]!, (int)lane["missing_parked"]!));
        Assert.Contains("report it", report["problems"]!.ToJsonString(), StringComparison.Ordinal);
        await Function(TimeSpan.Zero).ReportAsync(new TimerCall { InvocationId = "id" }, cancellation);
        Assert.Single(log.Entries, entry => entry.Id == 703);
    }

    [Fact]
    public async Task What_a_holder_has_done_of_the_pack_at_the_head_is_not_missed()
    {
        route.Largest = 1;
        route.IsDownFor = "second";
        await ForwardAsync(isKnown: true, Status(1, "first"), Status(2, "second"), Status(3, "third"));
        await ForwardAsync(isKnown: true, Status(4, "fourth"));

        var report = await ReadAsync();

        var lane = Assert.Single(report["lanes"]!.AsArray())!;
        Assert.Equal((1, 3, true), ((int)lane["delivered"]!, (int)lane["parked"]!, (bool)lane["holds"]!));
    }

    [Fact]
    public async Task Counts_that_do_not_add_up_are_an_error()
    {
        await lanes.Store.WriteAsync(
            new StoredLane(Lab, LaneRow.New, null),
            LaneRow.New with
            {
                Counters = new LaneCounters
                {
                    Lines = 2,
                    Done = new LineTally { Delivered = 1 },
                },
            },
            [],
            [],
            cancellation
        );

        await Function(TimeSpan.Zero).ReportAsync(new TimerCall { InvocationId = "id" }, cancellation);

        Assert.Single(log.Entries, entry => entry.Id == 703);
        Assert.False((bool)(await ReadAsync())["nothing_lost"]!);
    }

    [Fact]
    public async Task Of_many_heartbeats_the_latest_is_kept_and_what_is_none_is_passed_over()
    {
        foreach (var spooled in Enumerable.Range(1, 50))
        {
            heartbeats.Note(Lab, System.Text.Encoding.UTF8.GetBytes(Heartbeat(spooled, spooled)));
        }
        heartbeats.Note(Lab, "no json"u8);
        heartbeats.Note(Lab, "[]"u8);
        heartbeats.Note(Lab, """{"kind":"heartbeat","version":"\ud800"}"""u8);
        heartbeats.Note(Lab, [.. "{\"version\":\""u8, 0xff, .. "\"}"u8]);
        await heartbeats.StoredAsync();

        var row = (await agents.GetAsync(Lab, AgentRow.RowKey, cancellation))!;
        Assert.Equal(50, row.Number("spool_events"));
    }

    [Fact]
    public async Task A_heartbeat_that_cannot_be_stored_keeps_no_later_one_away()
    {
        using var connection = new BrokenConnection();
        var table = connection.Table(azurite);
        var told = new RecordingLogger<AgentHeartbeats>();
        var stored = new AgentHeartbeats(table, TimeProvider.System, told);
        stored.Note(Lab, System.Text.Encoding.UTF8.GetBytes(Heartbeat(6)));
        await stored.StoredAsync();
        Assert.Single(told.Entries, entry => entry.Id == 710);

        connection.IsBroken = false;
        stored.Note(Lab, System.Text.Encoding.UTF8.GetBytes(Heartbeat(7, 1)));
        await stored.StoredAsync();

        Assert.Equal(7, (await table.GetAsync(Lab, AgentRow.RowKey, cancellation))!.Number("spool_events"));
    }

    public void Dispose()
    {
        budget.Dispose();
        customers.Dispose();
        folder.Dispose();
    }

    private static string Status(int service, string output) =>
        TestPacks.Status(service, output, DateTimeOffset.UtcNow);

    private static string Heartbeat(int spooled, int later = 0) =>
        $$"""{"kind":"heartbeat","version":"1.2.3","time":{{DateTimeOffset.UtcNow.ToUnixTimeSeconds() + later}},"status":"ok","sessions":2,"spool_events":{{spooled}}}""";

    private Task ForwardAsync(bool isKnown, params string[] lines) => ForwardAsync(isKnown, TestPacks.Created, lines);

    private async Task ForwardAsync(bool isKnown, DateTimeOffset enqueued, params string[] lines)
    {
        var pack = TestPacks.Of(++sequence, DateTimeOffset.UtcNow, lines);
        pack = pack with { Label = pack.Label with { Hub = pack.Label.Hub with { EnqueuedAt = enqueued } } };
        await lanes.Worker.ForwardAsync(Lab, [pack], isKnown ? Target() : null, false, budget, cancellation);
    }

    private DeliveryTarget Target()
    {
        var mapper = new EventMapper(
            new MappingOptions { Connector = "c"u8.ToArray(), ConnectorName = "n"u8.ToArray() }
        );
        return new DeliveryTarget("lab", mapper, route);
    }

    private StatusFunction Function(TimeSpan later)
    {
        var time = new ShiftedTime(later);
        var desk = new LetterDesk(lanes.DeadLetterTable, time);
        return new StatusFunction(
            new StatusReader(lanes.Store, lanes.Directory, desk, agents, time),
            customers,
            time,
            log
        );
    }

    private async Task<JsonNode> ReadAsync()
    {
        var call = new HttpCall
        {
            InvocationId = "id",
            Method = "GET",
            Url = "http://localhost/api/status",
            Query = new Dictionary<string, string>(),
            Params = new Dictionary<string, string?>(),
            Headers = new Dictionary<string, IReadOnlyList<string>>(),
        };
        var answer = await Function(TimeSpan.Zero).AnswerAsync(call, cancellation);
        Assert.Equal(200, answer.StatusCode);
        return JsonNode.Parse(answer.Body)!;
    }
}
