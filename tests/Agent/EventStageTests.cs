using System.Text.Json;
using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Filtering;
using Forwarder.Agent.Inventory;
using Forwarder.Agent.Tests.Bbdo;
using Forwarder.Agent.Tests.Filtering;
using Forwarder.Agent.Tests.Inventory;

namespace Forwarder.Agent.Tests;

/// <summary>Inventory and filter together: what waits, what is kept back, and what leaves when that ends.</summary>
public sealed class EventStageTests
{
    private const int Now = 1700000000;
    private readonly SteppedClock clock = new();
    private readonly SenderSession session = DuplicateSenders.Open(new TestPeer().Named("central"));
    private readonly List<JsonElement> left = [];
    private EventStage stage;

    public EventStageTests() => stage = Start([]);

    [Fact]
    public void A_change_kept_back_by_a_downtime_leaves_at_its_end()
    {
        Announce();
        Take(Status(state: 0));
        Take(Status(state: 2, depth: 1));
        Assert.Equal([0], States());

        Take(Adaptive(("scheduled_downtime_depth", 0)));

        Assert.Equal([0, 2], States());
        AssertConserved();
    }

    [Fact]
    public void A_repeated_check_after_the_downtime_brings_the_change_too()
    {
        Announce();
        Take(Status(state: 0));
        Take(Status(state: 2, depth: 1));

        Take(Status(state: 2, changed: Now - 600));

        Assert.Equal([0, 2], States());
        AssertConserved();
    }

    [Fact]
    public void A_change_that_was_over_before_the_downtime_never_leaves()
    {
        Announce();
        Take(Status(state: 0));
        Take(Status(state: 2, depth: 1));
        Take(Status(state: 0, depth: 1));

        Take(Adaptive(("scheduled_downtime_depth", 0)));

        Assert.Equal([0], States());
        AssertConserved();
    }

    [Fact]
    public void A_change_after_the_downtime_leaves_alone()
    {
        Announce();
        Take(Status(state: 0));
        Take(Status(state: 1, depth: 1));

        Take(Status(state: 2));
        Take(Adaptive(("scheduled_downtime_depth", 0)));

        Assert.Equal([0, 2], States());
    }

    [Fact]
    public void A_kept_status_that_a_later_state_has_overtaken_is_forgotten()
    {
        stage = Start([], ("service_status", "1,2,3"));
        Announce();
        Take(Status(state: 2, depth: 1));

        Take(Status(state: 0));

        Assert.Empty(left);
        Take(Adaptive(("scheduled_downtime_depth", 0)));
        Assert.Empty(left);
    }

    [Fact]
    public void What_an_acknowledgement_keeps_back_waits_for_its_end_and_for_that_of_the_downtime()
    {
        Announce();
        Take(Status(state: 1));
        Take(Status(state: 2, acknowledged: 2));

        Take(Adaptive(("scheduled_downtime_depth", 1)));
        Take(Adaptive(("acknowledgement_type", 0)));
        Assert.Equal([1], States());

        Take(Adaptive(("scheduled_downtime_depth", 0)));
        Assert.Equal([1, 2], States());
    }

    [Fact]
    public void Of_an_object_that_was_removed_and_announced_again_only_what_came_since_is_kept()
    {
        Announce();
        Take(Status(state: 1, depth: 1));
        Take(Wire.Event(Ids.Service, ("host_id", 1), ("service_id", 10), ("enabled", false)));
        Announce();
        Take(Status(state: 2, depth: 1));

        Take(Adaptive(("scheduled_downtime_depth", 0)));

        Assert.Equal([2], States());
        AssertConserved();
    }

    [Fact]
    public void What_is_kept_of_an_object_goes_with_it()
    {
        Announce();
        Take(Status(state: 1, depth: 1));
        Take(Wire.Event(Ids.Service, ("host_id", 1), ("service_id", 10), ("enabled", false)));
        Announce();
        Take(Wire.Event(Ids.InstanceConfiguration, ("poller_id", 1), ("loaded", true)));

        var rows = new List<InventoryRow>();
        stage.TakeChanges(rows);
        Assert.Null(Assert.Single(rows, row => row.Kind == (int)RowKind.SuppressedStatus).Value);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    public void An_object_of_which_nothing_has_left_counts_as_sound(int state, int leaving)
    {
        Announce();
        Take(Status(state, depth: 1));

        Take(Adaptive(("scheduled_downtime_depth", 0)));

        Assert.Equal(leaving, left.Count);
    }

    [Fact]
    public void What_has_left_is_known_after_a_restart_of_the_agent()
    {
        Announce();
        Take(Status(state: 2));
        Restart();
        Take(Status(state: 0, depth: 1));
        Take(Adaptive(("scheduled_downtime_depth", 0)));

        Assert.Equal([2, 0], States());
    }

    [Fact]
    public void Kept_statuses_survive_a_restart_of_the_agent()
    {
        Announce();
        Take(Status(state: 0));
        Take(Status(state: 2, depth: 1));

        Restart();
        Take(Adaptive(("scheduled_downtime_depth", 0)));

        Assert.Equal([0, 2], States());
        AssertConserved();
    }

    [Fact]
    public void Without_resend_after_suppression_nothing_is_kept()
    {
        stage = Start([], ("resend_after_suppression", 0));
        Announce();
        Take(Status(state: 2, depth: 1));
        Take(Adaptive(("scheduled_downtime_depth", 0)));

        Assert.Empty(left);
    }

    [Fact]
    public void What_something_else_speaks_against_is_not_kept()
    {
        Announce();
        Take(Status(state: 2, depth: 1, changed: Now - 600));
        Take(Adaptive(("scheduled_downtime_depth", 0)));

        Assert.Empty(left);
        AssertConserved();
    }

    [Fact]
    public void Held_events_leave_with_the_groups_of_their_object()
    {
        stage = Start([], ("accepted_hostgroups", "Web"));
        Take(Status(state: 2));
        Take(Wire.Event(Ids.Instance, ("instance_id", 1), ("name", "Central"), ("running", true)));
        Announce();
        Take(
            Wire.Event(
                Ids.HostGroupMember,
                ("host_id", 1),
                ("hostgroup_id", 5),
                ("name", "Web"),
                ("poller_id", 1),
                ("enabled", true)
            )
        );
        Assert.Empty(left);

        Take(Wire.Event(Ids.InstanceConfiguration, ("poller_id", 1), ("loaded", true)));

        Assert.Equal([2], States());
        AssertConserved();
    }

    [Fact]
    public void The_end_of_a_downtime_leaves_when_its_start_did_whatever_the_filters_say_by_then()
    {
        stage = Start([], ("accepted_hostgroups", "Web"));
        Announce();
        Join("Web", enabled: true);
        Take(Downtime(id: 4));
        Join("Web", enabled: false);

        Take(Downtime(id: 4, ended: Now + 60));
        Take(Downtime(id: 4, ended: Now + 60, removed: Now + 61));
        Take(Downtime(id: 5));
        Take(Downtime(id: 5, ended: Now + 60, removed: Now + 61));

        Assert.Equal([4, 4, 4], left.Select(line => line.GetProperty("id").GetInt64()));
        AssertConserved();
    }

    [Fact]
    public void The_end_of_a_downtime_leaves_when_its_host_is_gone_and_after_a_restart_of_the_agent()
    {
        Announce();
        Take(Downtime(id: 4));
        Take(Wire.Event(Ids.Host, ("host_id", 1), ("name", "web"), ("instance_id", 1)));
        Restart();

        Take(Downtime(id: 4, ended: Now + 60, removed: Now + 60));

        Assert.Equal(2, left.Count);
        Take(Downtime(id: 4, ended: Now + 60, removed: Now + 60));
        Assert.Equal(2, left.Count);
    }

    [Theory]
    [InlineData(Ids.Downtime)]
    [InlineData(Ids.LegacyDowntime)]
    public void Downtimes_that_a_restarted_engine_does_not_announce_again_are_ended(uint eventId)
    {
        Announce();
        Take(Downtime(id: 4, eventId));
        Take(Downtime(id: 5, eventId));
        Take(Downtime(id: 6, eventId));
        Take(Downtime(id: 6, eventId, ended: Now + 5));
        left.Clear();
        Restart();

        Take(Wire.Event(Ids.Instance, ("instance_id", 1), ("name", "Central"), ("running", true)));
        Announce();
        Take(Downtime(id: 5, eventId));
        left.Clear();
        Take(Wire.Event(Ids.InstanceConfiguration, ("poller_id", 1), ("loaded", true)));

        var end = Assert.Single(left);
        var time = clock.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal(4, end.GetProperty(eventId == Ids.Downtime ? "id" : "internal_id").GetInt64());
        Assert.Equal(time, end.GetProperty("actual_end_time").GetInt64());
        Assert.Equal(time, end.GetProperty("deletion_time").GetInt64());
        Assert.True(end.GetProperty("cancelled").GetBoolean());
        Assert.Equal(Now, end.GetProperty("entry_time").GetInt64());
        Assert.Equal("Maintenance", end.GetProperty("comment_data").GetString());
        Assert.Equal("web", end.GetProperty("cache").GetProperty("host").GetProperty("name").GetString());
        AssertConserved();
    }

    [Fact]
    public void A_downtime_with_the_number_of_an_old_one_does_not_keep_that_alive()
    {
        Announce();
        Take(Downtime(id: 1));
        Take(Wire.Event(Ids.Instance, ("instance_id", 1), ("name", "Central"), ("running", true)));
        Announce();
        Take(Downtime(id: 1, entry: Now + 500));
        left.Clear();

        Take(Wire.Event(Ids.InstanceConfiguration, ("poller_id", 1), ("loaded", true)));

        Assert.Equal(Now, Assert.Single(left).GetProperty("entry_time").GetInt64());
    }

    [Fact]
    public void Held_events_leave_with_the_clock_when_nothing_else_arrives()
    {
        Take(Status(state: 2));
        Announce();
        clock.Advance(TimeSpan.FromSeconds(1));
        Release();
        Assert.Empty(left);

        clock.Advance(HeldEvents.Patience);
        Release();

        Assert.Equal([2], States());
        AssertConserved();
    }

    [Fact]
    public void Held_events_that_the_next_version_cannot_read_are_counted_and_their_rows_removed()
    {
        stage = Start([
            new InventoryRow((int)RowKind.HeldEvent, 5, 0, [0, 1, 0, 99, 0, 0, 0, 0, 1]),
            new InventoryRow((int)RowKind.HeldEvent, 6, 0, [1]),
        ]);

        Assert.Equal((2, 2), (stage.Counters.Synthesized, stage.Counters.Undecodable));
        Assert.Equal(0, stage.Held);
        var rows = new List<InventoryRow>();
        stage.TakeChanges(rows);
        Assert.Equal([5L, 6L], rows.Where(row => row.Value is null).Select(row => row.A).Order());
    }

    [Fact]
    public void Texts_of_the_configuration_that_are_too_long_are_cut_between_characters_and_counted()
    {
        var name = new string('é', TextPool.MaxCleanBytes);
        Announce();
        Take(
            Wire.Event(
                Ids.Host,
                ("host_id", 1),
                ("name", $"a{name}"),
                ("notes", name),
                ("instance_id", 1),
                ("enabled", true)
            )
        );
        Take(Status(state: 2));

        var host = Assert.Single(left).GetProperty("cache").GetProperty("host");
        Assert.Equal($"a{name[..((TextPool.MaxCleanBytes / 2) - 1)]}", host.GetProperty("name").GetString());
        Assert.Equal(name[..(TextPool.MaxCleanBytes / 2)], host.GetProperty("notes").GetString());
        Assert.Equal(2, stage.CutTexts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_pollers_with_one_broker_id_behind_a_central_only_what_another_session_brings_is_a_duplicate(
        bool isKnownBefore
    )
    {
        var central = DuplicateSenders.Open(new TestPeer().Named("relay", 9, "192.0.2.9:40000"));
        if (isKnownBefore)
        {
            AnnounceOf(DuplicateSenders.Open(new TestPeer().Named("former", 9)), poller: 2);
            Restart();
        }
        AnnounceOf(session, poller: 1);
        Take(StatusOf(host: 1));

        AnnounceOf(central, poller: 1);
        Take(StatusOf(host: 1), central);
        AnnounceOf(central, poller: 2);
        Take(StatusOf(host: 2), central);
        Take(StatusOf(host: 1), central);
        Take(StatusOf(host: 2), central);

        Assert.Equal([1, 2, 2], left.Select(line => line.GetProperty("host_id").GetInt32()));
        Assert.Equal([("duplicate_sender", 2L)], stage.Counters.Filtered);
        AssertConserved();

        void AnnounceOf(SenderSession relaying, int poller)
        {
            Take(Wire.Event(Ids.Instance, ("instance_id", poller), ("name", "P"), ("running", true)), relaying);
            Take(
                Wire.Event(Ids.Host, ("host_id", poller), ("name", "h"), ("instance_id", poller), ("enabled", true)),
                relaying
            );
        }

        BrokerEvent StatusOf(int host) =>
            Wire.Event(
                Ids.HostStatus,
                ("host_id", host),
                ("state", 1),
                ("state_type", 1),
                ("last_check", Now),
                ("last_hard_state_change", Now)
            );
    }

    [Fact]
    public void What_is_about_an_unknown_object_is_a_duplicate_when_all_pollers_with_its_broker_id_are()
    {
        stage = Start([], ("skip_anon_events", 0));
        var other = DuplicateSenders.Open(new TestPeer().Named("relay", 9, "192.0.2.9:40000"));
        Take(Status(state: 2), other);
        Take(Wire.Event(Ids.Instance, ("instance_id", 1), ("name", "Central"), ("running", true)));
        Take(Wire.Event(Ids.Instance, ("instance_id", 1), ("name", "Central"), ("running", true)), other);

        Take(Status(state: 1));
        Take(Status(state: 1), other);
        Assert.Equal([2, 1], States());

        Take(Wire.Event(Ids.Instance, ("instance_id", 2), ("name", "Second"), ("running", true)), other);
        Take(Status(state: 3), other);
        Assert.Equal([2, 1, 3], States());
        AssertConserved();
    }

    private void Release() => stage.ReleaseHeld(line => left.Add(JsonDocument.Parse(line.ToArray()).RootElement));

    private EventStage Start(IEnumerable<InventoryRow> committed, params (string Name, object Value)[] parameters)
    {
        var started = new EventStage(Parameters.Set(parameters), clock);
        started.Load(committed);
        return started;
    }

    private void Restart()
    {
        var rows = new List<InventoryRow>();
        stage.TakeChanges(rows);
        stage = Start(rows.Where(row => row.Value is not null));
    }

    private void Take(BrokerEvent received, SenderSession? from = null) =>
        stage.Process(
            from ?? session,
            new ReceivedEvent(received.Type.Id, received.SourceId, 0, 1, received.Payload, EventFault.None, 1, 0),
            received,
            line => left.Add(JsonDocument.Parse(line.ToArray()).RootElement)
        );

    private int[] States() =>
        [.. left.Select(line => line.TryGetProperty("state", out var state) ? state.GetInt32() : 0)];

    private void AssertConserved() =>
        Assert.Equal(
            stage.Counters.Received + stage.Counters.Synthesized,
            stage.Counters.Filtered.Sum(entry => entry.Count)
                + stage.Counters.Forwarded.Sum(entry => entry.Count)
                + stage.Held
        );

    private void Announce()
    {
        Take(Wire.Event(Ids.Host, ("host_id", 1), ("name", "web"), ("instance_id", 1), ("enabled", true)));
        Take(Wire.Event(Ids.Service, ("host_id", 1), ("service_id", 10), ("description", "Ping"), ("enabled", true)));
    }

    private void Join(string group, bool enabled) =>
        Take(
            Wire.Event(
                Ids.HostGroupMember,
                ("host_id", 1),
                ("hostgroup_id", 5),
                ("name", group),
                ("poller_id", 1),
                ("enabled", enabled)
            )
        );

    private static BrokerEvent Status(int state, int depth = 0, int acknowledged = 0, int changed = Now) =>
        Wire.Event(
            Ids.ServiceStatus,
            ("host_id", 1),
            ("service_id", 10),
            ("state", state),
            ("state_type", 1),
            ("last_check", Now),
            ("last_hard_state_change", changed),
            ("scheduled_downtime_depth", depth),
            ("acknowledgement_type", acknowledged)
        );

    private static BrokerEvent Adaptive(params (string Name, object Value)[] fields) =>
        Wire.Event(Ids.AdaptiveServiceStatus, [("host_id", 1), ("service_id", 10), .. fields]);

    private static BrokerEvent Downtime(
        int id,
        uint eventId = Ids.Downtime,
        long ended = -1,
        long removed = -1,
        int entry = Now
    ) =>
        Wire.Event(
            eventId,
            (eventId == Ids.Downtime ? "id" : "internal_id", id),
            ("instance_id", 1),
            ("host_id", 1),
            ("service_id", 10),
            ("type", 1),
            ("author", "ops"),
            ("comment_data", "Maintenance"),
            ("entry_time", entry),
            ("actual_start_time", Now),
            ("actual_end_time", ended),
            ("deletion_time", removed),
            ("started", true)
        );
}
