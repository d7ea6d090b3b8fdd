using System.Text;
using Azure;
using Forwarder.Functions.Canopsis;
using Forwarder.Functions.DeadLetters;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Mapping;
using Forwarder.Functions.Tables;
using Forwarder.Functions.Tests.Delivery;
using Forwarder.Functions.Tests.Tables;

namespace Forwarder.Functions.Tests.DeadLetters;

/// <summary>Dead letters from their refusal to their end, through real lanes in the emulator.</summary>
public sealed class RedriveTests : IDisposable
{
    private const string Lab = "lab.central";

    private readonly TestLanes lanes;
    private readonly LetterDesk desk;
    private readonly LetterRoute route = new();
    private readonly DeliveryTarget target;
    private readonly LaneBudget budget = new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60), TimeProvider.System);
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;
    private long sequence;

    public RedriveTests(Azurite azurite)
    {
        lanes = new TestLanes(azurite);
        desk = new LetterDesk(lanes.DeadLetterTable, TimeProvider.System);
        var mapper = new EventMapper(
            new MappingOptions { Connector = "c"u8.ToArray(), ConnectorName = "n"u8.ToArray() }
        );
        target = new DeliveryTarget("lab", mapper, route);
    }

    [Fact]
    public async Task What_canopsis_refused_is_sent_again_on_order_and_the_order_proves_it()
    {
        await RefuseAsync(Status(1, "one"), Status(2, "two"));
        Assert.Equal((2, 2), await CountsAsync());
        var order = await OrderAsync(LetterAction.Redrive, "refused");

        await PassAsync();

        Assert.Equal(["one", "two"], route.Taken);
        var (executed, states) = (await desk.ResultAsync(order.Id, cancellation))!.Value;
        Assert.Equal((true, 2L, 0L), (executed.IsExecuted, executed.Taken, executed.Skipped));
        Assert.Equal(new Dictionary<string, long> { ["delivered"] = 2 }, states);
        var row = await lanes.RowAsync(Lab);
        Assert.Equal(
            (0, 0, 2, 2, 2),
            (
                row.Counters.OpenDeadLetters,
                row.Counters.Done.DeadLettered,
                row.Counters.Redriven,
                row.Counters.Done.Delivered,
                row.Counters.Read
            )
        );
    }

    [Fact]
    public async Task An_order_is_executed_once_however_often_the_timer_runs()
    {
        await RefuseAsync(Status(1, "one"));
        await OrderAsync(LetterAction.Redrive, null);

        await PassAsync();
        await PassAsync();

        Assert.Equal(["one"], route.Taken);
    }

    [Fact]
    public async Task A_status_that_a_later_one_replaced_is_shown_but_not_sent()
    {
        await RefuseAsync(Status(1, "old"), Status(2, "other"));
        await ForwardAsync(Status(1, "new"));
        Assert.Equal(["open", "superseded"], await StatesAsync());
        Assert.Equal((1, 2), await CountsAsync());

        var order = await OrderAsync(LetterAction.Redrive, null);
        await PassAsync();

        Assert.Equal(["new", "other"], route.Taken);
        Assert.Equal(
            new Dictionary<string, long> { ["delivered"] = 1 },
            (await desk.ResultAsync(order.Id, cancellation))!.Value.States
        );

        await OrderAsync(LetterAction.Redrive, null, isForced: true);
        await PassAsync();
        Assert.Equal(["new", "other", "old"], route.Taken);
    }

    [Fact]
    public async Task A_later_status_that_comes_while_a_letter_waits_in_its_lane_keeps_the_order()
    {
        await RefuseAsync(Status(1, "old"));
        await OrderAsync(LetterAction.Redrive, null);
        await lanes.Letters().RunAsync(cancellation);
        // The lane is not empty now: what comes waits behind.
        await ForwardAsync(Status(1, "new"));
        await DrainAsync();

        Assert.Equal(["old", "new"], route.Taken);
        Assert.Equal(["delivered"], await StatesAsync());
    }

    [Fact]
    public async Task A_letter_behind_a_later_status_in_the_same_queue_is_not_sent()
    {
        await RefuseAsync(Status(1, "old"));
        await ParkAsync(DateTimeOffset.UtcNow, Status(1, "new"));
        await OrderAsync(LetterAction.Redrive, null);

        await PassAsync();

        Assert.Equal(["new"], route.Taken);
        Assert.Equal(["superseded"], await StatesAsync());
        Assert.Equal((0, 0), await CountsAsync());
    }

    [Fact]
    public async Task A_letter_does_not_count_as_what_follows_an_old_status()
    {
        var yesterday = DateTimeOffset.UtcNow.AddHours(-30);
        await RefuseAsync(TestPacks.Status(1, "old", yesterday.AddHours(-1)));
        await ParkAsync(yesterday, TestPacks.Status(1, "new", yesterday));
        await OrderAsync(LetterAction.Redrive, null);

        await PassAsync();

        Assert.Equal(["new"], route.Taken);
        Assert.Equal(["superseded"], await StatesAsync());
    }

    [Fact]
    public async Task Neighbours_of_a_letter_that_changes_while_it_is_taken_are_taken_again()
    {
        await RefuseAsync(Status(1, "one"), Status(2, "two"));
        var order = await OrderAsync(LetterAction.Redrive, null);
        var changing = (await LettersAsync())[0];
        changing["state"] = DeadLetterState.Discarded;
        // The clock is first asked when the letters are read and not yet marked.
        var time = new InterruptedTime(() =>
            lanes.DeadLetterTable.ExecuteAsync(TableOperation.Replace(changing, changing.ETag), cancellation)
        );
        await lanes.Letters(time).RunAsync(cancellation);
        Assert.False((await desk.ResultAsync(order.Id, cancellation))!.Value.Order.IsExecuted);
        Assert.Equal(["discarded", "open"], await StatesAsync());

        await PassAsync();

        Assert.Equal(["two"], route.Taken);
        Assert.True((await desk.ResultAsync(order.Id, cancellation))!.Value.Order.IsExecuted);
    }

    [Fact]
    public async Task An_acknowledgement_is_superseded_by_a_recovery_but_not_by_another_problem()
    {
        await RefuseAsync(Acknowledgement(1, "ack"));

        await ForwardAsync(Status(1, "still bad"));
        Assert.Equal(["open"], await StatesAsync());

        await ForwardAsync(Status(1, "good").Replace("\"state\":1", "\"state\":0", StringComparison.Ordinal));
        Assert.Equal(["superseded"], await StatesAsync());
    }

    [Fact]
    public async Task What_is_refused_again_is_open_again_and_comes_by_itself_later_and_later()
    {
        await RefuseAsync(Status(1, "one"));
        route.Refused.Add("one");
        await OrderAsync(LetterAction.Redrive, null);
        await PassAsync();

        var letter = Assert.Single(await LettersAsync());
        Assert.Equal(("open", 1L), (letter.Text("state"), letter.Number("redrives")));
        Assert.InRange(
            letter.Time("next_redrive_at")!.Value - DateTimeOffset.UtcNow,
            TimeSpan.FromMinutes(58),
            TimeSpan.FromMinutes(60)
        );
        Assert.Equal((1, 1), await CountsAsync());
    }

    [Fact]
    public async Task Refused_ones_are_sent_again_after_ten_minutes_without_being_asked_for()
    {
        await RefuseAsync(Status(1, "one"));
        var letter = Assert.Single(await LettersAsync());
        Assert.InRange(
            letter.Time("next_redrive_at")!.Value - DateTimeOffset.UtcNow,
            TimeSpan.FromMinutes(9),
            TimeSpan.FromMinutes(10)
        );

        await lanes.Letters().RunAsync(cancellation);
        Assert.Equal(["open"], await StatesAsync());

        await lanes.Letters(new ShiftedTime(TimeSpan.FromMinutes(11))).RunAsync(cancellation);
        await DrainAsync();
        Assert.Equal(["one"], route.Taken);
        Assert.Equal(["delivered"], await StatesAsync());
    }

    [Fact]
    public async Task A_process_that_ends_between_writing_down_and_parking_loses_nothing_and_sends_nothing_twice()
    {
        await RefuseAsync(Status(1, "one"), Status(2, "two"));
        await using var broken = await StubTableServer.StartAsync(StubTableServer.Status(503));
        var cutOff = new TestLanes(broken.Table(), lanes.DeadLetterTable);
        var batch = new RedriveBatch(lanes.DeadLetterTable, cutOff.Worker, TimeProvider.System);
        await Assert.ThrowsAsync<RequestFailedException>(async () =>
            await batch.SendAsync("lab", Lab, await LettersAsync(), null, false, cancellation)
        );
        Assert.Equal(["sending", "sending"], await StatesAsync());

        var next = new RedriveBatch(lanes.DeadLetterTable, lanes.Worker, TimeProvider.System);
        await next.FinishAsync("lab", cancellation);
        await next.FinishAsync("lab", cancellation);
        await DrainAsync();

        Assert.Equal(["one", "two"], route.Taken);
        Assert.Equal(["delivered", "delivered"], await StatesAsync());
        Assert.Equal((0, 0), await CountsAsync());
    }

    [Fact]
    public async Task Discarded_ones_are_kept_with_who_gave_them_up_and_are_never_sent()
    {
        await RefuseAsync(Status(1, "one"), Status(2, "two"));
        var letter = (await LettersAsync())[0];
        await desk.OrderAsync(LetterAction.Discard, "lab", null, letter.RowKey, false, "me", cancellation);
        await PassAsync();
        Assert.Equal(["discarded", "open"], await StatesAsync());
        Assert.Equal((1, 2), await CountsAsync());

        await OrderAsync(LetterAction.Redrive, null, isForced: true);
        await PassAsync();

        Assert.Equal(["two"], route.Taken);
        Assert.Equal("me", (await desk.OrdersAsync(cancellation))[1].By);
    }

    [Fact]
    public async Task A_pack_that_could_not_be_read_is_sent_again_by_force_only()
    {
        var pack = TestPacks.Raw(1, Encoding.UTF8.GetBytes("no pack"), 3);
        await lanes.Worker.ForwardAsync(Lab, [pack], target, false, budget, cancellation);
        Assert.Equal(3, (await lanes.RowAsync(Lab)).Counters.Done.DeadLettered);

        var order = await OrderAsync(LetterAction.Redrive, null);
        await PassAsync();
        Assert.Equal(1, (await desk.ResultAsync(order.Id, cancellation))!.Value.Order.Skipped);

        await OrderAsync(LetterAction.Redrive, null, isForced: true);
        await PassAsync();
        Assert.Equal(["open"], await StatesAsync());
        Assert.Equal((1, 3), await CountsAsync());
    }

    [Fact]
    public void An_agent_cannot_pretend_to_send_dead_letters_again()
    {
        var body = TestPacks.Of(1, TestPacks.Created, Status(1, "x"));
        using var writer = new Contracts.Packs.PackWriter(new Contracts.Packs.PackLimits());
        writer.TryAdd(Encoding.UTF8.GetBytes(Status(1, "x")));
        var forged = LanePacks.From(
            new Functions.Hosting.HubEvent { Body = writer.Seal(RedrivePack.Key(1).Epoch, 1, TestPacks.Created) },
            "0"
        );

        Assert.False(RedrivePack.Is(body.Key));
        Assert.False(RedrivePack.Is(forged.Key));
    }

    [Fact]
    public async Task Thousands_are_sent_again_by_one_command_in_order_and_none_is_lost()
    {
        const int Letters = 2_000;
        await new TableDeadLetters(lanes.DeadLetterTable, TimeProvider.System).AddAsync(
            [
                .. Enumerable
                    .Range(1, Letters)
                    .Select(n => new DeadLetter(
                        "lab",
                        Lab,
                        new PackKey("0f8a", 1),
                        n,
                        TestPacks.Created,
                        DeadLetterReason.Refused,
                        Encoding.UTF8.GetBytes(Status(n, $"{n}"))
                    )
                    {
                        About = $"1/{n}",
                        IsStatus = true,
                    }),
            ],
            cancellation
        );
        var counters = new LaneCounters
        {
            Lines = Letters,
            Done = new LineTally { DeadLettered = Letters },
            OpenDeadLetters = Letters,
        };
        await lanes.Store.WriteAsync(
            new StoredLane(Lab, LaneRow.New, null),
            LaneRow.New with
            {
                Counters = counters,
            },
            [],
            [],
            cancellation
        );
        var order = await OrderAsync(LetterAction.Redrive, "refused");

        while (!(await desk.ResultAsync(order.Id, cancellation))!.Value.Order.IsExecuted)
        {
            await PassAsync();
        }

        Assert.Equal(Enumerable.Range(1, Letters).Select(n => $"{n}"), route.Taken);
        Assert.Equal(
            new Dictionary<string, long> { ["delivered"] = Letters },
            (await desk.ResultAsync(order.Id, cancellation))!.Value.States
        );
        Assert.Equal((0, 0), await CountsAsync());
        Assert.Equal(Letters, (await lanes.RowAsync(Lab)).Counters.Redriven);
    }

    public void Dispose() => budget.Dispose();

    private static string Status(int service, string output) =>
        TestPacks.Status(service, output, DateTimeOffset.UtcNow);

    private static string Acknowledgement(int service, string comment) =>
        $$"""{"kind":"acknowledgement","bbdo":3,"host_id":1,"service_id":{{service}},"type":1,"state":1,"entry_time":1,"comment_data":"{{comment}}","cache":{"host":{"name":"h"},"service":{"description":"s{{service}}"},"poller":"p"} }""";

    /// <summary>Makes the events dead letters; Canopsis takes them from then on.</summary>
    private async Task RefuseAsync(params string[] lines)
    {
        string[] outputs =
        [
            .. lines.Select(line =>
                line.Contains("\"output\"", StringComparison.Ordinal)
                    ? Text(line, "output")
                    : Text(line, "comment_data")
            ),
        ];
        route.Refused.UnionWith(outputs);
        await ForwardAsync(lines);
        route.Refused.Clear();
        Assert.Empty(route.Taken);
    }

    private static string Text(string line, string member)
    {
        using var document = System.Text.Json.JsonDocument.Parse(line);
        return document.RootElement.GetProperty(member).GetString()!;
    }

    private Task<LaneOutcome> ForwardAsync(params string[] lines) =>
        lanes.Worker.ForwardAsync(
            Lab,
            [TestPacks.Of(++sequence, DateTimeOffset.UtcNow, lines)],
            target,
            false,
            budget,
            cancellation
        );

    /// <summary>As while the customer is paused.</summary>
    private Task<LaneOutcome> ParkAsync(DateTimeOffset created, params string[] lines) =>
        lanes.Worker.ForwardAsync(Lab, [TestPacks.Of(++sequence, created, lines)], null, false, budget, cancellation);

    private Task<LetterOrder> OrderAsync(LetterAction action, string? cause, bool isForced = false) =>
        desk.OrderAsync(action, "lab", cause, null, isForced, "me", cancellation);

    private async Task PassAsync()
    {
        await lanes.Letters().RunAsync(cancellation);
        await DrainAsync();
    }

    private async Task DrainAsync()
    {
        var outcome = await lanes.Worker.DrainAsync(Lab, target, false, () => false, cancellation);
        Assert.True(outcome?.IsEmpty);
    }

    private Task<IReadOnlyList<TableEntity>> AllAsync() => desk.LettersAsync("lab", null, null, 1000, cancellation);

    // With their contents.
    private async Task<List<TableEntity>> LettersAsync()
    {
        var letters = new List<TableEntity>();
        foreach (var letter in await AllAsync())
        {
            letters.Add((await desk.LetterAsync("lab", letter.RowKey, cancellation))!);
        }
        return letters;
    }

    private async Task<string[]> StatesAsync() =>
        [.. (await AllAsync()).Select(row => row.Text("state")!).Order(StringComparer.Ordinal)];

    private async Task<(long Open, long DeadLettered)> CountsAsync()
    {
        var counters = (await lanes.RowAsync(Lab)).Counters;
        return (counters.OpenDeadLetters, counters.Done.DeadLettered);
    }
}
