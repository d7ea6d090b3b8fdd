using System.Text;
using Forwarder.Functions.Downtimes;
using Forwarder.Functions.Mapping.Downtimes;
using FsCheck;
using FsCheck.Fluent;
using static Forwarder.Functions.Tests.Downtimes.TestDowntimes;

namespace Forwarder.Functions.Tests.Downtimes;

public sealed class DowntimeDifferenceTests
{
    private const string Prefix = "centreon-downtime-acme-";

    private static readonly DesiredDowntime Wanted = new(Name)
    {
        Body = Read(Line()).Body,
        Comment = Read(Line()).Comment,
        IsPresent = true,
        Progress = DowntimeProgress.Pending.Shown(Name, default) with { IsCommentDone = true },
    };

    private static readonly ListedPbehavior Shown = new(Name, Name)
    {
        Start = 2_000,
        Stop = 3_000,
        Entity = "Disk 8/srv",
        Comments = ["disk"],
    };

    [Fact]
    public void What_agrees_needs_nothing()
    {
        Assert.Empty(Between([Shown], Wanted).Actions);
    }

    [Fact]
    public void What_is_missing_is_created()
    {
        Assert.Equal(DowntimeActionKind.Create, Only(Between([], Wanted)).Kind);
    }

    [Fact]
    public void A_window_a_switch_or_a_pattern_that_was_changed_in_Canopsis_is_corrected()
    {
        foreach (
            var changed in new[]
            {
                Shown with
                {
                    Start = 2_001,
                },
                Shown with
                {
                    Stop = null,
                },
                Shown with
                {
                    IsEnabled = false,
                },
                Shown with
                {
                    Entity = null,
                },
                Shown with
                {
                    Entity = "srv",
                },
            }
        )
        {
            Assert.Equal(DowntimeActionKind.Correct, Only(Between([changed], Wanted)).Kind);
        }
    }

    [Fact]
    public void Only_what_a_row_wants_absent_is_deleted()
    {
        var plan = Between(
            [Shown, Shown with { Id = "other", Name = $"{Prefix}other" }],
            Wanted with
            {
                IsPresent = false,
            }
        );

        Assert.Equal((DowntimeActionKind.Delete, Name), (Only(plan).Kind, Only(plan).Stored.Row.Name));
        Assert.Equal($"{Prefix}other", Assert.Single(plan.Unknown).Name);
    }

    [Fact]
    public void An_empty_table_deletes_nothing()
    {
        var listed = Enumerable.Range(0, 1000).Select(i => Shown with { Id = $"{i}", Name = $"{Prefix}{i}" });

        var plan = DowntimeDifference.Between(new PbehaviorListing(Now, Prefix, [.. listed]), [], Now);

        Assert.Empty(plan.Actions);
        Assert.Equal(1000, plan.Unknown.Count);
    }

    [Fact]
    public void What_the_list_cannot_show_is_left_unless_it_is_pending()
    {
        var elsewhere = Wanted with { Name = ReferenceName };
        Assert.Empty(Between([], elsewhere).Actions);

        var pending = elsewhere with { Progress = DowntimeProgress.Pending };
        Assert.Equal(DowntimeActionKind.Create, Only(Between([], pending)).Kind);
        Assert.Equal(DowntimeActionKind.Delete, Only(Between([], pending with { IsPresent = false })).Kind);
    }

    [Fact]
    public void A_row_that_changed_since_the_list_was_read_waits_for_the_next_one()
    {
        Assert.Empty(Between([], Wanted with { ChangedAt = Now }).Actions);
        Assert.Empty(Between([Shown], Wanted with { IsPresent = false, ChangedAt = Now }).Actions);
    }

    [Fact]
    public void A_row_that_a_lane_may_be_at_work_on_waits_too()
    {
        var recent = Wanted with { Progress = DowntimeProgress.Pending, ChangedAt = Now.AddSeconds(-12) };

        var plan = Between([Shown with { Comments = [] }], recent);
        Assert.Equal((0, 1), (plan.Actions.Count, plan.Waiting));
        Assert.Equal(DowntimeActionKind.Create, Only(Between([], recent, Now.AddSeconds(10))).Kind);
        // What is done is in nobody's hands.
        Assert.Equal(
            DowntimeActionKind.Create,
            Only(Between([], Wanted with { ChangedAt = Now.AddSeconds(-12) })).Kind
        );
    }

    [Fact]
    public void One_of_our_id_under_another_name_is_ours()
    {
        var renamed = Shown with { Name = $"{Prefix}renamed" };

        var plan = Between([renamed], Wanted);
        Assert.Equal((DowntimeActionKind.Correct, renamed), (Only(plan).Kind, Only(plan).Found));
        Assert.Empty(plan.Unknown);
        Assert.Equal(DowntimeActionKind.Delete, Only(Between([renamed], Wanted with { IsPresent = false })).Kind);
    }

    [Fact]
    public void One_that_recurs_by_hand_is_corrected()
    {
        Assert.Equal(DowntimeActionKind.Correct, Only(Between([Shown with { IsRecurring = true }], Wanted)).Kind);
    }

    [Fact]
    public void What_waits_is_counted_so_that_nobody_takes_it_for_done()
    {
        var update = new DowntimeUpdate(new(TimeProvider.System, TimeSpan.FromMinutes(1)));
        var refused = Wanted with { Progress = DowntimeProgress.Pending.Refused("400", Now) };

        Assert.False(new SyncOutcome(Between([], refused), update).IsWhole);
        Assert.True(new SyncOutcome(Between([Shown], Wanted), update).IsWhole);
    }

    [Fact]
    public void A_refused_one_waits_until_its_next_try()
    {
        var refused = Wanted with { Progress = DowntimeProgress.Pending.Refused("400", Now) };

        Assert.Empty(Between([], refused).Actions);
        Assert.Equal(DowntimeActionKind.Create, Only(Between([], refused, Now.AddMinutes(1))).Kind);
    }

    [Fact]
    public void A_window_of_the_past_is_sent_once_and_not_again_when_Canopsis_has_cleaned_up()
    {
        var later = DateTimeOffset.FromUnixTimeSeconds(4_000);

        Assert.Equal(
            DowntimeActionKind.Create,
            Only(Between([], Wanted with { Progress = DowntimeProgress.Pending }, later)).Kind
        );
        Assert.Empty(Between([], Wanted, later).Actions);
    }

    [Fact]
    public void What_is_over_for_long_is_forgotten_once_Canopsis_has_it_no_more()
    {
        var ended = Wanted with { IsPresent = false, Progress = DowntimeProgress.Gone(default) };
        var later = Now + DowntimeDifference.Memory + TimeSpan.FromHours(2);

        Assert.Empty(Between([], ended with { ChangedAt = Now.AddSeconds(-1) }, Now).Actions);
        Assert.Equal(DowntimeActionKind.Forget, Only(Between([], ended, later, later)).Kind);
        Assert.Equal(DowntimeActionKind.Forget, Only(Between([], Wanted, later, later)).Kind);
        Assert.Empty(Between([Shown], Wanted, later, later).Actions);
    }

    [Fact]
    public void A_comment_that_is_there_is_not_sent_again()
    {
        var uncommented = Wanted with { Progress = DowntimeProgress.Pending };

        Assert.Equal(DowntimeActionKind.Confirm, Only(Between([Shown], uncommented)).Kind);
        Assert.Equal(
            DowntimeActionKind.Confirm,
            Only(Between([Shown with { Comments = [$"disk [{Name}]"] }], uncommented)).Kind
        );
        Assert.Equal(DowntimeActionKind.Comment, Only(Between([Shown with { Comments = ["x"] }], uncommented)).Kind);
    }

    [Fact]
    public void A_comment_that_was_refused_often_is_given_up()
    {
        var progress = Wanted.Progress with { IsCommentDone = false };
        for (var i = 0; i < DowntimeProgress.MostCommentAttempts; i++)
        {
            Assert.Equal(
                DowntimeActionKind.Comment,
                Only(Between([Shown with { Comments = [] }], Wanted with { Progress = progress }, Now.AddDays(1))).Kind
            );
            progress = progress.CommentRefused("403", Now);
        }

        Assert.Empty(
            Between([Shown with { Comments = [] }], Wanted with { Progress = progress }, Now.AddDays(1)).Actions
        );
    }

    [Fact]
    public void Of_a_template_only_the_window_is_compared()
    {
        var body = """{"name":"x","tstart":2000.7,"tstop":3000,"entity_pattern":[[{"field":"name"}]]}""";
        var templated = Wanted with { Body = Wanted.Body with { Templated = Encoding.UTF8.GetBytes(body) } };

        Assert.Empty(Between([Shown with { Entity = null }], templated).Actions);
        Assert.Equal(DowntimeActionKind.Correct, Only(Between([Shown with { Stop = 1 }], templated)).Kind);
        Assert.Empty(Between([Shown with { Stop = 1, IsRecurring = true }], templated).Actions);
    }

    [Theory]
    [InlineData(9, 9, false)]
    [InlineData(10, 10, true)]
    [InlineData(10, 50, false)]
    [InlineData(10, 49, true)]
    [InlineData(200, 1000, false)]
    [InlineData(201, 1000, true)]
    public void More_than_a_fifth_and_ten_are_suspiciously_many_deletions(int deleted, int listed, bool isSuspicious)
    {
        var items = Enumerable.Range(0, listed).Select(i => Shown with { Id = $"{i}", Name = $"{Prefix}{i}" }).ToList();
        var rows = items.Select((item, i) => Stored(Wanted with { Name = item.Name, IsPresent = i >= deleted }));
        var foreign = Enumerable.Range(0, 500).Select(i => Shown with { Id = $"f{i}", Name = $"{Prefix}f{i}" });

        var plan = DowntimeDifference.Between(
            new PbehaviorListing(Now, Prefix, [.. items, .. foreign]),
            [.. rows],
            Now
        );

        Assert.Equal((deleted, isSuspicious), (plan.Deletions, plan.DeletesSuspiciouslyMany));
        Assert.Empty(plan.WithoutDeletions().Actions);
    }

    /// <summary>From any drift one pass leads to equality, and a second one has nothing to do; what is foreign is never touched.</summary>
    [Fact]
    public void One_pass_over_any_drift_leaves_no_difference()
    {
        var sizes = Gen.Frequency((8, Gen.Choose(0, 60)), (1, Gen.Choose(500, 3_000)), (1, Gen.Constant(10_000)));
        var drifts = sizes.SelectMany(size => Gen.Choose(0, int.MaxValue - 1), (size, seed) => (size, seed));
        Prop.ForAll(
                drifts.ToArbitrary(),
                drift =>
                {
                    var world = new DriftedWorld(drift.size, drift.seed);
                    var foreign = world.Foreign();

                    world.Apply(world.Compare());

                    Assert.Empty(world.Compare().Actions);
                    Assert.True(world.IsEqual());
                    Assert.Equal(foreign, world.Foreign());
                }
            )
            .QuickCheckThrowOnFailure();
    }

    private static DowntimePlan Between(
        IReadOnlyList<ListedPbehavior> listed,
        DesiredDowntime row,
        DateTimeOffset? now = null,
        DateTimeOffset? readAt = null
    ) =>
        DowntimeDifference.Between(
            new PbehaviorListing(readAt ?? now ?? Now, Prefix, listed),
            [Stored(row)],
            now ?? Now
        );

    private static DowntimeAction Only(DowntimePlan plan) => Assert.Single(plan.Actions);
}
