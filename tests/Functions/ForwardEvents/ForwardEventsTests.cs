using System.Text;
using Forwarder.Contracts.Packs;
using Forwarder.Functions.Customers;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.ForwardEvents;
using Forwarder.Functions.Hosting;
using Forwarder.Functions.ReplayParked;
using Forwarder.Functions.Tests.Canopsis;
using Forwarder.Functions.Tests.Delivery;
using Forwarder.Functions.Tests.Logging;
using Forwarder.Functions.Tests.Tables;

namespace Forwarder.Functions.Tests.ForwardEvents;

/// <summary>Success means that every pack is delivered, parked or a dead letter; only a fault of Table storage keeps packs in the hub.</summary>
public sealed class ForwardEventsTests(Azurite azurite) : IAsyncLifetime
{
    private const string Heartbeat = """{"kind":"heartbeat"}""";
    private const string Lab = "lab.central";

    private readonly TemporaryFolder folder = new();
    private readonly RecordingLogger<ForwardEventsFunction> log = new();
    private readonly TestLanes lanes = new(azurite);
    private StubCanopsis canopsis = null!;
    private CustomerCatalog customers = null!;

    public async ValueTask InitializeAsync()
    {
        canopsis = await StubCanopsis.StartAsync();
        AddCustomer("lab");
        customers = new CustomerCatalog(
            new CustomerSources(null, new CustomerFolder(folder.Path), new RecordingLogger<CustomerCatalog>()),
            null,
            TimeSpan.Zero,
            TimeProvider.System,
            new RecordingLogger<CustomerCatalog>()
        );
    }

    [Fact]
    public async Task Packs_of_a_publisher_share_requests_and_keep_their_order()
    {
        await SucceedAsync(Pack(1, Host("a"), Host("b"), Heartbeat), Pack(2, Host("c")), Pack(3, Heartbeat));

        Assert.Equal(["a", "b", "c"], Accepted());
        Assert.Single(canopsis.Received);
        Assert.Contains("events so far: 3 delivered", Summary(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_hold_at_most_max_buffer_size_events()
    {
        AddCustomer("lab", maxEvents: 2);

        await SucceedAsync(Pack(1, Host("a"), Host("b"), Host("c")), Pack(2, Host("d"), Host("e")));

        Assert.Equal([2, 2, 1], canopsis.Received.Select(request => request.Events.Count));
        Assert.Equal(["a", "b", "c", "d", "e"], Accepted());
    }

    [Fact]
    public async Task What_canopsis_does_not_take_waits_in_the_lane_and_follows_in_order()
    {
        AddCustomer("lab", maxEvents: 2);
        canopsis.ThenAccept().ThenStatus(401);

        await SucceedAsync(Pack(1, Host("a"), Host("b"), Host("c")), Pack(2, Host("d"), Host("e")));
        await SucceedAsync(Pack(3, Host("f")));
        Assert.Equal(["a", "b"], Accepted());
        Assert.Equal(4, (await lanes.RowAsync(Lab)).Counters.Parked);

        await ReplayAsync();

        Assert.Equal(["a", "b", "c", "d", "e", "f"], Accepted());
        var row = await lanes.RowAsync(Lab);
        Assert.Equal((6, 0, null), (row.Counters.Done.Delivered, row.Counters.Parked, row.DownSince));
    }

    [Fact]
    public async Task A_refusing_canopsis_stops_its_lane_but_not_the_others()
    {
        await using var other = await StubCanopsis.StartAsync();
        AddCustomer("other", at: other);
        canopsis.ThenStatus(403);

        await SucceedAsync(
            Pack(1, Host("a")),
            Pack(2, Host("b")),
            Pack(1, Host("x")) with
            {
                Publisher = "other.central",
            }
        );

        Assert.Empty(Accepted());
        Assert.Equal("x", (string)Assert.Single(other.Accepted)["component"]!);
        Assert.Equal(2, (await lanes.RowAsync(Lab)).Counters.Parked);
    }

    [Fact]
    public async Task What_cannot_be_read_or_sent_is_a_dead_letter_and_holds_up_nothing()
    {
        var broken = Pack(2) with { Body = Encoding.UTF8.GetBytes("not a pack") };

        await SucceedAsync(
            Pack(1, Host("a")),
            broken,
            Pack(3, Host("c"), "{\"kind\":\"host_status\",\"state\":9}", Host("d"))
        );

        Assert.Equal(["a", "c", "d"], Accepted());
        Assert.Equal(["invalid", "unreadable"], (await lanes.DeadLettersAsync("lab")).Order());
        Assert.Equal(2, (await lanes.RowAsync(Lab)).Counters.OpenDeadLetters);
    }

    [Fact]
    public async Task A_pack_that_comes_again_is_sent_once()
    {
        await SucceedAsync(Pack(1, Host("a")), Pack(1, Host("a")), Pack(2, Host("b")));
        await SucceedAsync(Pack(1, Host("a")), Pack(2, Host("b")));

        Assert.Equal(["a", "b"], Accepted());
        Assert.Equal(3, (await lanes.RowAsync(Lab)).Counters.Duplicates.Redelivered);
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData(null, "lab.central", null)]
    [InlineData(null, "lab.central", "other")]
    [InlineData("lab", null, "lab")]
    [InlineData("lab.central.x", "lab.central", "lab")]
    public async Task Packs_that_name_no_publisher_are_parked_apart_and_alarmed(
        string? publisher,
        string? partitionKey,
        string? singleCustomer
    )
    {
        var stranger = Pack(1, Host("x")) with { Publisher = publisher, PartitionKey = partitionKey };

        await SucceedAsync(Function(singleCustomer), stranger, Pack(1, Host("a")));
        await ReplayAsync();

        Assert.Equal(["a"], Accepted());
        Assert.Equal(1, (await lanes.RowAsync("!unknown-3")).Counters.Parked);
        Assert.Contains(
            "1 packs of partition 3",
            Assert.Single(log.Entries, entry => entry.Id == 301).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Packs_of_a_customer_that_is_not_known_wait_until_it_is()
    {
        await SucceedAsync(Pack(1, Host("a")) with { Publisher = "later.central" });
        await ReplayAsync();
        Assert.Empty(Accepted());
        Assert.Single(log.Entries, entry => entry.Id == 302);

        AddCustomer("later");
        await ReplayAsync();

        Assert.Equal(["a"], Accepted());
    }

    [Fact]
    public async Task The_partition_key_is_believed_in_an_app_of_that_single_customer()
    {
        await SucceedAsync(Function("lab"), Pack(1, Host("a")) with { Publisher = null, PartitionKey = Lab });

        Assert.Equal(["a"], Accepted());
    }

    [Fact]
    public async Task A_fault_of_the_storage_keeps_the_packs_in_the_hub()
    {
        await using var server = await StubTableServer.StartAsync(StubTableServer.Status(503));
        var broken = new TestLanes(server.Table(), server.Table());

        var outcome = await RunAsync(Function(null, broken), Pack(1, Host("a")), Pack(2, Host("b")));

        Assert.Equal("2 of 2 packs stay in the hub.", outcome.Failure);
        Assert.Empty(canopsis.Received);
        Assert.Single(log.Entries, entry => entry.Id == 303);
    }

    [Fact]
    public async Task Whatever_a_lane_meets_its_packs_are_parked_and_it_is_alarmed()
    {
        lanes.Interruption.Surprises = 1;

        await SucceedAsync(Pack(1, Host("a")), Pack(2, Host("b")));

        Assert.Empty(canopsis.Received);
        Assert.Contains(
            $"Lane {Lab}: something unforeseen happened to its 2 packs",
            Assert.Single(log.Entries, entry => entry.Id == 304).Message,
            StringComparison.Ordinal
        );
        await ReplayAsync();
        Assert.Equal(["a", "b"], Accepted());
    }

    [Fact]
    public async Task What_cannot_even_be_parked_stays_in_the_hub_and_is_alarmed()
    {
        lanes.Interruption.Surprises = 2;

        var outcome = await RunAsync(Function(), Pack(1, Host("a")), Pack(2, Host("b")));

        Assert.Equal("2 of 2 packs stay in the hub.", outcome.Failure);
        Assert.Contains(
            $"Lane {Lab}: its 2 packs cannot be parked",
            Assert.Single(log.Entries, entry => entry.Id == 305).Message,
            StringComparison.Ordinal
        );
        await SucceedAsync(Pack(1, Host("a")), Pack(2, Host("b")));
        Assert.Equal(["a", "b"], Accepted());
    }

    [Fact]
    public async Task An_empty_batch_is_a_success()
    {
        await SucceedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await lanes.Worker.BackgroundAsync();
        customers.Dispose();
        await canopsis.DisposeAsync();
        folder.Dispose();
    }

    private ForwardEventsFunction Function(string? singleCustomer = null, TestLanes? other = null) =>
        new(customers, (other ?? lanes).Worker, lanes.Settings, singleCustomer, TimeProvider.System, log);

    private async Task ReplayAsync()
    {
        var replay = new ReplayParkedFunction(
            lanes.Directory,
            lanes.Worker,
            customers,
            lanes.Agenda(),
            lanes.Letters(),
            lanes.Cleaning(),
            lanes.Settings,
            TimeProvider.System,
            new RecordingLogger<ReplayParkedFunction>()
        );
        var outcome = await replay.RunAsync(
            new TimerCall { InvocationId = "id" },
            TestContext.Current.CancellationToken
        );
        Assert.Null(outcome.Failure);
    }

    private Task SucceedAsync(params HubEvent[] events) => SucceedAsync(Function(), events);

    private static async Task SucceedAsync(ForwardEventsFunction function, params HubEvent[] events) =>
        Assert.Null((await RunAsync(function, events)).Failure);

    private static Task<FunctionOutcome> RunAsync(ForwardEventsFunction function, params HubEvent[] events) =>
        function.RunAsync(
            new EventBatch
            {
                InvocationId = "id",
                Events = events,
                Partition = new PartitionContext("namespace", "events", "fn", "3"),
            },
            TestContext.Current.CancellationToken
        );

    private void AddCustomer(string key, int maxEvents = 500, StubCanopsis? at = null) =>
        folder.Write(
            $"{key}.json",
            $$"""{"canopsis_host":"127.0.0.1","canopsis_port":{{(at ?? canopsis).Url.Port}},"sending_protocol":"http","allow_private_host":1,"canopsis_authkey":"KEY-{{key}}","max_buffer_size":{{maxEvents}}}"""
        );

    private static HubEvent Pack(long sequence, params string[] lines)
    {
        using var writer = new PackWriter(new PackLimits());
        foreach (var line in lines.DefaultIfEmpty(Heartbeat))
        {
            Assert.True(writer.TryAdd(Encoding.UTF8.GetBytes(line)));
        }
        return new HubEvent
        {
            Body = writer.Seal("0f8a", sequence, DateTimeOffset.UnixEpoch),
            Publisher = Lab,
            SequenceNumber = sequence,
        };
    }

    private static string Host(string name) =>
        $"{{\"kind\":\"host_status\",\"bbdo\":3,\"host_id\":1,\"cache\":{{\"host\":{{\"name\":\"{name}\"}}}}}}";

    private string Summary() => Assert.Single(log.Entries, entry => entry.Id == 300).Message;

    private string[] Accepted() => [.. canopsis.Accepted.Select(item => (string)item["component"]!)];
}
