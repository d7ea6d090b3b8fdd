using Azure;
using Forwarder.Contracts.Publishers;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Mapping;
using Forwarder.Functions.Tables;
using Forwarder.Functions.Tests.DeadLetters;
using Forwarder.Functions.Tests.Logging;
using Forwarder.Functions.Tests.Tables;

namespace Forwarder.Functions.Tests.Delivery;

/// <summary>Packs of no known publisher, from the hub to where an operator sends them, in the emulator.</summary>
public sealed class UnclaimedLanesTests : IDisposable
{
    private const string Lane = "!unknown-3";
    private const string Lab = "lab.central";

    private static readonly PublisherId Publisher = new("lab", "central");

    private readonly TestLanes lanes;
    private readonly LetterRoute route = new();
    private readonly DeliveryTarget target;
    private readonly LaneBudget budget = new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60), TimeProvider.System);
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    public UnclaimedLanesTests(Azurite azurite)
    {
        lanes = new TestLanes(azurite);
        var mapper = new EventMapper(
            new MappingOptions { Connector = "c"u8.ToArray(), ConnectorName = "n"u8.ToArray() }
        );
        target = new DeliveryTarget("lab", mapper, route);
    }

    public void Dispose() => budget.Dispose();

    [Fact]
    public async Task Packs_of_one_epoch_are_delivered_as_the_publishers_in_order_and_the_others_stay()
    {
        await ArriveAsync(Pack(1, "a"), Pack(1, "other", "0000"), Pack(2, "b"), Pack(2, "another", "0000"));

        Assert.Equal(2, await Unclaimed().AssignAsync(Lane, TestPacks.Epoch, Publisher, cancellation));
        await DrainAsync();

        Assert.Equal(["a", "b"], route.Taken);
        var left = await Unclaimed().ListAsync(cancellation);
        Assert.Equal(("0000", 2), (Assert.Single(left).Epoch, left[0].Labels.Count));
        Assert.Equal((2, 2), await CountsAsync(Lane));
        Assert.Equal((2, 0), await CountsAsync(Lab));

        Assert.Equal(2, await Unclaimed().AssignAsync(Lane, null, Publisher, cancellation));
        Assert.True((await lanes.RowAsync(Lane)).IsEmpty);
        Assert.Equal((0, 0), await CountsAsync(Lane));
        await DrainAsync();
        Assert.Equal(["a", "b", "other", "another"], route.Taken);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_process_that_ends_between_the_two_writes_leaves_nothing_lost_and_nothing_twice(bool isDrained)
    {
        await ArriveAsync(Pack(1, "a"), Pack(2, "b"));
        var ended = new InterruptedStore(lanes.Store, () => throw new RequestFailedException(500, "ended"));
        await Assert.ThrowsAsync<RequestFailedException>(() =>
            Unclaimed(ended).AssignAsync(Lane, null, Publisher, cancellation)
        );
        Assert.Equal((2, 2), await CountsAsync(Lane));
        Assert.Equal((2, 2), await CountsAsync(Lab));
        if (isDrained)
        {
            await DrainAsync();
        }

        Assert.Equal(2, await Unclaimed().AssignAsync(Lane, null, Publisher, cancellation));
        Assert.Equal(0, await Unclaimed().AssignAsync(Lane, null, Publisher, cancellation));
        await DrainAsync();

        Assert.Equal(["a", "b"], route.Taken);
        Assert.Equal((0, 0), await CountsAsync(Lane));
        var row = await lanes.RowAsync(Lab);
        Assert.Equal((2, new DuplicateTally()), (row.Counters.Done.Delivered, row.Counters.Duplicates));
    }

    [Fact]
    public async Task What_arrives_meanwhile_is_not_lost_and_the_hub_may_deliver_again_what_was_moved()
    {
        await ArriveAsync(Pack(1, "a"));
        var arrived = false;
        var busy = new InterruptedStore(
            lanes.Store,
            async () =>
            {
                if (!arrived)
                {
                    arrived = true;
                    await ArriveAsync(Pack(2, "b"));
                }
            }
        );

        Assert.Equal(2, await Unclaimed(busy).AssignAsync(Lane, null, Publisher, cancellation));
        await ArriveAsync(Pack(1, "a"), Pack(2, "b"));
        await DrainAsync();

        Assert.True((await lanes.RowAsync(Lane)).IsEmpty);
        Assert.Equal(["a", "b"], route.Taken);
    }

    [Fact]
    public async Task Many_packs_and_large_ones_arrive_whole()
    {
        var large = new byte[3_000_000];
        new Random(1).NextBytes(large);
        await ArriveAsync([.. Enumerable.Range(1, 150).Select(n => Pack(n, $"{n}")), TestPacks.Raw(151, large)]);

        Assert.Equal(151, await Unclaimed().AssignAsync(Lane, null, Publisher, cancellation));

        var queue = await lanes.Store.QueueAsync(Lab, 0, new QueueLimit(1000), cancellation);
        Assert.Equal(Enumerable.Range(1, 151).Select(n => (long)n), queue.Select(pack => pack.Label.Key.Sequence));
        Assert.Equal(large, queue[^1].Body.ToArray());
        Assert.True((await lanes.RowAsync(Lane)).IsEmpty);
        Assert.Empty(await lanes.Store.QueueAsync(Lane, 0, new QueueLimit(10), cancellation));
    }

    [Fact]
    public async Task What_is_discarded_is_kept_as_a_settled_dead_letter_also_when_the_process_ends_in_between()
    {
        var pack = Pack(1, "a");
        await ArriveAsync(pack);
        var ended = new InterruptedStore(lanes.Store, () => throw new RequestFailedException(500, "ended"));
        await Assert.ThrowsAsync<RequestFailedException>(() =>
            Unclaimed(ended).DiscardAsync(Lane, null, "me", cancellation)
        );
        Assert.Equal((1, 1), await CountsAsync(Lane));

        Assert.Equal(1, await Unclaimed().DiscardAsync(Lane, null, "me", cancellation));

        var row = await lanes.RowAsync(Lane);
        Assert.Equal((true, 1, 1), (row.IsEmpty, row.Counters.Read, row.Counters.Done.DeadLettered));
        var letters = await lanes
            .DeadLetterTable.QueryAsync(TableFilter.Partition(UnclaimedLanes.LettersOf), cancellation)
            .ToListAsync(cancellation);
        var letter = Assert.Single(letters);
        Assert.Equal(
            ("discarded", "unclaimed", Lane, "discarded by me"),
            (letter.Text("state"), letter.Text("reason"), letter.Text("publisher"), letter.Text("detail"))
        );
        Assert.Equal(pack.Body.ToArray(), DeadLetterEntity.Content(letter));
    }

    private UnclaimedLanes Unclaimed(ILaneStore? store = null) =>
        new(
            store ?? lanes.Store,
            lanes.Directory,
            new LaneParking(
                store ?? lanes.Store,
                new LaneAlarms(new RecordingLogger<UnclaimedLanes>()),
                TimeProvider.System
            ),
            new TableDeadLetters(lanes.DeadLetterTable, TimeProvider.System)
        );

    private static LanePack Pack(long sequence, string output, string? epoch = null)
    {
        var pack = TestPacks.Of(sequence, DateTimeOffset.UtcNow, TestPacks.Status(1, output, DateTimeOffset.UtcNow));
        return epoch is null ? pack : pack with { Label = pack.Label with { Key = new PackKey(epoch, sequence) } };
    }

    private Task<LaneOutcome> ArriveAsync(params LanePack[] packs) =>
        lanes.Worker.ForwardAsync(Lane, packs, null, false, budget, cancellation);

    private async Task DrainAsync()
    {
        await lanes.Worker.DrainAsync(Lab, target, isProbe: false, () => false, cancellation);
        Assert.True((await lanes.RowAsync(Lab)).IsEmpty);
    }

    private async Task<(long Read, long Parked)> CountsAsync(string lane)
    {
        var counters = (await lanes.RowAsync(lane)).Counters;
        return (counters.Read, counters.Parked);
    }
}
