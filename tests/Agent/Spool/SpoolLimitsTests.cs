using Forwarder.Agent.Spool;
using Forwarder.Contracts.Packs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forwarder.Agent.Tests.Spool;

/// <summary>What a full spool does, with a real database.</summary>
public sealed class SpoolLimitsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly SteppedClock clock = new();
    private long sequence;

    [Fact]
    public void A_spool_that_keeps_everything_says_that_it_is_full_and_drops_nothing()
    {
        using var spool = Open(new SpoolLimits(1000, null, DropsOldest: false));
        spool.Commit([Pack(400)], [], []);
        Assert.True(spool.HasRoom());
        Assert.Equal(default, spool.Commit([Pack(600)], [], []));
        Assert.False(spool.HasRoom());
        Assert.True(spool.Read().IsFull);
        Assert.Equal(new SpoolDepth(2, 2, 1000), spool.ReadDepth());

        spool.Leave(spool.ReadPacks(0, 1)[0], []);
        Assert.True(spool.HasRoom());
    }

    [Fact]
    public void A_spool_that_was_full_takes_events_again_when_a_tenth_is_free()
    {
        using var spool = Open(new SpoolLimits(1000, null, DropsOldest: false));
        spool.Commit([Pack(100), Pack(1), Pack(899)], [], []);
        Assert.False(spool.HasRoom());
        spool.Leave(spool.ReadPacks(0, 1)[0], []);
        Assert.False(spool.HasRoom());
        spool.Leave(spool.ReadPacks(0, 1)[0], []);
        Assert.True(spool.HasRoom());
        spool.Commit([Pack(100)], [], []);
        Assert.True(spool.HasRoom());
    }

    [Fact]
    public void What_is_set_aside_counts_against_the_bound()
    {
        using var spool = Open(new SpoolLimits(1000, null, DropsOldest: false));
        spool.Commit([Pack(400), Pack(600)], [], []);
        var first = spool.ReadPacks(0, 1)[0];
        spool.Leave(first, [new RefusedPack(first.Body, 1, "status 400")]);
        Assert.False(spool.HasRoom());
        Assert.Equal(1000, spool.ReadHeldBytes());
    }

    [Fact]
    public void A_spool_that_drops_lets_go_first_what_the_hub_refuses_for_ever()
    {
        using var spool = Open(new SpoolLimits(1000, null, DropsOldest: true));
        spool.Commit([Pack(400), Pack(600)], [], []);
        var first = spool.ReadPacks(0, 1)[0];
        spool.Leave(first, [new RefusedPack(first.Body, 1, "status 400")]);
        Assert.Equal(new DroppedPacks(1, 1), spool.Commit([Pack(300)], [], []));
        Assert.Equal([2, 3], Sequences(spool));
        var reading = spool.Read();
        Assert.Equal((0, 2, 1), (reading.SetAside.Packs, reading.Pending, reading.Dropped.Events));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_spool_whose_disk_has_less_than_its_reserve_takes_nothing_and_drops_nothing(bool dropsOldest)
    {
        using var spool = Open(new SpoolLimits(1000, null, dropsOldest) { DiskReserveBytes = long.MaxValue });
        Assert.Equal(default, spool.Commit([Pack(10)], [], []));
        Assert.False(spool.HasRoom());
        Assert.True(spool.Read().IsFull);
        Assert.InRange(spool.ReadScarceBytes()!.Value, 1, long.MaxValue - 1);
        Assert.Equal(1, spool.ReadDepth().Packs);
    }

    [Fact]
    public void A_spool_that_keeps_everything_is_full_when_its_oldest_pack_is_too_old()
    {
        using var spool = Open(new SpoolLimits(1000, TimeSpan.FromHours(1), DropsOldest: false));
        spool.Commit([Pack(1)], [], []);
        clock.Advance(TimeSpan.FromHours(1));
        Assert.True(spool.HasRoom());
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(spool.HasRoom());
        Assert.Equal(default, spool.DropOld());
    }

    [Fact]
    public void A_spool_that_drops_makes_room_for_the_newest_and_counts_what_it_lost()
    {
        using var spool = Open(new SpoolLimits(1000, null, DropsOldest: true));
        spool.Commit([Pack(400), Pack(400)], [], []);
        Assert.Equal(new DroppedPacks(1, 1), spool.Commit([Pack(500)], [], []));
        Assert.Equal([2, 3], Sequences(spool));
        Assert.True(spool.HasRoom());
        Assert.Equal(new DroppedPacks(2, 2), spool.Commit([Pack(5000)], [], []));
        Assert.Equal([4], Sequences(spool));
        var reading = spool.Read();
        Assert.Equal(new DroppedPacks(3, 3), reading.Dropped);
        Assert.Equal(1, reading.Pending);
    }

    [Fact]
    public void The_files_of_a_spool_that_drops_stay_as_small_as_its_bound_and_the_log_of_SQLite()
    {
        const int Bound = 1_000_000;
        const int PackBytes = 200_000;
        const int Packs = 100;
        const int LargestLog = 5_000_000;
        using var spool = Open(new SpoolLimits(Bound, null, DropsOldest: true));
        var (dropped, largest) = (0L, 0L);
        for (var i = 0; i < Packs; i++)
        {
            dropped += spool.Commit([Pack(PackBytes)], [], []).Packs;
            largest = Math.Max(largest, SpoolFile.BytesIn(folder.Path));
        }
        Assert.Equal(Packs - (Bound / PackBytes), dropped);
        Assert.Equal(dropped, spool.Read().Dropped.Packs);
        Assert.Equal(Bound, spool.ReadHeldBytes());
        Assert.InRange(largest, Bound, Bound + PackBytes + LargestLog);
    }

    [Fact]
    public void A_spool_that_drops_lets_old_packs_go_without_a_new_one()
    {
        using var spool = Open(new SpoolLimits(1000, TimeSpan.FromHours(1), DropsOldest: true));
        spool.Commit([Pack(1)], [], []);
        clock.Advance(TimeSpan.FromMinutes(50));
        spool.Commit([Pack(1)], [], []);
        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(default, spool.DropOld());
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(new DroppedPacks(1, 1), spool.DropOld());
        Assert.Equal([2], Sequences(spool));
    }

    [Fact]
    public void The_pack_that_is_being_published_is_never_dropped_and_a_dropped_one_is_never_published()
    {
        using var spool = Open(new SpoolLimits(1000, null, DropsOldest: true));
        spool.Commit([Pack(400), Pack(400)], [], []);
        var read = spool.ReadPacks(0, 10);
        Assert.True(spool.TryTake(read[0]));
        spool.Commit([Pack(600)], [], []);
        Assert.Equal([1, 3], Sequences(spool));

        spool.Leave(read[0], []);
        Assert.False(spool.TryTake(read[1]));
        var reading = spool.Read();
        Assert.Equal((1, 1, 1), (reading.Published, reading.Pending, reading.Dropped.Events));
    }

    [Fact]
    public void What_earlier_starts_left_is_counted_apart()
    {
        using (var former = Open(SpoolLimits.None))
        {
            former.Commit([Whole(1, 2), Whole(2, 1)], [], []);
            var first = former.ReadPacks(0, 1)[0];
            former.Leave(first, [new RefusedPack(Whole(7, 1).Body, 1, "status 413")]);
            var left = former.Read();
            Assert.Equal((1, 2, 1), (left.Published, left.Pending, left.SetAside.Events));
        }
        using var spool = Open(SpoolLimits.None);
        spool.Commit([Pack(10)], [], []);
        spool.Leave(spool.ReadPacks(0, 1)[0], []);
        var reading = spool.Read();
        Assert.Equal((2, 1, 2), (reading.Recovered, reading.Published, reading.Pending));
        Assert.Equal((1, 1), (reading.SetAside.Packs, reading.SetAside.Events));
        Assert.Equal(1, reading.Waiting.Packs);
    }

    public void Dispose() => folder.Dispose();

    private static IEnumerable<int> Sequences(SpoolDatabase spool) =>
        spool.ReadPacks(0, 100).Select(pack => (int)pack.Body[0]);

    private SpoolDatabase Open(SpoolLimits limits) =>
        SpoolDatabase.Open(folder.Path, limits, clock, NullLogger.Instance);

    private SealedPack Whole(long number, int events)
    {
        using var writer = new PackWriter(new PackLimits());
        for (var i = 0; i < events; i++)
        {
            writer.TryAdd("{}"u8);
        }
        return new SealedPack(
            "epoch",
            number,
            clock.GetUtcNow(),
            events,
            writer.Seal("epoch", number, clock.GetUtcNow())
        );
    }

    private SealedPack Pack(int bytes)
    {
        var body = new byte[bytes];
        body[0] = (byte)++sequence;
        return new SealedPack("epoch", sequence, clock.GetUtcNow(), 1, body);
    }
}
