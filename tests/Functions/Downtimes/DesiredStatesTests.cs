using Forwarder.Functions.Downtimes;
using Forwarder.Functions.Mapping.Downtimes;
using static Forwarder.Functions.Tests.Downtimes.TestDowntimes;

namespace Forwarder.Functions.Tests.Downtimes;

/// <summary>What events make of the rows (bbdo.md 4.2, decision 17).</summary>
public sealed class DesiredStatesTests
{
    private readonly Dictionary<string, DesiredDowntime> rows = [];
    private long sequence;

    [Fact]
    public void A_downtime_is_desired_from_its_announcement_to_its_first_sign_of_an_end()
    {
        Take(Line());
        Assert.Equal((true, 1), (rows[Name].IsPresent, rows[Name].Revision));

        Assert.Empty(Take(Line(signs: Started)));
        Take(Line(signs: Ended));
        Assert.Equal((false, 2), (rows[Name].IsPresent, rows[Name].Revision));

        Assert.Empty(Take(Line(signs: Removed)));
    }

    [Fact]
    public void Announced_again_after_an_engine_restart_it_is_desired_again()
    {
        Take(Line());
        Take(Line(signs: Removed));
        Take(Line());

        Assert.True(rows[Name].IsPresent);
    }

    [Fact]
    public void The_end_of_a_downtime_never_seen_is_remembered()
    {
        Take(Line(signs: Removed));

        Assert.Equal((false, false), (rows[Name].IsPresent, rows[Name].Progress.IsDone));
    }

    [Fact]
    public void A_changed_window_is_a_new_wish_that_keeps_what_is_known_of_Canopsis()
    {
        Take(Line());
        rows[Name] = rows[Name] with
        {
            Progress = DowntimeProgress.Pending.Shown("id-1", Now) with { IsCommentDone = true },
        };

        Take(Line(stop: 5_000));

        var row = rows[Name];
        Assert.Equal(5_000, row.Body.Stop);
        Assert.Equal(
            new DowntimeProgress
            {
                IsThere = true,
                Id = "id-1",
                IsCommentDone = true,
            },
            row.Progress
        );
    }

    [Fact]
    public void An_event_that_comes_again_changes_nothing_also_when_later_ones_were_applied()
    {
        Take(Line());
        Take(Line(signs: Removed));
        var before = rows[Name];

        Assert.Empty(Take(Line(), At(1)));
        Assert.Empty(Take(Line(signs: Removed), At(2)));

        Assert.Same(before, rows[Name]);
    }

    [Fact]
    public void An_event_of_an_epoch_before_the_last_is_recognised_too()
    {
        Take(Line(), At(7, "a"));
        Take(Line(signs: Removed), At(1, "b"));

        Assert.Empty(Take(Line(), At(7, "a")));
        Take(Line(), At(2, "b"));
        Assert.True(rows[Name].IsPresent);
    }

    [Fact]
    public void A_flexible_one_that_waits_for_its_start_is_not_desired()
    {
        var flexible = Line().Replace(",\"fixed\":true", "", StringComparison.Ordinal);

        Assert.Empty(Take(flexible));
        Take(Line(signs: Started).Replace(",\"fixed\":true", "", StringComparison.Ordinal));

        Assert.Equal((2_001, 2_051), (rows[Name].Body.Start, rows[Name].Body.Stop));
    }

    [Fact]
    public void An_end_also_ends_what_was_taken_over_under_the_name_of_the_reference()
    {
        rows[ReferenceName] = Adopted();

        Take(Line(signs: Removed));

        var row = Assert.Single(rows).Value;
        Assert.Equal((ReferenceName, false), (row.Name, row.IsPresent));
    }

    [Fact]
    public void A_name_of_the_reference_that_is_about_something_else_is_another_poller_s()
    {
        var other = Adopted() with { Body = Adopted().Body with { Entity = "Disk 8/elsewhere" } };
        rows[ReferenceName] = other;

        Take(Line());
        Take(Line(signs: Removed));

        Assert.Equal(other, rows[ReferenceName]);
        Assert.False(rows[Name].IsPresent);
    }

    [Fact]
    public void Announced_under_another_name_the_old_one_goes()
    {
        rows[ReferenceName] = Adopted();

        Take(Line());

        Assert.False(rows[ReferenceName].IsPresent);
        Assert.True(rows[Name].IsPresent);
    }

    [Fact]
    public void What_was_announced_with_other_parameters_is_ended_by_its_own_name()
    {
        Take(Line(), options: new DowntimeOptions { UseReferenceNames = true });
        Take(Line(signs: Ended));

        Assert.False(Assert.Single(rows).Value.IsPresent);
    }

    private static DesiredDowntime Adopted() =>
        new(ReferenceName)
        {
            Body = Read(Line()).Body,
            IsPresent = true,
            IsAdopted = true,
            Progress = DowntimeProgress.Pending.Shown(ReferenceName, Now),
        };

    private IReadOnlyList<DesiredDowntime> Take(string line, EventPosition? at = null, DowntimeOptions? options = null)
    {
        var changed = DesiredStates.Take(Read(line, options), at ?? At(++sequence), rows, Now);
        foreach (var row in changed)
        {
            rows[row.Name] = row;
        }
        return changed;
    }
}
