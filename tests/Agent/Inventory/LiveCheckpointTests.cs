using Forwarder.Agent.Inventory;

namespace Forwarder.Agent.Tests.Inventory;

public sealed class LiveCheckpointTests
{
    private readonly SteppedClock clock = new();
    private readonly Town town;

    public LiveCheckpointTests()
    {
        town = new Town(100, clock);
        town.Host(1, "web");
        town.Service(1, 10, "Ping");
        town.Tell(
            Wire.Event(
                Ids.ServiceStatus,
                ("host_id", 1),
                ("service_id", 10),
                ("state", 2),
                ("last_time_ok", 5),
                ("last_time_warning", 6),
                ("last_time_critical", 7),
                ("last_time_unknown", 8),
                ("scheduled_downtime_depth", 1),
                ("acknowledgement_type", 1)
            )
        );
    }

    [Fact]
    public void Live_statuses_are_written_once_a_minute_and_restored()
    {
        var first = Changes();
        Assert.DoesNotContain(first, row => row.Kind == (int)RowKind.LiveStatuses);
        clock.Advance(LiveCheckpoint.Interval);
        var second = Changes();
        Assert.Empty(Changes());

        var restarted = new Town(100, clock);
        restarted.Estate.Load(first.Concat(second));

        var live = restarted.ServiceOf(1, 10)!.Live;
        Assert.Equal((2, 5u, 6u, 7u, 8u), (live.State, live.LastTime0, live.LastTime1, live.LastTime2, live.LastTime3));
        Assert.True(live.IsAcknowledged);
        Assert.True(live.IsInDowntime);
    }

    [Fact]
    public void Parts_that_a_smaller_estate_no_longer_needs_are_deleted()
    {
        for (var service = 100ul; service < 8300; service++)
        {
            town.Service(1, service, "Many");
        }
        clock.Advance(LiveCheckpoint.Interval);
        var rows = Changes();
        Assert.Equal([0, 1, 2], LiveRows(rows).Select(row => row.A));

        var restarted = new Town(100, clock);
        restarted.Estate.Load(rows);
        restarted.Tell(Wire.Event(Ids.Host, ("host_id", 1), ("name", "web"), ("instance_id", 1)));
        restarted.Host(2, "left");
        clock.Advance(LiveCheckpoint.Interval);
        rows = [];
        restarted.Estate.TakeChanges(rows);

        Assert.Equal([true, false, false], LiveRows(rows).Select(row => row.Value is not null));
    }

    private List<InventoryRow> Changes()
    {
        var rows = new List<InventoryRow>();
        town.Estate.TakeChanges(rows);
        return rows;
    }

    private static IEnumerable<InventoryRow> LiveRows(IEnumerable<InventoryRow> rows) =>
        rows.Where(row => row.Kind == (int)RowKind.LiveStatuses);
}
