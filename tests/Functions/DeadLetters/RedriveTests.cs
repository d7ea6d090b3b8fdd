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
    private readonly LetterLane lane;
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    public RedriveTests(Azurite azurite) => lane = new LetterLane(new TestLanes(azurite));

    [Fact]
    public async Task What_canopsis_refused_is_sent_again_on_order_and_the_order_proves_it()
    {
        await lane.RefuseAsync(LetterLane.Status(1, "one"), LetterLane.Status(2, "two"));
        Assert.Equal((2, 2), await lane.CountsAsync());
        var order = await lane.OrderAsync(LetterAction.Redrive, "refused");

        await lane.PassAsync();

        Assert.Equal(["one", "two"], lane.Route.Taken);
        var (executed, states) = (await lane.Desk.ResultAsync(order.Id, cancellation))!.Value;
        Assert.Equal((true, 2L, 0L), (executed.IsExecuted, executed.Taken, executed.Skipped));
        Assert.Equal(new Dictionary<string, long> { ["delivered"] = 2 }, states);
        var row = await lane.Lanes.RowAsync(LetterLane.Lab);
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
        await lane.RefuseAsync(LetterLane.Status(1, "one"));
        await lane.OrderAsync(LetterAction.Redrive, null);

        await lane.PassAsync();
        await lane.PassAsync();

        Assert.Equal(["one"], lane.Route.Taken);
    }

    [Fact]
    public async Task A_status_that_a_later_one_replaced_is_shown_but_not_sent()
    {
        await lane.RefuseAsync(LetterLane.Status(1, "old"), LetterLane.Status(2, "other"));
        await lane.ForwardAsync(LetterLane.Status(1, "new"));
        Assert.Equal(["open", "superseded"], await lane.StatesAsync());
        Assert.Equal((1, 2), await lane.CountsAsync());

        var order = await lane.OrderAsync(LetterAction.Redrive, null);
        await lane.PassAsync();

        Assert.Equal(["new", "other"], lane.Route.Taken);
        Assert.Equal(
            new Dictionary<string, long> { ["delivered"] = 1 },
            (await lane.Desk.ResultAsync(order.Id, cancellation))!.Value.States
        );

        await lane.OrderAsync(LetterAction.Redrive, null, isForced: true);
        await lane.PassAsync();
        Assert.Equal(["new", "other", "old"], lane.Route.Taken);
    }

    [Fact]
    public async Task A_later_status_that_comes_while_a_letter_waits_in_its_lane_keeps_the_order()
    {
        await lane.RefuseAsync(LetterLane.Status(1, "old"));
        await lane.OrderAsync(LetterAction.Redrive, null);
        await lane.Lanes.LetterPassAsync();
        // The lane is not empty now: what comes waits behind.
        await lane.ForwardAsync(LetterLane.Status(1, "new"));
        await lane.DrainAsync();

        Assert.Equal(["old", "new"], lane.Route.Taken);
        Assert.Equal(["delivered"], await lane.StatesAsync());
    }

    [Fact]
    public async Task A_letter_behind_a_later_status_in_the_same_queue_is_not_sent()
    {
        await lane.RefuseAsync(LetterLane.Status(1, "old"));
        await lane.ParkAsync(DateTimeOffset.UtcNow, LetterLane.Status(1, "new"));
        await lane.OrderAsync(LetterAction.Redrive, null);

        await lane.PassAsync();

        Assert.Equal(["new"], lane.Route.Taken);
        Assert.Equal(["superseded"], await lane.StatesAsync());
        Assert.Equal((0, 0), await lane.CountsAsync());
    }

    [Fact]
    public async Task A_letter_does_not_count_as_what_follows_an_old_status()
    {
        var yesterday = DateTimeOffset.UtcNow.AddHours(-30);
        await lane.RefuseAsync(TestPacks.Status(1, "old", yesterday.AddHours(-1)));
        await lane.ParkAsync(yesterday, TestPacks.Status(1, "new", yesterday));
        await lane.OrderAsync(LetterAction.Redrive, null);

        await lane.PassAsync();

        Assert.Equal(["new"], lane.Route.Taken);
        Assert.Equal(["superseded"], await lane.StatesAsync());
    }

    [Fact]
    public async Task Neighbours_of_a_letter_that_changes_while_it_is_taken_are_taken_again()
    {
        await lane.RefuseAsync(LetterLane.Status(1, "one"), LetterLane.Status(2, "two"));
        var order = await lane.OrderAsync(LetterAction.Redrive, null);
        var changing = (await lane.LettersAsync())[0];
        changing["state"] = DeadLetterState.Discarded;
        // The clock is first asked when the letters are read and not yet marked.
        var time = new InterruptedTime(() =>
            lane.Lanes.DeadLetterTable.ExecuteAsync(TableOperation.Replace(changing, changing.ETag), cancellation)
        );
        await lane.Lanes.LetterPassAsync(time);
        Assert.False((await lane.Desk.ResultAsync(order.Id, cancellation))!.Value.Order.IsExecuted);
        Assert.Equal(["discarded", "open"], await lane.StatesAsync());

        await lane.PassAsync();

        Assert.Equal(["two"], lane.Route.Taken);
        Assert.True((await lane.Desk.ResultAsync(order.Id, cancellation))!.Value.Order.IsExecuted);
    }

    [Fact]
    public async Task An_acknowledgement_is_superseded_by_a_recovery_but_not_by_another_problem()
    {
        await lane.RefuseAsync(LetterLane.Acknowledgement(1, "ack"));

        await lane.ForwardAsync(LetterLane.Status(1, "still bad"));
        Assert.Equal(["open"], await lane.StatesAsync());

        await lane.ForwardAsync(LetterLane.Recovery(1, "good"));
        Assert.Equal(["superseded"], await lane.StatesAsync());
    }

    [Fact]
    public async Task A_superseded_letter_that_is_forced_and_refused_again_counts_as_open()
    {
        await lane.RefuseAsync(LetterLane.Status(1, "old"));
        await lane.ForwardAsync(LetterLane.Status(1, "new"));
        Assert.Equal((0, 1), await lane.CountsAsync());
        lane.Route.Refused.Add("old");

        await lane.OrderAsync(LetterAction.Redrive, null, isForced: true);
        await lane.PassAsync();

        Assert.Equal(["open"], await lane.StatesAsync());
        Assert.Equal((1, 1), await lane.CountsAsync());
        await lane.ForwardAsync(LetterLane.Status(1, "newer"));
        Assert.Equal(["superseded"], await lane.StatesAsync());
        Assert.Equal((0, 1), await lane.CountsAsync());
    }

    [Fact]
    public async Task A_business_activity_is_superseded_by_its_own_later_status_only()
    {
        await lane.RefuseAsync(LetterLane.Activity(1, "old"));
        await lane.ForwardAsync(LetterLane.Activity(2, "other"), LetterLane.Status(1, "service"));
        Assert.Equal(["open"], await lane.StatesAsync());

        await lane.ForwardAsync(LetterLane.Activity(1, "new"));

        Assert.Equal(["other", "service", "new"], lane.Route.Taken);
        Assert.Equal(["superseded"], await lane.StatesAsync());
        Assert.Equal((0, 1), await lane.CountsAsync());
    }

    [Fact]
    public async Task An_acknowledgement_is_superseded_by_a_recovery_of_its_own_pack()
    {
        lane.Route.Refused.Add("ack");

        await lane.ForwardAsync(LetterLane.Acknowledgement(1, "ack"), LetterLane.Recovery(1, "good"));

        Assert.All(lane.Route.Taken, output => Assert.Equal("good", output));
        Assert.Equal(["superseded"], await lane.StatesAsync());
        Assert.Equal((0, 1), await lane.CountsAsync());
    }

    [Fact]
    public async Task What_is_refused_again_is_open_again_and_comes_by_itself_later_and_later()
    {
        await lane.RefuseAsync(LetterLane.Status(1, "one"));
        lane.Route.Refused.Add("one");
        await lane.OrderAsync(LetterAction.Redrive, null);
        await lane.PassAsync();

        var letter = Assert.Single(await lane.LettersAsync());
        Assert.Equal(("open", 1L), (letter.Text("state"), letter.Number("redrives")));
        Assert.InRange(
            letter.Time("next_redrive_at")!.Value - DateTimeOffset.UtcNow,
            TimeSpan.FromMinutes(58),
            TimeSpan.FromMinutes(60)
        );
        Assert.Equal((1, 1), await lane.CountsAsync());
    }

    [Fact]
    public async Task Refused_ones_are_sent_again_after_ten_minutes_without_being_asked_for()
    {
        await lane.RefuseAsync(LetterLane.Status(1, "one"));
        var letter = Assert.Single(await lane.LettersAsync());
        Assert.InRange(
            letter.Time("next_redrive_at")!.Value - DateTimeOffset.UtcNow,
            TimeSpan.FromMinutes(9),
            TimeSpan.FromMinutes(10)
        );

        await lane.Lanes.LetterPassAsync();
        Assert.Equal(["open"], await lane.StatesAsync());

        await lane.Lanes.LetterPassAsync(new ShiftedTime(TimeSpan.FromMinutes(11)));
        await lane.DrainAsync();
        Assert.Equal(["one"], lane.Route.Taken);
        Assert.Equal(["delivered"], await lane.StatesAsync());
    }

    [Fact]
    public async Task A_process_that_ends_between_writing_down_and_parking_loses_nothing_and_sends_nothing_twice()
    {
        await lane.RefuseAsync(LetterLane.Status(1, "one"), LetterLane.Status(2, "two"));
        await using var broken = await StubTableServer.StartAsync(StubTableServer.Status(503));
        var cutOff = new TestLanes(broken.Table(), lane.Lanes.DeadLetterTable);
        var batch = new RedriveBatch(lane.Lanes.DeadLetterTable, cutOff.Worker, TimeProvider.System);
        await Assert.ThrowsAsync<RequestFailedException>(async () =>
            await batch.SendAsync("lab", LetterLane.Lab, await lane.LettersAsync(), null, false, cancellation)
        );
        Assert.Equal(["sending", "sending"], await lane.StatesAsync());

        var next = new RedriveBatch(lane.Lanes.DeadLetterTable, lane.Lanes.Worker, TimeProvider.System);
        await next.FinishAsync("lab", cancellation);
        await next.FinishAsync("lab", cancellation);
        await lane.DrainAsync();

        Assert.Equal(["one", "two"], lane.Route.Taken);
        Assert.Equal(["delivered", "delivered"], await lane.StatesAsync());
        Assert.Equal((0, 0), await lane.CountsAsync());
    }

    [Fact]
    public async Task Discarded_ones_are_kept_with_who_gave_them_up_and_are_never_sent()
    {
        await lane.RefuseAsync(LetterLane.Status(1, "one"), LetterLane.Status(2, "two"));
        var letter = (await lane.LettersAsync())[0];
        await lane.Desk.OrderAsync(LetterAction.Discard, "lab", null, letter.RowKey, false, "me", cancellation);
        await lane.PassAsync();
        Assert.Equal(["discarded", "open"], await lane.StatesAsync());
        Assert.Equal((1, 2), await lane.CountsAsync());

        await lane.OrderAsync(LetterAction.Redrive, null, isForced: true);
        await lane.PassAsync();

        Assert.Equal(["two"], lane.Route.Taken);
        Assert.Equal("me", (await lane.Desk.OrdersAsync(cancellation))[1].By);
    }

    [Fact]
    public async Task A_pack_that_could_not_be_read_is_sent_again_by_force_only()
    {
        var pack = TestPacks.Raw(1, Encoding.UTF8.GetBytes("no pack"), 3);
        await lane.Lanes.Worker.ForwardAsync(LetterLane.Lab, [pack], lane.Target, false, lane.Budget, cancellation);
        Assert.Equal(3, (await lane.Lanes.RowAsync(LetterLane.Lab)).Counters.Done.DeadLettered);

        var order = await lane.OrderAsync(LetterAction.Redrive, null);
        await lane.PassAsync();
        Assert.Equal(1, (await lane.Desk.ResultAsync(order.Id, cancellation))!.Value.Order.Skipped);

        await lane.OrderAsync(LetterAction.Redrive, null, isForced: true);
        await lane.PassAsync();
        Assert.Equal(["open"], await lane.StatesAsync());
        Assert.Equal((1, 3), await lane.CountsAsync());
    }

    [Fact]
    public void An_agent_cannot_pretend_to_send_dead_letters_again()
    {
        var body = TestPacks.Of(1, TestPacks.Created, LetterLane.Status(1, "x"));
        using var writer = new Contracts.Packs.PackWriter(new Contracts.Packs.PackLimits());
        writer.TryAdd(Encoding.UTF8.GetBytes(LetterLane.Status(1, "x")));
        var forged = LanePacks.From(
            new Functions.Hosting.HubEvent { Body = writer.Seal(RedrivePack.Key(1).Epoch, 1, TestPacks.Created) },
            "0"
        );

        Assert.False(RedrivePack.Is(body.Key));
        Assert.False(RedrivePack.Is(forged.Key));
    }

    [Fact]
    public async Task More_than_packs_can_hold_are_sent_again_by_one_order_in_order_and_none_is_lost()
    {
        const int Letters = 200;
        await new TableDeadLetters(lane.Lanes.DeadLetterTable, TimeProvider.System).AddAsync(
            [
                .. Enumerable
                    .Range(1, Letters)
                    .Select(n => new DeadLetter(
                        "lab",
                        LetterLane.Lab,
                        new PackKey("0f8a", 1),
                        n,
                        TestPacks.Created,
                        DeadLetterReason.Refused,
                        Encoding.UTF8.GetBytes(LetterLane.Status(n, $"{n}"))
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
        await lane.Lanes.Store.WriteAsync(
            new StoredLane(LetterLane.Lab, LaneRow.New, null),
            LaneRow.New with
            {
                Counters = counters,
            },
            [],
            [],
            cancellation
        );
        var order = await lane.OrderAsync(LetterAction.Redrive, "refused");

        while (!(await lane.Desk.ResultAsync(order.Id, cancellation))!.Value.Order.IsExecuted)
        {
            await lane.PassAsync();
        }

        Assert.Equal(Enumerable.Range(1, Letters).Select(n => $"{n}"), lane.Route.Taken);
        Assert.Equal(
            new Dictionary<string, long> { ["delivered"] = Letters },
            (await lane.Desk.ResultAsync(order.Id, cancellation))!.Value.States
        );
        Assert.Equal((0, 0), await lane.CountsAsync());
        Assert.Equal(Letters, (await lane.Lanes.RowAsync(LetterLane.Lab)).Counters.Redriven);
    }

    public void Dispose() => lane.Dispose();
}
