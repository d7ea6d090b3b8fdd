using System.Text;
using System.Text.Json.Nodes;
using Forwarder.Contracts.Packs;
using Forwarder.Functions.Customers;
using Forwarder.Functions.ForwardEvents;
using Forwarder.Functions.Hosting;
using Forwarder.Functions.Tests.Canopsis;
using Forwarder.Functions.Tests.Logging;

namespace Forwarder.Functions.Tests.ForwardEvents;

/// <summary>Success means that everything is delivered; whatever else happens keeps the batch in the hub.</summary>
public sealed class ForwardEventsTests : IAsyncLifetime
{
    private const string Heartbeat = """{"kind":"heartbeat"}""";

    private readonly TemporaryFolder folder = new();
    private readonly RecordingLogger<ForwardEventsFunction> log = new();
    private StubCanopsis canopsis = null!;
    private CustomerCatalog customers = null!;

    public async ValueTask InitializeAsync()
    {
        canopsis = await StubCanopsis.StartAsync();
        AddCustomer("lab");
        customers = new CustomerCatalog(
            new CustomerFolder(folder.Path),
            TimeSpan.FromSeconds(60),
            TimeProvider.System,
            new RecordingLogger<CustomerCatalog>()
        );
    }

    [Fact]
    public async Task Packs_of_a_publisher_share_requests_and_keep_their_order()
    {
        var outcome = await RunAsync(
            Function(),
            Pack(1, Host("a"), Host("b"), Heartbeat),
            Pack(2, Host("c")),
            Pack(3, Heartbeat)
        );

        Assert.Null(outcome.Failure);
        Assert.Equal(["a", "b", "c"], Accepted());
        Assert.Single(canopsis.Received);
    }

    [Fact]
    public async Task Requests_hold_at_most_max_buffer_size_events()
    {
        AddCustomer("small", maxEvents: 2);

        var outcome = await RunAsync(
            Function(),
            Pack(1, Host("a"), Host("b"), Host("c")) with
            {
                Publisher = "small.central",
            },
            Pack(2, Host("d"), Host("e")) with
            {
                Publisher = "small.central",
            }
        );

        Assert.Null(outcome.Failure);
        Assert.Equal([2, 2, 1], canopsis.Received.Select(request => request.Events.Count));
        Assert.Equal(["a", "b", "c", "d", "e"], Accepted());
    }

    [Fact]
    public async Task Kinds_that_are_not_mapped_yet_are_counted_and_left()
    {
        var outcome = await RunAsync(
            Function(),
            Pack(
                1,
                """{"kind":"downtime","host_id":1}""",
                """{"kind":"ba_status"}""",
                """{"kind":"of_tomorrow"}""",
                Heartbeat
            )
        );

        Assert.Null(outcome.Failure);
        Assert.Empty(canopsis.Received);
        var summary = Assert.Single(log.Entries, entry => entry.Id == 300).Message;
        Assert.Contains(
            "1 downtimes, 1 BA statuses, 1 heartbeats, 1 unknown; 0 delivered, 0 failed, 2 not mapped",
            summary,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_retry_goes_on_behind_what_was_delivered()
    {
        AddCustomer("small", maxEvents: 2);
        var function = Function();
        HubEvent[] packs =
        [
            Pack(1, Host("a"), Host("b"), Host("c")) with
            {
                Publisher = "small.central",
            },
            Pack(2, Host("d"), Host("e")) with
            {
                Publisher = "small.central",
            },
        ];
        canopsis.ThenAccept().ThenStatus(401);

        var first = await RunAsync(function, packs);
        var second = await RunAsync(function, packs);

        Assert.Equal("2 of 2 packs are not delivered yet.", first.Failure);
        Assert.Null(second.Failure);
        Assert.Equal(["a", "b", "c", "d", "e"], Accepted());
    }

    [Theory]
    [InlineData("one", "two")]
    [InlineData("", "")]
    public async Task Another_invocation_does_not_skip_anything(string first, string second)
    {
        var function = Function();

        await RunAsync(function, first, Pack(1, Host("a")));
        await RunAsync(function, second, Pack(1, Host("a")));

        Assert.Equal(["a", "a"], Accepted());
    }

    [Fact]
    public async Task What_does_not_fit_into_the_time_of_an_invocation_follows_in_the_next_attempt()
    {
        AddCustomer("small", maxEvents: 1);
        var time = new ManualTime();
        var function = new ForwardEventsFunction(customers, null, time, log);
        var pack = Pack(1, Host("a"), Host("b"), Host("c")) with { Publisher = "small.central" };
        canopsis.ThenAccept();
        canopsis.Then(
            (context, events) =>
            {
                time.Advance(TimeSpan.FromSeconds(61));
                return canopsis.EchoAsync(context, events);
            }
        );

        Assert.NotNull((await RunAsync(function, pack)).Failure);
        Assert.Equal(["a", "b"], Accepted());
        Assert.Single(log.Entries, entry => entry.Id == 305);

        Assert.Null((await RunAsync(function, pack)).Failure);
        Assert.Equal(["a", "b", "c"], Accepted());
    }

    [Fact]
    public async Task Events_that_canopsis_refuses_keep_the_batch_and_what_follows_them()
    {
        var function = Function();
        canopsis.ThenFail(1);

        var first = await RunAsync(function, Pack(1, Host("a")), Pack(2, Host("b"), Host("c")));

        Assert.Equal("1 of 2 packs are not delivered yet.", first.Failure);
        Assert.Null((await RunAsync(function, Pack(1, Host("a")), Pack(2, Host("b"), Host("c")))).Failure);
        // c was accepted beside the refused b; it is sent again so that it does not stay older than b.
        Assert.Equal(["a", "c", "b", "c"], Accepted());
    }

    [Fact]
    public async Task A_refusing_canopsis_stops_its_lane_but_not_the_others()
    {
        AddCustomer("other");
        canopsis.ThenStatus(403);

        var outcome = await RunAsync(
            Function(),
            Pack(1, Host("a")),
            Pack(2, Host("b")),
            Pack(1, Host("x")) with
            {
                Publisher = "other.central",
            }
        );

        Assert.NotNull(outcome.Failure);
        // Lanes run in parallel: one of the two was refused, the other one delivered.
        Assert.True(Accepted() is ["x"] or ["a", "b"]);
    }

    [Theory]
    [InlineData("not a pack")]
    [InlineData("")]
    public async Task An_unreadable_pack_stays_in_the_hub_after_what_came_before_it(string body)
    {
        var broken = Pack(2) with { Body = Encoding.UTF8.GetBytes(body) };

        var outcome = await RunAsync(Function(), Pack(1, Host("a")), broken, Pack(3, Host("c")));

        Assert.Equal("2 of 3 packs are not delivered yet.", outcome.Failure);
        Assert.Equal(["a"], Accepted());
        Assert.Single(log.Entries, entry => entry.Id == 303);
    }

    [Fact]
    public async Task A_line_that_cannot_be_sent_stays_in_the_hub_after_what_came_before_it()
    {
        var outcome = await RunAsync(
            Function(),
            Pack(1, Host("a"), "{\"kind\":\"host_status\",\"state\":9}", Host("c"))
        );

        Assert.Equal("1 of 1 packs are not delivered yet.", outcome.Failure);
        Assert.Equal(["a"], Accepted());
        Assert.Contains(
            "line 2",
            Assert.Single(log.Entries, entry => entry.Id == 304).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_pack_that_comes_twice_is_sent_once()
    {
        var outcome = await RunAsync(Function(), Pack(1, Host("a")), Pack(1, Host("a")), Pack(2, Host("b")));

        Assert.Null(outcome.Failure);
        Assert.Equal(["a", "b"], Accepted());
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData(null, "lab.central", null)]
    [InlineData(null, "lab.central", "other")]
    [InlineData("lab", null, "lab")]
    [InlineData("nobody.central", null, null)]
    [InlineData("other.central", "lab.central", "lab")]
    public async Task A_pack_without_a_known_publisher_stays_in_the_hub(
        string? publisher,
        string? partitionKey,
        string? singleCustomer
    )
    {
        var stranger = Pack(1, Host("x")) with { Publisher = publisher, PartitionKey = partitionKey };

        var outcome = await RunAsync(Function(singleCustomer), stranger, Pack(1, Host("a")));

        Assert.Equal("1 of 2 packs are not delivered yet.", outcome.Failure);
        Assert.Equal(["a"], Accepted());
        Assert.Single(log.Entries, entry => entry.Id is 301 or 302);
    }

    [Fact]
    public async Task The_partition_key_is_believed_in_an_app_of_that_single_customer()
    {
        var outcome = await RunAsync(
            Function("lab"),
            Pack(1, Host("a")) with
            {
                Publisher = null,
                PartitionKey = "lab.central",
            }
        );

        Assert.Null(outcome.Failure);
        Assert.Equal(["a"], Accepted());
    }

    [Fact]
    public async Task An_empty_batch_is_a_success()
    {
        Assert.Null((await RunAsync(Function())).Failure);
    }

    public async ValueTask DisposeAsync()
    {
        customers.Dispose();
        await canopsis.DisposeAsync();
        folder.Dispose();
    }

    private ForwardEventsFunction Function(string? singleCustomer = null) =>
        new(customers, singleCustomer, TimeProvider.System, log);

    private static Task<FunctionOutcome> RunAsync(ForwardEventsFunction function, params HubEvent[] events) =>
        RunAsync(function, "id", events);

    private static Task<FunctionOutcome> RunAsync(
        ForwardEventsFunction function,
        string invocationId,
        params HubEvent[] events
    ) =>
        function.RunAsync(
            new EventBatch { InvocationId = invocationId, Events = events },
            TestContext.Current.CancellationToken
        );

    private void AddCustomer(string key, int maxEvents = 500) =>
        folder.Write(
            $"{key}.json",
            $$"""{"canopsis_host":"127.0.0.1","canopsis_port":{{canopsis.Url.Port}},"sending_protocol":"http","canopsis_authkey":"KEY","max_buffer_size":{{maxEvents}}}"""
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
            Publisher = "lab.central",
            SequenceNumber = sequence,
        };
    }

    private static string Host(string name) =>
        $"{{\"kind\":\"host_status\",\"bbdo\":3,\"host_id\":1,\"cache\":{{\"host\":{{\"name\":\"{name}\"}}}}}}";

    private string[] Accepted() => [.. canopsis.Accepted.Select(item => (string)item["component"]!)];
}
