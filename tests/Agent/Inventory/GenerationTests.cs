using Forwarder.Agent.Inventory;

namespace Forwarder.Agent.Tests.Inventory;

/// <summary>What a restarted engine does not announce again is gone (bbdo 5.3, rules 1 and 2).</summary>
public sealed class GenerationTests
{
    private readonly Town town = new();

    public GenerationTests()
    {
        Dump(town);
        town.Tell(
            Wire.Event(
                Ids.CustomVariable,
                ("host_id", 1),
                ("name", "CRITICALITY_LEVEL"),
                ("value", "3"),
                ("enabled", true)
            )
        );
        town.Tell(Wire.Event(Ids.Severity, ("id", 9), ("type", 1), ("level", 4), ("poller_id", 1)));
    }

    [Fact]
    public void Until_the_new_configuration_is_complete_the_old_one_still_names_objects()
    {
        town.Starts(1);

        Assert.NotNull(town.HostOf(2));
        Assert.NotNull(town.ServiceOf(1, 11));
        Assert.Equal(["Web"], town.GroupsOf(1));
    }

    [Fact]
    public void What_was_not_announced_again_is_removed_when_the_configuration_is_complete()
    {
        town.Starts(1);
        town.Host(1, "one");
        town.Service(1, 10, "Ping");
        town.IsLoaded(1);

        Assert.NotNull(town.ServiceOf(1, 10));
        Assert.Null(town.ServiceOf(1, 11));
        Assert.Null(town.HostOf(2));
        Assert.Empty(town.GroupsOf(1));
        Assert.Empty(town.Estate.HostGroups.All);
        Assert.Equal(0, town.HostOf(1)!.Configuration.SeverityLevel);
        Assert.Equal(0, town.Estate.Severities.Count);
    }

    [Fact]
    public void A_reload_removes_nothing_that_it_does_not_name()
    {
        town.Host(3, "added");
        town.IsLoaded(1);

        Assert.NotNull(town.HostOf(2));
        Assert.Equal(["Web"], town.GroupsOf(1));
    }

    [Fact]
    public void A_stopped_poller_keeps_everything()
    {
        town.Tell(Wire.Event(Ids.Instance, ("instance_id", 1), ("running", false)));
        town.IsLoaded(1);

        Assert.NotNull(town.HostOf(2));
        Assert.False(town.Estate.Pollers.Get(1).IsRunning);
        Assert.Equal("Central"u8, town.Estate.Pollers.Get(1).Name);
    }

    [Fact]
    public void The_restart_of_one_poller_leaves_the_objects_of_another_alone()
    {
        town.Host(7, "elsewhere", poller: 2);
        town.HostGroup(5, "Web", poller: 2);
        town.Joins(7, 5, "Web", poller: 2);
        town.Starts(1);
        town.IsLoaded(1);

        Assert.Equal(["Web"], town.GroupsOf(7));
        Assert.Equal([2ul], town.Estate.HostGroups.All[5].Pollers.Pollers.Select(poller => poller.PollerId));
        Assert.Null(town.HostOf(1));
    }

    [Fact]
    public void A_host_that_moved_stays_when_its_old_poller_restarts()
    {
        town.Host(2, "two", poller: 2);
        town.Starts(1);
        town.IsLoaded(1);

        Assert.Equal(2u, town.HostOf(2)!.Poller!.Id);
    }

    [Fact]
    public void A_host_that_moved_is_not_removed_by_its_old_poller_and_neither_are_its_services_and_groups()
    {
        foreach (var (source, poller) in new[] { (11u, 1ul), (12u, 2ul) })
        {
            town.Tell(
                Wire.From(
                    source,
                    Ids.Host,
                    ("host_id", 4),
                    ("name", "moved"),
                    ("instance_id", poller),
                    ("enabled", true)
                )
            );
            town.Tell(
                Wire.From(
                    source,
                    Ids.Service,
                    ("host_id", 4),
                    ("service_id", 40),
                    ("description", "Ping"),
                    ("enabled", true)
                )
            );
            town.Joins(4, 5, "Web", poller);
        }

        town.Joins(4, 5, "Web", poller: 1, enabled: false);
        town.Tell(Wire.From(11, Ids.Service, ("host_id", 4), ("service_id", 40), ("description", "Ping")));
        town.Tell(Wire.From(11, Ids.Host, ("host_id", 4), ("name", "moved"), ("instance_id", 1)));

        Assert.NotNull(town.ServiceOf(4, 40));
        Assert.Equal(["Web"], town.GroupsOf(4));
    }

    [Fact]
    public void Services_announced_before_their_host_belong_to_the_same_dump()
    {
        town.Starts(2);
        town.Service(8, 80, "Ping");
        town.Tell(
            Wire.Event(
                Ids.CustomVariable,
                ("host_id", 8),
                ("service_id", 80),
                ("name", "CRITICALITY_LEVEL"),
                ("value", "2"),
                ("enabled", true)
            )
        );
        town.Host(8, "eight", poller: 2);
        town.IsLoaded(2);
        Assert.Equal(2, town.ServiceOf(8, 80)!.Configuration.SeverityLevel);

        var restarted = town.Restarted();
        Assert.NotNull(restarted.ServiceOf(8, 80));
        restarted.Starts(2);
        restarted.Host(8, "eight", poller: 2);
        restarted.IsLoaded(2);
        Assert.Null(restarted.ServiceOf(8, 80));
    }

    [Fact]
    public void A_service_is_removed_by_whoever_announced_its_host_last()
    {
        town.Tell(
            Wire.From(11, Ids.Service, ("host_id", 1), ("service_id", 12), ("description", "Disk"), ("enabled", true))
        );
        town.Tell(Wire.From(12, Ids.Host, ("host_id", 1), ("name", "one"), ("instance_id", 1), ("enabled", true)));

        town.Tell(Wire.From(12, Ids.Service, ("host_id", 1), ("service_id", 12), ("description", "Disk")));

        Assert.Null(town.ServiceOf(1, 12));
    }

    [Fact]
    public void An_engine_that_starts_twice_before_it_is_complete_counts_from_its_last_start()
    {
        town.Starts(1);
        town.Host(1, "one");
        town.Starts(1);
        town.Host(2, "two");
        town.IsLoaded(1);

        Assert.Null(town.HostOf(1));
        Assert.NotNull(town.HostOf(2));
    }

    [Fact]
    public void An_agent_that_restarts_in_the_middle_of_a_dump_ends_it_correctly()
    {
        town.Starts(1);
        town.Host(1, "one");
        town.Service(1, 10, "Ping");
        town.HostGroup(5, "Web");
        town.Joins(1, 5, "Web");

        var restarted = town.Restarted();
        restarted.IsLoaded(1);

        Assert.NotNull(restarted.ServiceOf(1, 10));
        Assert.Null(restarted.ServiceOf(1, 11));
        Assert.Null(restarted.HostOf(2));
        Assert.Equal(["Web"], restarted.GroupsOf(1));
        Assert.Single(restarted.Estate.HostGroups.All);
    }

    [Fact]
    public void Generations_go_on_counting_after_a_restart_of_the_agent()
    {
        var restarted = town.Restarted();
        restarted.Starts(1);
        restarted.IsLoaded(1);

        Assert.Null(restarted.HostOf(1));
    }

    [Fact]
    public void Removed_objects_leave_no_rows()
    {
        town.Starts(1);
        town.IsLoaded(1);
        var rows = new List<InventoryRow>();
        town.Estate.TakeChanges(rows);

        Assert.Equal([(int)RowKind.Poller], rows.Where(row => row.Value is not null).Select(row => row.Kind));
        Assert.Contains(rows, row => row is { Kind: (int)RowKind.Service, A: 1, B: 11, Value: null });
        Assert.Contains(rows, row => row is { Kind: (int)RowKind.Memberships, A: 1, Value: null });
    }

    private static void Dump(Town town)
    {
        town.Starts(1);
        town.Host(1, "one");
        town.Host(2, "two");
        town.Service(1, 10, "Ping");
        town.Service(1, 11, "Load");
        town.HostGroup(5, "Web");
        town.Joins(1, 5, "Web");
        town.IsLoaded(1);
    }
}
