using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Filtering;
using Forwarder.Agent.Inventory;
using Forwarder.Agent.Tests.Inventory;

namespace Forwarder.Agent.Tests.Filtering;

/// <summary>Filters on names, groups, pollers, authors and severities (stream-connector 1.5 and 2.8).</summary>
public sealed class ObjectFilterTests
{
    private const int Now = 1700000000;
    private readonly Town town = new();

    public ObjectFilterTests()
    {
        town.Starts(1, "Central");
        town.Host(1, "srv-paris-01");
        town.Service(1, 10, "Disk-/");
        town.Joins(1, 3, "Linux");
        town.Joins(1, 4, "Europe");
        town.Tell(
            Wire.Event(
                Ids.ServiceGroupMember,
                ("host_id", 1),
                ("service_id", 10),
                ("servicegroup_id", 1),
                ("name", "Disks"),
                ("poller_id", 1),
                ("enabled", true)
            )
        );
        town.Host(2, "lonely", poller: 9);
    }

    [Theory]
    [InlineData("accepted_hostgroups", "Europe,Windows", true)]
    [InlineData("accepted_hostgroups", "Windows", false)]
    [InlineData("accepted_hostgroups", "europe", false)]
    [InlineData("rejected_hostgroups", "Windows", true)]
    [InlineData("rejected_hostgroups", "Windows,Linux", false)]
    public void Host_groups_choose_hosts_and_all_their_events(string list, string names, bool leaves)
    {
        foreach (var received in new[] { Host(1), Service(), Acknowledgement(), Downtime() })
        {
            AssertDecided(leaves, DropReason.HostGroup, received, (list, names));
        }
    }

    [Fact]
    public void A_host_without_groups_is_neither_accepted_nor_rejected()
    {
        AssertDecided(false, DropReason.HostGroup, Host(2), ("accepted_hostgroups", "Linux"));
        AssertDecided(true, DropReason.None, Host(2), ("rejected_hostgroups", "Linux"));
    }

    [Fact]
    public void Two_lists_cancel_each_other()
    {
        AssertDecided(
            true,
            DropReason.None,
            Host(1),
            ("accepted_hostgroups", "Windows"),
            ("rejected_hostgroups", "Linux")
        );
    }

    [Fact]
    public void Service_groups_choose_services_and_never_hosts()
    {
        AssertDecided(true, DropReason.None, Service(), ("accepted_servicegroups", "Disks"));
        AssertDecided(false, DropReason.ServiceGroup, Service(), ("accepted_servicegroups", "Network"));
        AssertDecided(false, DropReason.ServiceGroup, Downtime(), ("rejected_servicegroups", "Disks"));
        AssertDecided(true, DropReason.None, Host(1), ("accepted_servicegroups", "Network"));
    }

    [Fact]
    public void Pollers_choose_by_name_and_an_unnamed_one_is_neither_accepted_nor_rejected()
    {
        AssertDecided(true, DropReason.None, Host(1), ("accepted_pollers", "Central"));
        AssertDecided(false, DropReason.Poller, Host(1), ("accepted_pollers", "Lyon"));
        AssertDecided(false, DropReason.Poller, Acknowledgement(), ("rejected_pollers", "Central"));
        AssertDecided(true, DropReason.None, Host(1), ("rejected_pollers", "Lyon"));
        AssertDecided(false, DropReason.Poller, Host(2), ("accepted_pollers", "Central"));
        AssertDecided(true, DropReason.None, Host(2), ("rejected_pollers", "Central"));
    }

    [Fact]
    public void Authors_choose_acknowledgements_and_downtimes()
    {
        AssertDecided(true, DropReason.None, Acknowledgement(), ("accepted_authors", "ops"));
        AssertDecided(false, DropReason.Author, Acknowledgement(), ("accepted_authors", "admin"));
        AssertDecided(false, DropReason.Author, Downtime(), ("rejected_authors", "ops"));
        AssertDecided(true, DropReason.None, Service(), ("rejected_authors", "ops"));
    }

    [Theory]
    [InlineData("^srv%-paris", true)]
    [InlineData("srv-paris", false)]
    [InlineData("lonely$", false)]
    public void Host_names_are_matched_by_a_Lua_pattern(string pattern, bool leaves)
    {
        AssertDecided(leaves, DropReason.HostName, Host(1), ("accepted_hosts", pattern));
        AssertDecided(leaves, DropReason.HostName, Service(), ("accepted_hosts", pattern));
    }

    [Fact]
    public void Service_descriptions_are_matched_for_events_of_services()
    {
        AssertDecided(true, DropReason.None, Service(), ("accepted_services", "^Disk"));
        AssertDecided(false, DropReason.ServiceName, Service(), ("accepted_services", "^Ping"));
        AssertDecided(true, DropReason.None, Host(1), ("accepted_services", "^Ping"));
        AssertDecided(
            true,
            DropReason.None,
            Service(),
            ("accepted_services", "Ping,^Disk"),
            ("accepted_services_enable_split_pattern", 1)
        );
    }

    [Fact]
    public void The_id_of_an_anonymous_object_is_its_name()
    {
        AssertDecided(true, DropReason.None, Host(77), ("skip_anon_events", 0), ("accepted_hosts", "^77$"));
        AssertDecided(false, DropReason.HostName, Host(77), ("skip_anon_events", 0), ("accepted_hosts", "^7$"));
        AssertDecided(false, DropReason.Poller, Host(77), ("skip_anon_events", 0), ("accepted_pollers", "Central"));
    }

    [Theory]
    [InlineData(">=", 3, true)]
    [InlineData(">=", 2, false)]
    [InlineData(">", 4, true)]
    [InlineData(">", 3, false)]
    [InlineData("<", 2, true)]
    [InlineData("<=", 4, false)]
    [InlineData("==", 3, true)]
    [InlineData("~=", 3, false)]
    public void The_threshold_is_compared_with_the_severity_in_this_order(string comparison, int threshold, bool leaves)
    {
        Criticality(host: 1, service: 10, "3");

        AssertDecided(
            leaves,
            DropReason.ServiceSeverity,
            Service(),
            ("service_severity_threshold", threshold),
            ("service_severity_operator", comparison)
        );
    }

    [Fact]
    public void Without_severity_nothing_passes_a_threshold()
    {
        AssertDecided(false, DropReason.HostSeverity, Service(), ("host_severity_threshold", 9));
        AssertDecided(false, DropReason.ServiceSeverity, Downtime(), ("service_severity_threshold", 9));
        AssertDecided(true, DropReason.None, Downtime(), ("host_severity_threshold", 9));

        Criticality(host: 1, service: 0, "9");
        AssertDecided(true, DropReason.None, Service(), ("host_severity_threshold", 9));
    }

    [Fact]
    public void Downtimes_follow_the_known_current_state_when_asked_to_and_their_ends_never_do()
    {
        Assert.Equal(
            Verdict.Forward,
            new EventFilter(Parameters.Filter(("dt_service_status", "1"))).Decide(
                Downtime(),
                town.Restarted().Estate.SubjectOf(Downtime())
            )
        );
        town.Tell(Wire.Event(Ids.ServiceStatus, ("host_id", 1), ("service_id", 10), ("state", 4)));
        AssertDecided(true, DropReason.None, Downtime());
        town.Tell(Service());
        AssertDecided(true, DropReason.None, Downtime(), ("service_status", "1"));
        AssertDecided(true, DropReason.None, Downtime(), ("dt_service_status", "2,3"));
        AssertDecided(false, DropReason.StatusList, Downtime(), ("dt_service_status", "1"));
        AssertDecided(true, DropReason.None, Downtime(("deletion_time", Now)), ("dt_service_status", "1"));
        AssertDecided(true, DropReason.None, Downtime(("cancelled", true)), ("dt_service_status", "1"));
    }

    [Fact]
    public void Business_views_choose_business_activities()
    {
        town.Tell(Wire.Event(Ids.BusinessActivity, ("ba_id", 5), ("ba_name", "Shop")));
        town.Tell(Wire.Event(Ids.BusinessView, ("bv_id", 1), ("bv_name", "Retail")));
        town.Tell(Wire.Event(Ids.ActivityInView, ("ba_id", 5), ("bv_id", 1)));
        (string, object)[] accepted = [("accepted_categories", "neb,bam"), ("accepted_elements", "ba_status")];
        var status = Wire.Event(Ids.BaStatus, ("ba_id", 5), ("state", 2));

        AssertDecided(true, DropReason.None, status, [.. accepted, ("accepted_bvs", "Retail")]);
        AssertDecided(false, DropReason.BusinessView, status, [.. accepted, ("accepted_bvs", "Bank")]);
        AssertDecided(false, DropReason.BusinessView, status, [.. accepted, ("rejected_bvs", "Retail")]);
        AssertDecided(false, DropReason.StatusList, status, [.. accepted, ("ba_status", "0,1")]);
        AssertDecided(false, DropReason.Element, status, ("accepted_elements", "ba_status"));
    }

    [Fact]
    public void Events_of_unknown_objects_wait_before_their_names_are_asked_for()
    {
        var received = Host(77);

        Assert.Equal(Verdict.Hold, Decide(received, ("accepted_hosts", "^srv"), ("accepted_hostgroups", "Linux")));
    }

    private void Criticality(int host, int service, string level) =>
        town.Tell(
            Wire.Event(
                Ids.CustomVariable,
                ("host_id", host),
                ("service_id", service),
                ("name", "CRITICALITY_LEVEL"),
                ("value", level),
                ("enabled", true)
            )
        );

    private void AssertDecided(
        bool leaves,
        DropReason otherwise,
        BrokerEvent received,
        params (string Name, object Value)[] parameters
    ) => Assert.Equal(leaves ? Verdict.Forward : Verdict.Drop(otherwise), Decide(received, parameters));

    private Verdict Decide(BrokerEvent received, params (string Name, object Value)[] parameters) =>
        new EventFilter(Parameters.Filter(parameters)).Decide(received, town.Estate.SubjectOf(received));

    private static BrokerEvent Host(int id) =>
        Wire.Event(
            Ids.HostStatus,
            ("host_id", id),
            ("state", 1),
            ("state_type", 1),
            ("last_check", Now),
            ("last_hard_state_change", Now)
        );

    private static BrokerEvent Service() =>
        Wire.Event(
            Ids.ServiceStatus,
            ("host_id", 1),
            ("service_id", 10),
            ("state", 2),
            ("state_type", 1),
            ("last_check", Now),
            ("last_hard_state_change", Now)
        );

    private static BrokerEvent Acknowledgement() =>
        Wire.Event(
            Ids.Acknowledgement,
            ("host_id", 1),
            ("service_id", 10),
            ("type", 1),
            ("state", 2),
            ("author", "ops")
        );

    private static BrokerEvent Downtime(params (string Name, object Value)[] fields) =>
        Wire.Event(
            Ids.Downtime,
            [
                ("id", 4),
                ("instance_id", 1),
                ("host_id", 1),
                ("service_id", 10),
                ("type", 1),
                ("author", "ops"),
                ("entry_time", Now),
                .. fields,
            ]
        );
}
