using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Inventory;

namespace Forwarder.Agent.Tests.Inventory;

/// <summary>A persisted row that cannot be read is counted and removed; it takes nothing else with it.</summary>
public sealed class UnreadableRowTests
{
    private static readonly byte[][] Damages =
    [
        [],
        [0],
        [.. Enumerable.Repeat((byte)0xFF, 40)],
        [.. "null"u8],
        [.. "[1]"u8],
        [.. "{\"name\":5,\"level\":\"x\",\"pollers\":{}}"u8],
        [.. "{\"name\":null,\"generation\":1e99,\"pollers\":[7]}"u8],
    ];

    // A row of an activity in a view is its key alone.
    public static TheoryData<string> Kinds =>
        [.. Enum.GetValues<RowKind>().Except([RowKind.ActivityInView]).Select(kind => kind.ToString())];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Is_counted_and_everything_else_is_loaded(string kindName)
    {
        var kind = Enum.Parse<RowKind>(kindName);
        var rows = RowsOfEveryKind();
        var damaged = Assert.Single(rows, row => row.Kind == (int)kind);
        // any byte is a state, and no record at all is a number of whole records
        var noRows = kind switch
        {
            RowKind.ForwardedState => Damages[..1],
            RowKind.LiveStatuses => Damages[1..],
            _ => Damages,
        };
        foreach (var damage in noRows)
        {
            Assert.Equal(1, Load(rows, damaged with { Value = damage }).UnreadableRows.GetValueOrDefault(kind));
        }
        foreach (var damage in CutsOf(damaged.Value!))
        {
            var restarted = Load(rows, damaged with { Value = damage });

            var unreadable = restarted.UnreadableRows.ToList();
            Assert.All(unreadable, row => Assert.Equal(kind, row.Key));
            Assert.True(unreadable.Count == 1 || IsReadable(kind, damage), Convert.ToHexString(damage));
            var changed = new List<InventoryRow>();
            restarted.TakeChanges(changed);
            Assert.True(
                unreadable.Count == 0
                    || changed.Any(row => (row.Kind, row.A, row.B) == (damaged.Kind, damaged.A, damaged.B)),
                "the row stays"
            );
        }
    }

    [Fact]
    public void Of_a_host_leaves_its_services_unnamed_until_it_is_announced_again()
    {
        var rows = RowsOfEveryKind();
        var host = rows.Single(row => row.Kind == (int)RowKind.Host);
        var restarted = Load(rows, host with { Value = host.Value![..^9] });

        Assert.Null(restarted.Objects.Find(new ObjectKey(1, 0)) is { IsAnnounced: true } known ? known : null);
        Assert.False(restarted.Apply(Status(0)).IsKnown);

        restarted.Apply(Wire.Event(Ids.Host, ("host_id", 1), ("name", "web"), ("instance_id", 1), ("enabled", true)));
        Assert.True(restarted.Apply(Status(0)).IsKnown);
    }

    [Fact]
    public void Of_a_later_version_stays_for_it()
    {
        var restarted = Load([], new InventoryRow(999, 1, 0, [1, 2, 3]));

        var changed = new List<InventoryRow>();
        restarted.TakeChanges(changed);
        Assert.Empty(restarted.UnreadableRows);
        Assert.Empty(changed);
    }

    // What is cut between two fields is an event still, and between two records a row of live statuses.
    private static bool IsReadable(RowKind kind, byte[] damage) =>
        kind switch
        {
            RowKind.LiveStatuses => damage.Length % 34 == 0,
            RowKind.HeldEvent => damage.Length >= 8,
            RowKind.SuppressedStatus => damage.Length >= 9,
            RowKind.ForwardedDowntime => damage.Length >= 21,
            _ => false,
        };

    private static IEnumerable<byte[]> CutsOf(byte[] value) =>
        Enumerable.Range(1, Math.Max(0, value.Length - 1)).Select(length => value[..length]);

    private static Estate Load(IEnumerable<InventoryRow> rows, InventoryRow damaged)
    {
        var restarted = new Estate(100, TimeProvider.System);
        restarted.Load(
            rows.Where(row => (row.Kind, row.A, row.B) != (damaged.Kind, damaged.A, damaged.B))
                .Append(damaged)
                .OrderBy(row => row.Kind)
        );
        return restarted;
    }

    private static BrokerEvent Status(int depth) =>
        Wire.Event(
            Ids.ServiceStatus,
            ("host_id", 1),
            ("service_id", 10),
            ("state", 2),
            ("state_type", 1),
            ("scheduled_downtime_depth", depth)
        );

    private static List<InventoryRow> RowsOfEveryKind()
    {
        var clock = new SteppedClock();
        var town = new Town(100, clock);
        town.Starts(1);
        town.Tell(Wire.Event(Ids.Severity, ("id", 3), ("type", 1), ("level", 2), ("name", "high"), ("poller_id", 1)));
        town.Tell(Wire.Event(Ids.Tag, ("id", 4), ("type", 3), ("name", "Linux"), ("poller_id", 1)));
        town.Host(1, "web");
        town.Service(1, 10, "Ping");
        town.HostGroup(20, "Paris");
        town.Joins(1, 20, "Paris");
        town.Tell(
            Wire.Event(Ids.ServiceGroup, ("servicegroup_id", 30), ("name", "Net"), ("poller_id", 1), ("enabled", true))
        );
        town.Tell(
            Wire.Event(
                Ids.CustomVariable,
                ("host_id", 1),
                ("name", "CRITICALITY_LEVEL"),
                ("value", "4"),
                ("enabled", true)
            )
        );
        town.Tell(Wire.Event(Ids.BusinessActivity, ("ba_id", 5), ("ba_name", "Shop")));
        town.Tell(Wire.Event(Ids.BusinessView, ("bv_id", 6), ("bv_name", "Sales")));
        town.Tell(Wire.Event(Ids.ActivityInView, ("ba_id", 5), ("bv_id", 6)));
        town.IsLoaded(1);
        town.Estate.Hold(Wire.Event(Ids.ServiceStatus, ("host_id", 7), ("service_id", 8), ("output", "held")));
        var downtime = Wire.Event(
            Ids.Downtime,
            ("id", 9),
            ("instance_id", 1),
            ("host_id", 1),
            ("service_id", 10),
            ("type", 1)
        );
        town.Estate.Forwarded(downtime, town.Tell(downtime));
        var status = Status(0);
        town.Estate.Forwarded(status, town.Tell(status));
        var suppressed = Status(1);
        town.Estate.Suppress(suppressed, town.Tell(suppressed));
        clock.Advance(LiveCheckpoint.Interval);
        var rows = new List<InventoryRow>();
        town.Estate.TakeChanges(rows);
        return [.. rows.Where(row => row.Value is not null)];
    }
}
