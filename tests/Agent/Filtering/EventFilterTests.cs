using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Filtering;
using Forwarder.Agent.Tests.Inventory;

namespace Forwarder.Agent.Tests.Filtering;

/// <summary>Which events leave (stream-connector chapter 2, decisions 5 to 11).</summary>
public sealed class EventFilterTests
{
    private const int Now = 1700000000;
    private readonly Town town = new();

    public EventFilterTests()
    {
        town.Starts(1);
        town.Host(1, "web");
        town.Service(1, 10, "Ping");
    }

    [Fact]
    public void A_hard_change_of_a_known_object_leaves()
    {
        Assert.Equal(Verdict.Forward, Decide(ServiceStatus()));
        Assert.Equal(Verdict.Forward, Decide(HostStatus()));
    }

    [Fact]
    public void A_kind_that_is_not_accepted_is_dropped()
    {
        AssertDropped(DropReason.Element, HostStatus(), ("accepted_elements", "service_status"));
        AssertDropped(DropReason.Element, Wire.Event(Ids.BaStatus, ("ba_id", 5)));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(4, false)]
    [InlineData(70, false)]
    public void Only_listed_states_leave_and_PENDING_never(int state, bool leaves)
    {
        var verdict = Decide(ServiceStatus(("state", state)), ("service_status", "0,2"));

        Assert.Equal(leaves ? Verdict.Forward : Verdict.Drop(DropReason.StatusList), verdict);
    }

    [Fact]
    public void An_empty_status_list_rejects_everything()
    {
        AssertDropped(DropReason.StatusList, HostStatus(), ("host_status", ""));
    }

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(1, 0, true)]
    [InlineData(-1, 0, true)]
    [InlineData(2, 0, false)]
    [InlineData(2, 2, true)]
    public void A_service_leaves_when_its_hard_change_is_this_check(int seconds, int allowed, bool leaves)
    {
        var status = ServiceStatus(("last_hard_state_change", Now + seconds));

        var verdict = allowed == 0 ? Decide(status) : Decide(status, ("delta_service_status_change_allow", allowed));

        Assert.Equal(leaves ? Verdict.Forward : Verdict.Drop(DropReason.Dedup), verdict);
    }

    [Theory]
    [InlineData(20, true)]
    [InlineData(21, false)]
    public void A_host_leaves_when_its_hard_change_is_within_the_tolerance(int seconds, bool leaves)
    {
        var verdict = Decide(HostStatus(("last_hard_state_change", Now - seconds)));

        Assert.Equal(leaves ? Verdict.Forward : Verdict.Drop(DropReason.Dedup), verdict);
        Assert.Equal(
            Verdict.Forward,
            Decide(HostStatus(("last_hard_state_change", Now - seconds)), ("delta_host_status_change_allow", "21"))
        );
    }

    [Fact]
    public void A_host_that_never_changed_is_compared_as_zero()
    {
        AssertDropped(DropReason.Dedup, HostStatus(("last_hard_state_change", 0)));
        AssertDropped(DropReason.Dedup, Legacy(Ids.LegacyHostStatus, ("last_hard_state_change", 0)));
        Assert.Equal(
            Verdict.Forward,
            Decide(HostStatus(("last_hard_state_change", 0)), ("enable_host_status_dedup", 0))
        );
    }

    [Fact]
    public void The_last_update_counts_in_legacy_statuses_and_absent_equals_absent_for_services()
    {
        var old = ("last_check", (object)(Now - 100));

        Assert.Equal(Verdict.Forward, Decide(Legacy(Ids.LegacyServiceStatus, old, ("last_update", Now))));
        Assert.Equal(Verdict.Forward, Decide(Legacy(Ids.LegacyHostStatus, old, ("last_update", Now))));
        Assert.Equal(
            Verdict.Forward,
            Decide(Legacy(Ids.LegacyServiceStatus, ("last_hard_state_change", 0), ("last_update", -1)))
        );
        AssertDropped(DropReason.Dedup, Legacy(Ids.LegacyServiceStatus, old));
        AssertDropped(DropReason.Dedup, ServiceStatus(old));
        AssertDropped(DropReason.Dedup, ServiceStatus(("last_hard_state_change", 0)));
    }

    [Fact]
    public void Soft_states_leave_when_asked_for()
    {
        AssertDropped(DropReason.HardOnly, ServiceStatus(("state_type", 0)));
        Assert.Equal(Verdict.Forward, Decide(ServiceStatus(("state_type", 0)), ("hard_only", 0)));
    }

    [Fact]
    public void Acknowledged_problems_leave_when_asked_for()
    {
        AssertKeptBack(DropReason.Acknowledged, ServiceStatus(("acknowledgement_type", 2)));
        AssertKeptBack(DropReason.Acknowledged, Legacy(Ids.LegacyHostStatus, ("acknowledged", true)));
        Assert.Equal(Verdict.Forward, Decide(Legacy(Ids.LegacyHostStatus, ("acknowledgement_type", 1))));
        Assert.Equal(Verdict.Forward, Decide(ServiceStatus(("acknowledgement_type", 2)), ("acknowledged", "1")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Every_depth_of_downtime_leaves_when_asked_for(int depth)
    {
        AssertKeptBack(DropReason.InDowntime, HostStatus(("scheduled_downtime_depth", depth)));
        Assert.Equal(Verdict.Forward, Decide(HostStatus(("scheduled_downtime_depth", depth)), ("in_downtime", 1)));
    }

    [Fact]
    public void Flapping_objects_leave_when_asked_for()
    {
        AssertDropped(DropReason.Flapping, HostStatus(("flapping", true)));
        Assert.Equal(Verdict.Forward, Decide(HostStatus(("flapping", true)), ("flapping", 1)));
    }

    [Fact]
    public void A_known_host_without_a_poller_is_dropped()
    {
        town.Host(2, "orphan", poller: 0);

        AssertDropped(DropReason.NoPoller, HostStatus(("host_id", 2)));
    }

    [Fact]
    public void Events_of_unknown_objects_are_held_or_forwarded_with_their_ids()
    {
        foreach (
            var unknown in new[]
            {
                HostStatus(("host_id", 99)),
                ServiceStatus(("service_id", 99)),
                Wire.Event(Ids.Acknowledgement, ("host_id", 99), ("state", 1)),
                Wire.Event(Ids.Downtime, ("host_id", 1), ("service_id", 99), ("type", 1)),
            }
        )
        {
            Assert.Equal(Verdict.Hold, Decide(unknown));
            Assert.Equal(Verdict.Forward, Decide(unknown, ("skip_anon_events", 0)));
        }
    }

    [Fact]
    public void What_would_be_dropped_anyway_is_not_held_so_that_it_cannot_push_out_a_change()
    {
        AssertDropped(DropReason.Dedup, ServiceStatus(("service_id", 99), ("last_hard_state_change", Now - 100)));
        AssertDropped(
            DropReason.StatusList,
            Wire.Event(Ids.Acknowledgement, ("host_id", 99), ("state", 1)),
            ("host_status", "2")
        );
    }

    [Fact]
    public void Events_without_ids_are_dropped()
    {
        AssertDropped(DropReason.NilId, HostStatus(("host_id", 0)));
        AssertDropped(DropReason.NilId, ServiceStatus(("service_id", 0)));
        AssertDropped(DropReason.NilId, Wire.Event(Ids.Downtime, ("id", 4)));
    }

    [Fact]
    public void The_fake_hosts_of_business_activities_leave_when_asked_for()
    {
        town.Host(14, "_Module_BAM_1");
        town.Service(14, 30, "ba_5");
        town.Service(14, 31, "ba_6");
        town.Host(15, "_Module_Meta");
        town.Tell(Wire.Event(Ids.BusinessActivity, ("ba_id", 5), ("ba_name", "Shop")));
        var known = ServiceStatus(("host_id", 14), ("service_id", 30));
        var unknown = ServiceStatus(("host_id", 14), ("service_id", 31));

        AssertDropped(DropReason.BamHost, known);
        AssertDropped(DropReason.BamHost, HostStatus(("host_id", 14)));
        Assert.Equal(Verdict.Forward, Decide(HostStatus(("host_id", 15))));
        Assert.Equal(Verdict.Forward, Decide(known, ("enable_bam_host", 1)));
        Assert.Equal(Verdict.Forward, Decide(HostStatus(("host_id", 14)), ("enable_bam_host", 1)));
        AssertDropped(DropReason.UnknownActivity, unknown, ("enable_bam_host", 1));
        Assert.Equal(Verdict.Forward, Decide(unknown, ("enable_bam_host", 1), ("skip_anon_events", 0)));
    }

    [Fact]
    public void Acknowledgements_follow_their_own_status_lists_else_those_of_the_statuses()
    {
        var ofHost = Wire.Event(Ids.Acknowledgement, ("host_id", 1), ("state", 1));
        var ofService = Wire.Event(Ids.Acknowledgement, ("host_id", 1), ("service_id", 10), ("type", 1), ("state", 3));

        Assert.Equal(Verdict.Forward, Decide(ofHost));
        Assert.Equal(Verdict.Forward, Decide(ofService));
        AssertDropped(DropReason.StatusList, ofHost, ("host_status", "2"));
        AssertDropped(DropReason.StatusList, ofService, ("ack_service_status", "1,2"));
        Assert.Equal(Verdict.Forward, Decide(ofHost, ("host_status", "2"), ("ack_host_status", "1")));
    }

    [Fact]
    public void Downtimes_of_known_objects_leave_in_every_step_of_their_life()
    {
        Assert.Equal(Verdict.Forward, Decide(Wire.Event(Ids.Downtime, ("id", 4), ("host_id", 1), ("type", 2))));
        Assert.Equal(
            Verdict.Forward,
            Decide(
                Wire.Event(
                    Ids.LegacyDowntime,
                    ("internal_id", 4),
                    ("host_id", 1),
                    ("service_id", 10),
                    ("type", 1),
                    ("deletion_time", Now)
                )
            )
        );
    }

    [Fact]
    public void The_status_of_a_business_activity_leaves_when_the_activity_is_known()
    {
        town.Tell(Wire.Event(Ids.BusinessActivity, ("ba_id", 5), ("ba_name", "Shop")));
        (string, object)[] accepted = [("accepted_categories", "bam"), ("accepted_elements", "ba_status")];

        Assert.Equal(Verdict.Forward, Decide(Wire.Event(Ids.BaStatus, ("ba_id", 5)), accepted));
        AssertDropped(DropReason.UnknownActivity, Wire.Event(Ids.BaStatus, ("ba_id", 6)), accepted);
        AssertDropped(DropReason.InDowntime, Wire.Event(Ids.BaStatus, ("ba_id", 5), ("in_downtime", true)), accepted);
        Assert.Equal(
            Verdict.Forward,
            Decide(Wire.Event(Ids.BaStatus, ("ba_id", 6)), [.. accepted, ("skip_anon_events", 0)])
        );
    }

    [Fact]
    public void Reasons_are_counted_under_readable_names()
    {
        Assert.Equal("held_overflow", DropReasons.NameOf(DropReason.HeldOverflow));
        Assert.Equal("dedup", DropReasons.NameOf(DropReason.Dedup));
        Assert.Equal("in_downtime", DropReasons.NameOf(DropReason.InDowntime));
    }

    private void AssertKeptBack(DropReason reason, BrokerEvent received)
    {
        Assert.Equal(Verdict.Suppress(reason), Decide(received));
        AssertDropped(reason, received, ("resend_after_suppression", 0));
    }

    private void AssertDropped(
        DropReason reason,
        BrokerEvent received,
        params (string Name, object Value)[] parameters
    ) => Assert.Equal(Verdict.Drop(reason), Decide(received, parameters));

    private Verdict Decide(BrokerEvent received, params (string Name, object Value)[] parameters) =>
        new EventFilter(Parameters.Filter(parameters)).Decide(received, town.Tell(received));

    private static BrokerEvent ServiceStatus(params (string Name, object Value)[] fields) =>
        Wire.Event(
            Ids.ServiceStatus,
            With(
                fields,
                ("host_id", 1),
                ("service_id", 10),
                ("state", 2),
                ("state_type", 1),
                ("last_check", Now),
                ("last_hard_state_change", Now)
            )
        );

    private static BrokerEvent HostStatus(params (string Name, object Value)[] fields) =>
        Wire.Event(
            Ids.HostStatus,
            With(
                fields,
                ("host_id", 1),
                ("state", 1),
                ("state_type", 1),
                ("last_check", Now),
                ("last_hard_state_change", Now)
            )
        );

    private static BrokerEvent Legacy(uint id, params (string Name, object Value)[] fields)
    {
        (string, object)[] usual =
        [
            ("host_id", 1),
            ("state", 1),
            ("state_type", 1),
            ("last_check", Now),
            ("last_hard_state_change", Now),
        ];
        return Wire.Event(id, With(fields, id == Ids.LegacyHostStatus ? usual : [.. usual, ("service_id", 10)]));
    }

    private static (string, object)[] With(
        (string Name, object Value)[] fields,
        params (string Name, object Value)[] usual
    ) => [.. usual.ExceptBy(fields.Select(field => field.Name), field => field.Name), .. fields];
}
