using System.Text;
using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Inventory;

namespace Forwarder.Agent.Tests.Inventory;

public sealed class EstateTests
{
    private readonly Town town = new();

    [Fact]
    public void An_enabled_host_replaces_what_was_known_and_a_disabled_one_goes_with_services_and_memberships()
    {
        town.Host(1, "old");
        town.Service(1, 10, "Ping");
        town.Joins(1, 5, "Web");
        town.Host(1, "new");

        Assert.Equal("new", NameOf(town.HostOf(1)));
        Assert.Equal(["Web"], town.GroupsOf(1));

        town.Tell(Wire.Event(Ids.Host, ("host_id", 1), ("name", "new"), ("instance_id", 1)));

        Assert.Null(town.HostOf(1));
        Assert.Null(town.ServiceOf(1, 10));
        town.Host(1, "again");
        Assert.Empty(town.GroupsOf(1));
    }

    [Fact]
    public void A_disabled_service_goes_and_its_host_stays()
    {
        town.Host(1, "web");
        town.Service(1, 10, "Ping");

        town.Tell(Wire.Event(Ids.Service, ("host_id", 1), ("service_id", 10), ("description", "Ping")));

        Assert.Null(town.ServiceOf(1, 10));
        Assert.Empty(town.HostOf(1)!.Configuration.Services);
    }

    [Fact]
    public void Legacy_and_protobuf_configuration_mean_the_same()
    {
        town.Tell(Wire.Event(Ids.LegacyHost, ("host_id", 1), ("name", "web"), ("instance_id", 3), ("enabled", true)));
        town.Tell(
            Wire.Event(
                Ids.LegacyService,
                ("host_id", 1),
                ("service_id", 10),
                ("description", "Ping"),
                ("enabled", true)
            )
        );
        town.Tell(
            Wire.Event(
                Ids.LegacyHostGroupMember,
                ("host_id", 1),
                ("hostgroup_id", 5),
                ("group_name", "Réseau"),
                ("enabled", true)
            )
        );

        Assert.Equal(3u, town.HostOf(1)!.Poller!.Id);
        Assert.Equal("Ping", NameOf(town.ServiceOf(1, 10)));
        Assert.Equal(["Réseau"], town.GroupsOf(1));
    }

    [Fact]
    public void An_object_without_a_name_is_called_by_its_id()
    {
        town.Host(15, "");
        town.Service(15, 47, "");

        Assert.Equal("15", NameOf(town.HostOf(15)));
        Assert.Equal("47", NameOf(town.ServiceOf(15, 47)));
    }

    [Fact]
    public void A_key_has_a_text()
    {
        Assert.Equal("1/10", new ObjectKey(1, 10).ToString());
    }

    [Fact]
    public void A_service_or_member_list_alone_does_not_announce_its_host()
    {
        town.Service(1, 10, "Ping");
        town.Joins(2, 5, "Web");

        Assert.Null(town.HostOf(1));
        Assert.Null(town.HostOf(2));

        town.Host(2, "late");
        Assert.Equal(["Web"], town.GroupsOf(2));
    }

    [Fact]
    public void Groups_are_listed_by_ascending_id_under_the_names_of_their_membership_events()
    {
        town.Host(1, "web");
        town.HostGroup(20, "renamed later");
        town.Joins(1, 20, "Paris");
        town.Joins(1, 3, "Linux");
        town.Joins(1, 20, "Paris 2");

        Assert.Equal(["Linux", "Paris 2"], town.GroupsOf(1));

        town.Joins(1, 3, "Linux", enabled: false);
        Assert.Equal(["Paris 2"], town.GroupsOf(1));
    }

    [Fact]
    public void A_group_exists_while_a_poller_declares_it()
    {
        town.HostGroup(20, "Paris", poller: 1);
        town.HostGroup(20, "Paris", poller: 2);
        town.HostGroup(20, "", poller: 1, enabled: false);
        Assert.True(town.Estate.HostGroups.All.ContainsKey(20));

        town.HostGroup(20, "", poller: 2, enabled: false);
        Assert.False(town.Estate.HostGroups.All.ContainsKey(20));
    }

    [Fact]
    public void A_group_that_a_poller_no_longer_uses_has_no_members_there()
    {
        town.Host(1, "of 1", poller: 1);
        town.Host(2, "of 2", poller: 2);
        town.HostGroup(20, "Paris", poller: 1);
        town.HostGroup(20, "Paris", poller: 2);
        town.Joins(1, 20, "Paris", poller: 1);
        town.Joins(2, 20, "Paris", poller: 2);

        town.HostGroup(20, "Paris", poller: 1, enabled: false);

        Assert.Empty(town.GroupsOf(1));
        Assert.Equal(["Paris"], town.GroupsOf(2));
    }

    [Fact]
    public void A_group_that_goes_leaves_no_member_whatever_became_of_them_in_between()
    {
        town.HostGroup(20, "Paris");
        town.Host(1, "removed and back");
        town.Host(2, "left and back");
        town.Host(3, "known from before");
        town.Joins(1, 20, "Paris");
        town.Joins(2, 20, "Paris");
        town.Joins(3, 20, "Paris");
        var restarted = town.Restarted();
        restarted.Tell(Wire.Event(Ids.Host, ("host_id", 1), ("name", "gone"), ("instance_id", 1)));
        restarted.Host(1, "removed and back");
        restarted.Joins(1, 20, "Paris");
        for (var round = 0; round < 500; round++)
        {
            restarted.Joins(2, 20, "Paris", enabled: false);
            restarted.Joins(2, 20, "Paris");
        }
        restarted.Joins(1, 21, "Lyon");

        restarted.HostGroup(20, "Paris", enabled: false);

        Assert.Equal(["Lyon"], restarted.GroupsOf(1));
        Assert.Empty(restarted.GroupsOf(2));
        Assert.Empty(restarted.GroupsOf(3));
    }

    [Fact]
    public void The_custom_variable_is_preferred_to_the_configured_severity()
    {
        town.Tell(Severity(id: 4, type: 0, level: 2));
        town.Tell(Severity(id: 4, type: 1, level: 5));
        town.Host(1, "web");
        town.Tell(
            Wire.Event(
                Ids.Service,
                ("host_id", 1),
                ("service_id", 10),
                ("description", "Ping"),
                ("severity_id", 4),
                ("enabled", true)
            )
        );

        Assert.Equal(0, town.HostOf(1)!.Configuration.SeverityLevel);
        Assert.Equal(2, town.ServiceOf(1, 10)!.Configuration.SeverityLevel);

        town.Tell(Variable("CRITICALITY_LEVEL", "7"));
        Assert.Equal(7, town.ServiceOf(1, 10)!.Configuration.SeverityLevel);

        town.Tell(Variable("CRITICALITY_LEVEL", "", enabled: false));
        Assert.Equal(2, town.ServiceOf(1, 10)!.Configuration.SeverityLevel);
    }

    [Theory]
    [InlineData("high")]
    [InlineData("3.5")]
    [InlineData("")]
    [InlineData("99999999999")]
    public void A_criticality_that_is_no_whole_number_is_none(string value)
    {
        town.Host(1, "web");
        town.Service(1, 10, "Ping");
        town.Tell(Variable("CRITICALITY_LEVEL", "3"));
        town.Tell(Variable("CRITICALITY_LEVEL", value));

        Assert.Equal(0, town.ServiceOf(1, 10)!.Configuration.SeverityLevel);
    }

    [Fact]
    public void A_changed_variable_comes_as_a_status_that_is_not_enabled()
    {
        town.Host(1, "web");
        town.Tell(Wire.Event(Ids.CustomVariableStatus, ("host_id", 1), ("name", "CRITICALITY_LEVEL"), ("value", "2")));

        Assert.Equal(2, town.HostOf(1)!.Configuration.SeverityLevel);
    }

    [Fact]
    public void Other_variables_and_passwords_leave_no_trace()
    {
        town.Host(1, "web");
        town.Service(1, 10, "Ping");
        town.Tell(Variable("SNMPCOMMUNITY", "s3cret-1"));
        town.Tell(Variable("CRITICALITY_LEVEL", "5", password: true));

        var rows = new List<InventoryRow>();
        town.Estate.TakeChanges(rows);
        Assert.DoesNotContain(rows, row => row.Value is { } value && Encoding.UTF8.GetString(value).Contains("s3cret"));
        Assert.Equal(0, town.ServiceOf(1, 10)!.Configuration.SeverityLevel);
    }

    [Fact]
    public void A_severity_is_gone_when_its_last_poller_deletes_it()
    {
        town.Tell(Severity(id: 4, type: 1, level: 5, poller: 1));
        town.Tell(Severity(id: 4, type: 1, level: 5, poller: 2));
        town.Tell(
            Wire.Event(
                Ids.Host,
                ("host_id", 1),
                ("name", "web"),
                ("instance_id", 1),
                ("severity_id", 4),
                ("enabled", true)
            )
        );

        town.Tell(Wire.Event(Ids.Severity, ("id", 4), ("type", 1), ("action", 1), ("poller_id", 1)));
        Assert.Equal(5, town.HostOf(1)!.Configuration.SeverityLevel);

        town.Tell(Wire.Event(Ids.Severity, ("id", 4), ("type", 1), ("action", 1), ("poller_id", 2)));
        Assert.Equal(0, town.HostOf(1)!.Configuration.SeverityLevel);
    }

    [Fact]
    public void Statuses_and_partial_statuses_keep_the_live_state_current()
    {
        town.Host(1, "web");
        town.Service(1, 10, "Ping");
        town.Tell(
            Wire.Event(
                Ids.ServiceStatus,
                ("host_id", 1),
                ("service_id", 10),
                ("state", 2),
                ("last_time_critical", 1700000000),
                ("scheduled_downtime_depth", 2),
                ("acknowledgement_type", 1)
            )
        );

        var live = town.ServiceOf(1, 10)!.Live;
        Assert.Equal(2, live.State);
        Assert.True(live.IsInDowntime);
        Assert.True(live.IsAcknowledged);
        Assert.Equal(1700000000u, live.LastTime2);

        town.Tell(
            Wire.Event(Ids.AdaptiveServiceStatus, ("host_id", 1), ("service_id", 10), ("scheduled_downtime_depth", 0))
        );
        live = town.ServiceOf(1, 10)!.Live;
        Assert.False(live.IsInDowntime);
        Assert.True(live.IsAcknowledged);
    }

    [Fact]
    public void A_status_of_an_unknown_object_creates_nothing()
    {
        var subject = town.Tell(Wire.Event(Ids.ServiceStatus, ("host_id", 1), ("service_id", 10), ("state", 2)));

        Assert.False(subject.IsKnown);
        Assert.Empty(town.Estate.Objects.All);
    }

    [Theory]
    [InlineData(Ids.Acknowledgement, 0, 10, false)]
    [InlineData(Ids.Acknowledgement, 1, 10, true)]
    [InlineData(Ids.Acknowledgement, 1, 0, false)]
    [InlineData(Ids.LegacyAcknowledgement, 1, 10, true)]
    [InlineData(Ids.Downtime, 1, 10, true)]
    [InlineData(Ids.Downtime, 2, 10, false)]
    [InlineData(Ids.Downtime, 3, 10, true)]
    [InlineData(Ids.Downtime, 3, 0, false)]
    [InlineData(Ids.LegacyDowntime, 2, 0, false)]
    public void Host_or_service_is_told_by_type_then_by_service_id(uint id, int type, int service, bool isService)
    {
        var subject = town.Tell(Wire.Event(id, ("host_id", 1), ("service_id", service), ("type", type)));

        Assert.Equal(isService, subject.Key.IsService);
    }

    [Fact]
    public void The_pollers_that_a_broker_lists_are_named_but_a_known_name_stays()
    {
        town.Starts(1, "Central");
        town.Tell(Wire.Event(Ids.InstanceBroadcast, ("poller_id", 1), ("poller_name", "broker's word")));
        town.Tell(Wire.Event(Ids.InstanceBroadcast, ("poller_id", 2), ("poller_name", "Lyon")));

        Assert.Equal(
            ["Central", "Lyon"],
            town.Estate.Pollers.All.OrderBy(poller => poller.Id).Select(poller => Encoding.UTF8.GetString(poller.Name))
        );
    }

    [Fact]
    public void A_rebuild_of_business_activities_forgets_those_before_it()
    {
        town.Tell(Wire.Event(Ids.BusinessActivity, ("ba_id", 5), ("ba_name", "Shop")));
        town.Tell(Wire.Event(Ids.BusinessView, ("bv_id", 1), ("bv_name", "Business")));
        town.Tell(Wire.Event(Ids.ActivityInView, ("ba_id", 5), ("bv_id", 1)));
        Assert.Single(town.Estate.Activities.ViewsOf(5));

        town.Tell(Wire.Event(Ids.Truncation, ("update_started", true)));
        town.Tell(Wire.Event(Ids.BusinessActivity, ("ba_id", 6), ("ba_name", "Bank")));
        town.Tell(Wire.Event(Ids.Truncation));

        Assert.Equal([6ul], town.Estate.Activities.All.Select(activity => activity.Id));
        Assert.Empty(town.Estate.Activities.Views);
        Assert.Empty(town.Restarted().Estate.Activities.ViewsOf(5));
    }

    private static string NameOf(MonitoredObject? known) => Encoding.UTF8.GetString(known!.Configuration.Name);

    private static BrokerEvent Severity(int id, int type, int level, int poller = 1) =>
        Wire.Event(Ids.Severity, ("id", id), ("type", type), ("level", level), ("poller_id", poller));

    private static BrokerEvent Variable(string name, string value, bool enabled = true, bool password = false) =>
        Wire.Event(
            Ids.CustomVariable,
            ("host_id", 1),
            ("service_id", 10),
            ("name", name),
            ("value", value),
            ("enabled", enabled),
            ("password", password),
            ("type", 1)
        );
}
