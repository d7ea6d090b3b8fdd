using Forwarder.Functions.Delivery;

namespace Forwarder.Functions.Tests.Delivery;

/// <summary>The rules of a lane one by one; how they work together is the simulation's subject.</summary>
public sealed class LaneLogicTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 15, 30, TimeSpan.Zero);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    [Fact]
    public void An_empty_lane_that_nobody_holds_is_taken_for_delivery()
    {
        var decision = Offer(LaneRow.New, Pack(1), Pack(2));

        Assert.Equal(OfferVerdict.Deliver, decision.Verdict);
        Assert.Equal([1, 2], decision.Fresh.Select(pack => pack.Key.Sequence));
        Assert.Equal((1, "me", Now + Lease), (decision.Row.Owner, decision.Row.Holder, decision.Row.LeaseUntil));
    }

    [Theory]
    [InlineData("queue")]
    [InlineData("down")]
    [InlineData("held")]
    public void Packs_wait_behind_a_queue_an_outage_or_another_holder(string why)
    {
        var row = why switch
        {
            "queue" => LaneLogic.Append(LaneRow.New, [Pack(1)]),
            "down" => LaneRow.New with { DownSince = Now },
            _ => LaneRow.New with { LeaseUntil = Now.AddSeconds(1), RenewedAt = Now },
        };

        Assert.Equal(OfferVerdict.Append, Offer(row, Pack(2)).Verdict);
    }

    [Fact]
    public void A_lease_that_ran_out_is_free()
    {
        var row = LaneRow.New with { LeaseUntil = Now, RenewedAt = Now - Lease };

        Assert.Equal(OfferVerdict.Deliver, Offer(row, Pack(1)).Verdict);
    }

    [Theory]
    [InlineData(HolderFate.Dead, 4, OfferVerdict.Append)]
    [InlineData(HolderFate.Dead, 5, OfferVerdict.Deliver)]
    [InlineData(HolderFate.Unknown, 59, OfferVerdict.Append)]
    [InlineData(HolderFate.Abandoned, 0, OfferVerdict.Deliver)]
    internal void A_holder_known_to_be_gone_is_not_waited_for(HolderFate fate, int seconds, OfferVerdict verdict)
    {
        var renewed = Now.AddSeconds(-seconds);
        var row = LaneRow.New with { LeaseUntil = renewed + Lease, RenewedAt = renewed };

        Assert.Equal(verdict, Offer(row, fate, Pack(1)).Verdict);
    }

    [Fact]
    public void A_pack_is_a_repeat_only_if_it_was_accepted_wherever_it_stands_in_the_hub()
    {
        var row = LaneLogic.Append(LaneRow.New, [Pack(1, hub: 500), Pack(2, hub: 501)]);

        var again = Offer(row, Pack(1, hub: 500), Pack(2, hub: 900), Pack(3, hub: 0));

        Assert.Equal([3], again.Fresh.Select(pack => pack.Key.Sequence));
        Assert.True(again.HubWentBack);
        Assert.Equal(new DuplicateTally { Redelivered = 10, Resent = 10 }, again.Row.Counters.Duplicates);
    }

    [Fact]
    public void A_jump_of_the_sequence_is_told()
    {
        var row = LaneLogic.Append(LaneRow.New, [Pack(1)]);

        Assert.Equal(3, Offer(row, Pack(5)).Missing);
    }

    [Fact]
    public void A_holder_removes_from_the_queue_what_it_has_just_delivered()
    {
        var taken = Offer(LaneRow.New, Pack(1), Pack(2)).Row;
        // Another owner of the partition meets the lease and parks the same packs.
        var parked = LaneLogic.Append(taken, [Pack(1), Pack(2), Pack(3)]);

        var report = new LaneReport { Packs = [Done(Pack(1)), Done(Pack(2))] };
        var blind = LaneLogic.Report(parked, LaneLease.Of(taken), report, Claim(), []);
        var step = LaneLogic.Report(parked, LaneLease.Of(taken), report, Claim(), [Pack(1).Key, Pack(2).Key]);

        Assert.Equal(HolderVerdict.NeedsQueue, blind.Verdict);
        Assert.Equal((HolderVerdict.Write, 2), (step.Verdict, step.Removed));
        Assert.Equal((2, 3), (step.Row.Head, step.Row.Tail));
        Assert.Equal(
            (10, 20, true),
            (step.Row.Counters.Parked, step.Row.Counters.Done.Delivered, step.Row.Counters.Holds)
        );
    }

    [Fact]
    public void A_holder_whose_lease_was_taken_reports_in_vain()
    {
        var taken = Offer(LaneRow.New, Pack(1)).Row;
        var other = Offer(taken with { LeaseUntil = Now }, Pack(1)).Row with { Holder = "other" };

        var step = LaneLogic.Report(other, LaneLease.Of(taken), new LaneReport(), Claim(), []);

        Assert.Equal((HolderVerdict.Lost, other), (step.Verdict, step.Row));
    }

    [Fact]
    public void A_report_whose_answer_was_lost_is_not_booked_twice()
    {
        var taken = Offer(LaneRow.New, Pack(1)).Row;
        var report = new LaneReport { Packs = [Done(Pack(1))], End = new LaneEnd(null) };
        var written = LaneLogic.Report(taken, LaneLease.Of(taken), report, Claim(), []).Row;

        var again = LaneLogic.Report(written, LaneLease.Of(taken), report, Claim(), []);

        Assert.Equal((HolderVerdict.Written, written), (again.Verdict, again.Row));
    }

    [Fact]
    public void The_lease_is_given_back_only_when_the_queue_is_empty_if_so_wished()
    {
        var taken = LaneLogic.Drain(LaneLogic.Append(LaneRow.New, [Pack(1), Pack(2)]), Claim(), isProbe: false)!;
        var end = new LaneEnd(null, OnlyIfEmpty: true);
        PackKey[] queue = [Pack(1).Key, Pack(2).Key];

        var one = LaneLogic.Report(
            taken,
            LaneLease.Of(taken),
            new() { Packs = [Done(Pack(1))], End = end },
            Claim(),
            queue
        );
        var both = LaneLogic.Report(
            taken,
            LaneLease.Of(taken),
            new() { Packs = [Done(Pack(1)), Done(Pack(2))], End = end },
            Claim(),
            queue
        );

        Assert.NotNull(one.Row.LeaseUntil);
        Assert.Null(both.Row.LeaseUntil);
        Assert.True(both.Row.IsEmpty);
    }

    [Fact]
    public void Since_when_a_lane_is_down_stays_through_attempts_and_ends_with_success()
    {
        var row = LaneLogic.Append(LaneRow.New with { DownSince = Now.AddHours(-1) }, [Pack(1)]);
        var taken = LaneLogic.Drain(row, Claim(), isProbe: false)!;

        var stillDown = LaneLogic.Report(taken, LaneLease.Of(taken), new() { End = new(Now) }, Claim(), []).Row;
        var up = LaneLogic.Report(taken, LaneLease.Of(taken), new() { End = new(null) }, Claim(), []).Row;

        Assert.Equal(Now.AddHours(-1), stillDown.DownSince);
        Assert.Null(up.DownSince);
    }

    [Fact]
    public void A_pack_is_opened_three_times_without_progress_and_not_a_fourth_time()
    {
        var row = LaneLogic.Append(LaneRow.New, [Pack(1)]);
        var opened = new List<bool>();
        for (var start = 0; start < 4; start++)
        {
            // Each time the process ends and the lease runs out.
            row = LaneLogic.Drain(row with { LeaseUntil = Now }, Claim(), isProbe: false)!;
            var step = LaneLogic.Report(row, LaneLease.Of(row), new() { Next = Pack(1).Key }, Claim(), []);
            row = step.Row;
            opened.Add(step.MayOpenNext);
        }

        Assert.Equal([true, true, true, false], opened);
    }

    [Fact]
    public void Progress_makes_the_count_of_starts_begin_again()
    {
        var row = LaneLogic.Drain(LaneLogic.Append(LaneRow.New, [Pack(1)]), Claim(), isProbe: false)!;
        for (var start = 0; start < 9; start++)
        {
            var next = LaneLogic.Report(row, LaneLease.Of(row), new() { Next = Pack(1).Key }, Claim(), []).Row;
            Assert.Equal(1, next.Attempt!.Starts);
            var one = new PackReport(Pack(1), new LineTally { Delivered = 1 }, false);
            row = LaneLogic.Report(next, LaneLease.Of(next), new() { Packs = [one] }, Claim(), [Pack(1).Key]).Row;
        }
    }

    [Fact]
    public void A_start_whose_holder_gave_up_without_a_crash_does_not_count()
    {
        var row = LaneLogic.Drain(LaneLogic.Append(LaneRow.New, [Pack(1)]), Claim(), isProbe: false)!;
        for (var start = 0; start < 9; start++)
        {
            row = LaneLogic.Report(row, LaneLease.Of(row), new() { Next = Pack(1).Key }, Claim(), []).Row;
            row = LaneLogic.Drain(row, Claim(HolderFate.Abandoned), isProbe: false)!;
        }

        Assert.Null(row.Attempt);
    }

    [Fact]
    public void A_start_whose_run_ended_unforeseen_counts_like_one_that_ended_the_process()
    {
        var row = LaneLogic.Drain(LaneLogic.Append(LaneRow.New, [Pack(1)]), Claim(), isProbe: false)!;
        var opened = new List<bool>();
        for (var start = 0; start < 4; start++)
        {
            var step = LaneLogic.Report(row, LaneLease.Of(row), new() { Next = Pack(1).Key }, Claim(), []);
            opened.Add(step.MayOpenNext);
            row = LaneLogic.Drain(step.Row, Claim(HolderFate.Faulted), isProbe: false)!;
        }

        Assert.Equal([true, true, true, false], opened);
    }

    private static OfferDecision Offer(LaneRow row, params PackLabel[] packs) => Offer(row, HolderFate.Unknown, packs);

    private static OfferDecision Offer(LaneRow row, HolderFate fate, params PackLabel[] packs) =>
        LaneLogic.Offer(row, packs, Claim(fate), mayDeliver: true, new HashSet<PackKey>());

    private static LaneClaim Claim(HolderFate fate = HolderFate.Unknown) => new("me", Lease, fate, Now);

    private static PackLabel Pack(long sequence, long? hub = null) =>
        new(new PackKey("e", sequence), 10, new HubPosition("0", hub ?? sequence, null));

    private static PackReport Done(PackLabel pack) => new(pack, new LineTally { Delivered = pack.Lines }, true);
}
