using System.Text.Json;
using Forwarder.Functions.Canopsis;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Mapping;
using Forwarder.Functions.Tables;
using Forwarder.Functions.Tests.Logging;
using Forwarder.Functions.Tests.Tables;

namespace Forwarder.Functions.Tests.Delivery;

/// <summary>Lanes in the real emulator; what happens between the steps is the simulation's subject.</summary>
public sealed class LaneWorkerTests : IDisposable
{
    private const string Publisher = "lab.central";

    private readonly TableClient table;
    private readonly TableLaneStore store;
    private readonly FakeRoute route = new();
    private readonly RecordingLogger<LaneWorker> log = new();
    private readonly LaneWorker worker;
    private readonly LaneBudget budget = new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60), TimeProvider.System);
    private readonly DeliveryTarget target;
    private readonly TableClient deadLetters;
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    public LaneWorkerTests(Azurite azurite)
    {
        table = azurite.NewTable();
        deadLetters = azurite.NewTable();
        store = new TableLaneStore(table, new LaneDirectory(table, TimeProvider.System));
        var mapper = new EventMapper(
            new MappingOptions { Connector = "c"u8.ToArray(), ConnectorName = "n"u8.ToArray() }
        );
        target = new DeliveryTarget("lab", mapper, route);
        worker = Worker(TimeSpan.FromMinutes(5));
    }

    public void Dispose() => budget.Dispose();

    [Fact]
    public async Task Packs_are_delivered_straight_away_with_two_writes_and_no_row_of_their_own()
    {
        var outcome = await ForwardAsync(Pack(1, 3), Pack(2, 2));

        AssertOutcome(new LaneOutcome(2, 0, 0, null), outcome);
        Assert.Equal(5, outcome.Done.Delivered);
        Assert.Equal(["1.1 1.2 1.3 2.1 2.2"], route.Requests);
        var row = await RowAsync();
        Assert.Equal((2, 5, true, null), (row.Step, row.Counters.Done.Delivered, row.Counters.Holds, row.LeaseUntil));
        Assert.Empty(await store.QueueAsync(Publisher, 0, new QueueLimit(9), cancellation));
    }

    [Fact]
    public async Task A_repeat_is_counted_and_not_delivered()
    {
        await ForwardAsync(Pack(1, 3), Pack(2, 2));

        var outcome = await ForwardAsync(Pack(1, 3), Pack(2, 2), Pack(3, 1));
        var again = await ForwardAsync(Pack(3, 1));

        AssertOutcome(new LaneOutcome(1, 0, 2, null), outcome);
        AssertOutcome(new LaneOutcome(0, 0, 1, null), again);
        Assert.Equal(["1.1 1.2 1.3 2.1 2.2", "3.1"], route.Requests);
        Assert.Equal(6, (await RowAsync()).Counters.Duplicates.Redelivered);
    }

    [Fact]
    public async Task While_Canopsis_is_down_packs_are_parked_and_when_it_is_up_they_are_delivered_in_order()
    {
        route.Answer = AnswerClass.RetryLater;
        var outcome = await ForwardAsync([.. Enumerable.Range(1, 20).Select(n => Pack(n, 2))]);
        AssertOutcome(new LaneOutcome(0, 20, 0, BlockReason.RetryLater), outcome);
        route.Requests.Clear();

        for (var n = 21; n <= 160; n++)
        {
            await ForwardAsync(Pack(n, 2));
        }
        Assert.Empty(route.Requests);
        var row = await RowAsync();
        Assert.Equal((320, 160), (row.Counters.Parked, row.Tail - row.Head));
        Assert.NotNull(row.DownSince);
        Assert.Null(await DrainAsync(isProbe: true));

        route.Answer = AnswerClass.Delivered;
        var drained = await DrainAsync();

        Assert.Equal(new DrainOutcome(160, true, null), drained);
        Assert.Equal(
            Enumerable.Range(1, 160).SelectMany(n => new[] { $"{n}.1", $"{n}.2" }),
            route.Requests.SelectMany(request => request.Split(' '))
        );
        row = await RowAsync();
        Assert.Equal((true, null, null), (row.IsEmpty && row.Counters.Holds, row.DownSince, row.LeaseUntil));
        Assert.Empty(await store.QueueAsync(Publisher, 0, new QueueLimit(9), cancellation));
        Assert.Equal(new DrainOutcome(0, true, null), await DrainAsync());
    }

    [Fact]
    public async Task Of_statuses_older_than_23_hours_only_the_latest_of_each_object_is_sent()
    {
        var old = DateTimeOffset.UtcNow.AddHours(-30);
        await worker.ForwardAsync(
            Publisher,
            [.. Enumerable.Range(1, 1000).Select(n => Pack(n, 3, old))],
            null,
            false,
            budget,
            cancellation
        );

        await DrainAsync();

        Assert.Equal(["1000.1 1000.2 1000.3"], route.Requests);
        var counters = (await RowAsync()).Counters;
        Assert.Equal((3, 2997, true), (counters.Done.Delivered, counters.Done.Superseded, counters.Holds));
    }

    [Fact]
    public async Task A_request_that_takes_long_does_not_hold_up_the_invocation_and_the_rest_follows_behind_it()
    {
        route.Hold = new TaskCompletionSource();
        using var impatient = new LaneBudget(
            TimeSpan.FromSeconds(60),
            TimeSpan.FromMilliseconds(50),
            TimeProvider.System
        );
        impatient.LaneFinished();

        var outcome = await worker.ForwardAsync(
            Publisher,
            [Pack(1, 1), Pack(2, 1)],
            target,
            false,
            impatient,
            cancellation
        );
        var next = await ForwardAsync(Pack(3, 1));

        AssertOutcome(new LaneOutcome(0, 2, 0, BlockReason.OutOfTime), outcome);
        AssertOutcome(new LaneOutcome(0, 1, 0, null), next);
        Assert.Equal(3, (await RowAsync()).Counters.Parked);

        route.Hold.SetResult();
        await worker.BackgroundAsync();

        Assert.Equal(["1.1 2.1", "3.1"], route.Requests);
        var row = await RowAsync();
        Assert.Equal((true, 3, null), (row.IsEmpty, row.Counters.Done.Delivered, row.LeaseUntil));
    }

    [Fact]
    public async Task Work_that_never_waits_does_not_hold_up_the_invocation()
    {
        using var busy = new ManualResetEventSlim();
        route.Busy = busy;
        using var impatient = new LaneBudget(
            TimeSpan.FromSeconds(60),
            TimeSpan.FromMilliseconds(50),
            TimeProvider.System
        );
        impatient.LaneFinished();

        var forwarding = worker.ForwardAsync(Publisher, [Pack(1, 1)], target, false, impatient, cancellation);
        try
        {
            var outcome = await forwarding.WaitAsync(TimeSpan.FromMinutes(2), cancellation);

            AssertOutcome(new LaneOutcome(0, 1, 0, BlockReason.OutOfTime), outcome);
        }
        finally
        {
            busy.Set();
        }
        await worker.BackgroundAsync();
        Assert.Equal((true, 1), ((await RowAsync()).IsEmpty, (await RowAsync()).Counters.Done.Delivered));
    }

    [Fact]
    public async Task Lines_that_are_not_sent_do_not_pile_up_until_the_pack_ends()
    {
        string[] nothing = [.. Enumerable.Repeat("{\"kind\":\"later\"}", 1250)];
        var at = DateTimeOffset.UtcNow;

        await ForwardAsync(
            TestPacks.Of(1, at, [TestPacks.Status(1, "first", at), .. nothing]),
            TestPacks.Of(2, at, [.. nothing, TestPacks.Status(2, "last", at)])
        );

        Assert.Equal(["first", "last"], route.Requests);
        var counters = (await RowAsync()).Counters;
        Assert.Equal((2, 2500, true), (counters.Done.Delivered, counters.Done.Unknown, counters.Holds));
    }

    [Fact]
    public async Task Large_packs_give_their_memory_back_before_the_run_ends()
    {
        // Each of them takes an array of 8 MiB.
        var line = $$"""{"kind":"later","text":"{{new string('x', 8_300_000)}}"}""";
        var body = TestPacks.Of(1, TestPacks.Created, line).Body;

        await ForwardAsync([.. Enumerable.Range(1, 12).Select(n => TestPacks.Raw(n, body.ToArray()))]);

        var row = await RowAsync();
        Assert.Equal((12, true), (row.Counters.Done.Unknown, row.Counters.Holds));
        // The lease, a report after nine packs, and the last one.
        Assert.InRange(row.Step, 3, long.MaxValue);
    }

    [Fact]
    public async Task Patience_that_Canopsis_asks_for_in_one_lane_holds_for_every_lane()
    {
        var eager = Eager();
        await eager.ForwardAsync("lab.third", [Pack(1, 1)], null, false, budget, cancellation);
        route.Answer = AnswerClass.RetryLater;
        route.RetryAfter = TimeSpan.FromMinutes(2);
        await eager.ForwardAsync(Publisher, [Pack(1, 1)], target, false, budget, cancellation);

        await eager.ForwardAsync("lab.other", [Pack(1, 1)], target, false, budget, cancellation);
        var drained = await eager.DrainAsync("lab.third", target, isProbe: true, () => false, cancellation);

        Assert.Equal(["1.1"], route.Requests);
        Assert.Null(drained);
        Assert.InRange(
            (await RowAsync()).NextProbe!.Value,
            DateTimeOffset.UtcNow.AddMinutes(1),
            DateTimeOffset.MaxValue
        );
    }

    [Fact]
    public async Task Patience_that_Canopsis_asks_for_at_a_probe_is_kept()
    {
        route.Refused.Add("1.1");
        route.RetryAfter = TimeSpan.FromMinutes(2);
        route.ProbeAnswer = AnswerClass.RetryLater;

        await Eager().ForwardAsync(Publisher, [Pack(1, 1)], target, false, budget, cancellation);

        var row = await RowAsync();
        Assert.Equal(1, row.Counters.Parked);
        Assert.InRange(row.NextProbe!.Value, DateTimeOffset.UtcNow.AddMinutes(1), DateTimeOffset.MaxValue);
    }

    [Fact]
    public async Task Dead_lines_of_a_pack_are_told_once_for_each_reason()
    {
        route.Refused.Add("50");
        var at = DateTimeOffset.UtcNow;
        var pack = TestPacks.Of(
            1,
            at,
            [.. Enumerable.Repeat("", 300), .. Enumerable.Range(1, 100).Select(n => TestPacks.Status(n, $"{n}", at))]
        );

        await ForwardAsync(pack);

        Assert.Equal(
            (99, 301),
            (((await RowAsync()).Counters.Done.Delivered, (await RowAsync()).Counters.Done.DeadLettered))
        );
        var told = log.Entries.Where(entry => entry.Id == 504).Select(entry => entry.Message).ToList();
        Assert.Equal(2, told.Count);
        Assert.StartsWith(
            $"Lane {Publisher}: 300 lines of pack {TestPacks.Epoch}/1 are dead letters (Invalid, ",
            told[0],
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            $"Lane {Publisher}: 1 lines of pack {TestPacks.Epoch}/1 are dead letters (Refused, status 200), line 350 first",
            told[1],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Without_a_customer_packs_are_parked_until_there_is_one()
    {
        var outcome = await worker.ForwardAsync(Publisher, [Pack(1, 2)], null, false, budget, cancellation);
        AssertOutcome(new LaneOutcome(0, 1, 0, null), outcome);

        await DrainAsync();

        Assert.Equal(["1.1 1.2"], route.Requests);
    }

    [Fact]
    public async Task What_cannot_be_read_or_sent_becomes_a_dead_letter_and_holds_up_nothing()
    {
        var invalid = TestPacks.Of(
            3,
            TestPacks.Created,
            TestPacks.Status(1, "3.1", TestPacks.Created).Replace("\"state\":1", "\"state\":9"),
            "{broken"
        );
        route.Refused.Add("4.2");

        var outcome = await ForwardAsync(Pack(1, 1), TestPacks.Raw(2, [1, 2, 3], lines: 0), invalid, Pack(4, 20));

        AssertOutcome(new LaneOutcome(4, 0, 0, null), outcome);
        var row = await RowAsync();
        // The status of the third pack is open no more: the fourth has a later one of the same service.
        Assert.Equal(
            (20, 3, 1, 3),
            (
                row.Counters.Done.Delivered,
                row.Counters.Done.DeadLettered,
                row.Counters.Quarantined,
                row.Counters.OpenDeadLetters
            )
        );
        Assert.True(row.Counters.Holds);
        var rows = await deadLetters.QueryAsync(TableFilter.Partition("lab"), cancellation).ToListAsync(cancellation);
        Assert.Equal(
            ["unreadable", "invalid", "invalid", "refused"],
            rows.OrderBy(one => one.Number("sequence"))
                .ThenBy(one => one.Number("line"))
                .Select(one => one.Text("reason"))
        );
    }

    [Fact]
    public async Task A_pack_of_the_future_waits_with_everything_behind_it()
    {
        var future = TestPacks.Raw(2, Gzip("{\"pack\":2,\"epoch\":\"x\"}\n{}\n"));

        var outcome = await ForwardAsync(Pack(1, 1), future, Pack(3, 1));

        AssertOutcome(new LaneOutcome(0, 2, 1, BlockReason.UnknownVersion), outcome);
        Assert.Equal(["1.1"], route.Requests);
        Assert.Contains(log.Entries, entry => entry.Id == 505);
    }

    [Fact]
    public async Task A_fault_of_the_storage_fails_the_invocation_so_that_the_hub_keeps_the_packs()
    {
        await using var server = await StubTableServer.StartAsync(StubTableServer.Status(503));
        var broken = server.Table();
        var faulty = new LaneWorker(
            new TableLaneStore(broken, new LaneDirectory(broken, TimeProvider.System)),
            new TableDeadLetters(broken, TimeProvider.System),
            new LaneHolders("here", _ => false),
            new LaneSettings(),
            TimeProvider.System,
            log
        );

        await Assert.ThrowsAsync<Azure.RequestFailedException>(() =>
            faulty.ForwardAsync(Publisher, [Pack(1, 1)], target, false, budget, cancellation)
        );

        Assert.Empty(route.Requests);
    }

    [Fact]
    public async Task A_pack_whose_delivery_ends_unforeseen_each_time_is_a_dead_letter_and_holds_up_nothing()
    {
        route.Breaks = "1.1";

        var outcome = await ForwardAsync(Pack(1, 1), Pack(2, 1));
        var drains = new List<BlockReason?>();
        for (var start = 0; start < LaneLogic.MostStarts; start++)
        {
            drains.Add((await DrainAsync())!.Blocked);
        }
        var last = await DrainAsync();

        AssertOutcome(new LaneOutcome(0, 2, 0, BlockReason.Faulted), outcome);
        Assert.Equal([BlockReason.Faulted, BlockReason.Faulted, BlockReason.Faulted], drains);
        Assert.Equal(new DrainOutcome(2, true, null), last);
        Assert.Equal(["2.1"], route.Requests);
        Assert.Equal(4, log.Entries.Count(entry => entry.Id == 508));
        var letters = await deadLetters
            .QueryAsync(TableFilter.Partition("lab"), cancellation)
            .ToListAsync(cancellation);
        Assert.Equal(["ends_process"], letters.Select(letter => letter.Text("reason")));
        var counters = (await RowAsync()).Counters;
        Assert.Equal((1, 1, true), (counters.Done.DeadLettered, counters.Done.Delivered, counters.Holds));
    }

    private LaneWorker Worker(TimeSpan probeInterval) =>
        new(
            store,
            new TableDeadLetters(deadLetters, TimeProvider.System),
            new LaneHolders("here", _ => false),
            new LaneSettings
            {
                // However loaded the machine is.
                LaneBudget = TimeSpan.FromMinutes(5),
                ProbeInterval = probeInterval,
            },
            TimeProvider.System,
            log
        );

    /// <summary>Tries again at once.</summary>
    private LaneWorker Eager() => Worker(TimeSpan.Zero);

    private static LanePack Pack(long sequence, int events, DateTimeOffset? at = null) =>
        TestPacks.Of(
            sequence,
            at ?? DateTimeOffset.UtcNow,
            [
                .. Enumerable
                    .Range(1, events)
                    .Select(n => TestPacks.Status(n, $"{sequence}.{n}", at ?? DateTimeOffset.UtcNow)),
            ]
        );

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest))
        {
            gzip.Write(System.Text.Encoding.UTF8.GetBytes(text));
        }
        return packed.ToArray();
    }

    private Task<LaneOutcome> ForwardAsync(params LanePack[] packs) =>
        worker.ForwardAsync(Publisher, packs, target, false, budget, cancellation);

    private static void AssertOutcome(LaneOutcome expected, LaneOutcome actual) =>
        Assert.Equal(expected, actual with { Done = default });

    private Task<DrainOutcome?> DrainAsync(bool isProbe = false) =>
        worker.DrainAsync(Publisher, target, isProbe, () => false, cancellation);

    private async Task<LaneRow> RowAsync() => (await store.ReadAsync(Publisher, cancellation)).Row;

    private sealed class FakeRoute : IEventRoute
    {
        public List<string> Requests { get; } = [];
        public HashSet<string> Refused { get; } = [];
        public AnswerClass Answer { get; set; } = AnswerClass.Delivered;

        /// <summary>To the probe.</summary>
        public AnswerClass ProbeAnswer { get; set; } = AnswerClass.Delivered;

        public TimeSpan? RetryAfter { get; set; }
        public TaskCompletionSource? Hold { get; set; }

        /// <summary>Until it is set, a thread is kept as by work that never waits.</summary>
        public ManualResetEventSlim? Busy { get; set; }

        /// <summary>An output that nobody foresaw.</summary>
        public string? Breaks { get; set; }

        public int MaxEventsPerRequest => 500;

        public TimeSpan AttemptTimeout => TimeSpan.FromSeconds(20);

        public async Task<CanopsisAnswer> SendAsync(
            EventChunk chunk,
            int count,
            Deadline deadline,
            CancellationToken cancellation
        )
        {
            byte[] array = [.. chunk.OpenArray(count).Span, (byte)']'];
            var events = JsonSerializer
                .Deserialize<List<JsonElement>>(array)!
                .ConvertAll(sent => sent.GetProperty("output").GetString()!);
            Busy?.Wait(cancellation);
            await (Hold?.Task ?? Task.CompletedTask);
            if (Breaks is not null && events.Contains(Breaks))
            {
                throw new InvalidOperationException("Nobody foresaw this.");
            }
            if (events is ["Events are delivered."] && ProbeAnswer != AnswerClass.Delivered)
            {
                return new CanopsisAnswer(ProbeAnswer) { RetryAfter = RetryAfter };
            }
            if (events is not ["Events are delivered."])
            {
                Requests.Add(string.Join(' ', events));
            }
            var refused = Enumerable.Range(0, count).Where(index => Refused.Contains(events[index])).ToList();
            return refused.Count > 0 && Answer == AnswerClass.Delivered
                ? new CanopsisAnswer(AnswerClass.Refused) { Status = 200, RefusedEvents = refused }
                : new CanopsisAnswer(Answer)
                {
                    Status = 200,
                    RetryAfter = Answer == AnswerClass.RetryLater ? RetryAfter : null,
                };
        }
    }
}
