using System.Text;
using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Inventory;

namespace Forwarder.Agent.Tests.Inventory;

/// <summary>Events of unknown objects (decision 8).</summary>
public sealed class HeldEventsTests
{
    private readonly SteppedClock clock = new();
    private readonly Town town;

    public HeldEventsTests() => town = new Town(maxHeldEvents: 4, clock);

    [Fact]
    public void Held_events_come_back_when_their_poller_has_completed_its_configuration()
    {
        Hold(Status("first"));
        town.Starts(1);
        town.Host(1, "web");
        town.Service(1, 10, "Ping");
        Assert.Empty(Released());

        town.IsLoaded(1);

        Assert.Equal(["first"], Released());
        Assert.Equal(0, town.Estate.Held);
        Assert.Empty(Released());
    }

    [Fact]
    public void Only_the_latest_of_each_kind_waits_and_downtimes_do_not_replace_each_other()
    {
        Assert.Equal((0, 0), Hold(Status("older")));
        Assert.Equal((1, 0), Hold(Status("newer")));
        Assert.Equal((0, 0), Hold(Downtime(1)));
        Assert.Equal((0, 0), Hold(Downtime(2)));
        Announce();

        Assert.Equal(["newer", "downtime 1", "downtime 2"], Released());
    }

    [Fact]
    public void The_oldest_are_given_up_when_there_is_no_room()
    {
        for (var service = 1; service <= 4; service++)
        {
            Assert.Equal((0, 0), Hold(Status($"of {service}", service)));
        }

        Assert.Equal((0, 1), Hold(Status("of 5", 5)));

        Assert.Equal(4, town.Estate.Held);
    }

    [Fact]
    public void A_service_event_waits_for_host_and_service()
    {
        Hold(Status("waits"));
        town.Service(1, 10, "Ping");
        town.IsLoaded(1);
        Assert.Empty(Released());

        town.Host(1, "web");
        town.IsLoaded(1);
        Assert.Equal(["waits"], Released());
    }

    [Fact]
    public void A_later_event_of_the_object_does_not_overtake_those_that_wait()
    {
        Hold(Status("waits"));
        town.Host(1, "web");
        town.Service(1, 10, "Ping");

        town.Tell(Status("live"));

        Assert.Equal(["waits"], Released());
    }

    [Fact]
    public void When_no_end_of_the_configuration_comes_they_leave_after_a_while()
    {
        Hold(Status("waits"));
        town.Host(1, "web");
        town.Service(1, 10, "Ping");
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Empty(Released());

        clock.Advance(HeldEvents.Patience - TimeSpan.FromSeconds(1));
        Assert.Empty(Released());

        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["waits"], Released());
    }

    [Fact]
    public void They_survive_a_restart_of_the_agent_in_their_order()
    {
        Hold(Status("first", 10));
        Hold(Status("second", 11));
        Hold(Status("gone", 12));
        Hold(Status("third", 12));

        var restarted = town.Restarted();
        Assert.Equal(3, restarted.Estate.Held);
        restarted.Host(1, "web");
        restarted.Service(1, 10, "Ping");
        restarted.Service(1, 11, "Load");
        restarted.Service(1, 12, "Disk");
        restarted.IsLoaded(1);

        Assert.Equal(["first", "second", "third"], restarted.Estate.TakeReleased().Select(TextOf));
        var rows = new List<InventoryRow>();
        restarted.Estate.TakeChanges(rows);
        Assert.Equal(3, rows.Count(row => row is { Kind: (int)RowKind.HeldEvent, Value: null }));
    }

    private (int Superseded, int Overflowed) Hold(BrokerEvent received)
    {
        Assert.False(town.Tell(received).IsKnown);
        return town.Estate.Hold(received);
    }

    private void Announce()
    {
        town.Host(1, "web");
        town.Service(1, 10, "Ping");
        town.IsLoaded(1);
    }

    private string[] Released() => [.. town.Estate.TakeReleased().Select(TextOf)];

    private static string TextOf(HeldEvent held)
    {
        var decoded = new BrokerEvent();
        Assert.True(EventDecoder.TryDecode(EventCatalogue.Find(held.EventId)!, held.Payload, held.SourceId, decoded));
        Assert.Equal(7u, decoded.SourceId);
        return Encoding.UTF8.GetString(decoded.Text(Field.Output))
            + Encoding.UTF8.GetString(decoded.Text(Field.CommentData));
    }

    private static BrokerEvent Status(string output, int service = 10) =>
        Wire.Event(Ids.ServiceStatus, ("host_id", 1), ("service_id", service), ("output", output));

    private static BrokerEvent Downtime(int id) =>
        Wire.Event(
            Ids.Downtime,
            ("id", id),
            ("instance_id", 1),
            ("host_id", 1),
            ("service_id", 10),
            ("type", 1),
            ("comment_data", $"downtime {id}")
        );
}
