using Forwarder.Functions.Delivery;
using Forwarder.Functions.Tables;
using Forwarder.Functions.Tests.Tables;

namespace Forwarder.Functions.Tests.Delivery;

/// <summary>Against the real emulator.</summary>
public sealed class TableLaneStoreTests
{
    private const string Publisher = "lab.central";
    private static readonly QueueLimit All = new(1000);

    private readonly TableClient table;
    private readonly TableLaneStore store;
    private readonly ManualTime time = new();
    private readonly LaneDirectory directory;
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    public TableLaneStoreTests(Azurite azurite)
    {
        table = azurite.NewTable();
        directory = new LaneDirectory(table, time);
        store = new TableLaneStore(table, directory);
    }

    [Fact]
    public async Task A_lane_row_comes_back_as_it_was()
    {
        var row = new LaneRow
        {
            Accepted = AcceptedPacks.None.With(new("a\"b", 7)).With(new("0f8a", 3)).With(new("0f8a", 9)),
            Head = 5,
            Tail = long.MaxValue,
            Offset = new PackOffset(new PackKey("0f8a", 10), 2000, 500),
            Owner = 12,
            Holder = "h/1",
            Step = 99,
            LeaseUntil = TestPacks.Created,
            RenewedAt = TestPacks.Created.AddTicks(1234567),
            Attempt = new PackAttempt(new PackKey("0f8a", 10), 500, 2),
            DownSince = TestPacks.Created,
            NextProbe = TestPacks.Created.AddSeconds(1),
            LastHub = new HubPosition("3", 4711, TestPacks.Created),
            Counters = new LaneCounters
            {
                Lines = 1,
                Done = new LineTally
                {
                    Delivered = 2,
                    DesiredState = 3,
                    NotMapped = 4,
                    DeadLettered = 5,
                    Superseded = 6,
                    Heartbeats = 7,
                    Unknown = 8,
                },
                Parked = 9,
                InProgress = 10,
                Packs = 11,
                Quarantined = 12,
                Duplicates = new DuplicateTally
                {
                    Resent = 13,
                    Redelivered = 14,
                    AfterCrash = 15,
                    UnknownOutcome = 16,
                    RefusedChunk = 17,
                },
                OpenDeadLetters = 18,
                Redriven = 19,
            },
        };

        var written = await WriteAsync(row);
        var read = await store.ReadAsync(Publisher, cancellation);

        Assert.Equal(row, read.Row);
        Assert.Equal(written.ETag, read.ETag);
        Assert.Equal(LaneRow.New, (await store.ReadAsync("other.agent", cancellation)).Row);
    }

    [Fact]
    public async Task Even_the_fullest_memory_of_epochs_fits_into_its_row()
    {
        var accepted = AcceptedPacks.None;
        for (var epoch = 0; epoch < 70; epoch++)
        {
            for (var jump = 0; jump < 6; jump++)
            {
                accepted = accepted.With(
                    new PackKey(
                        new string((char)('a' + (epoch % 26)), 60) + $"{epoch:D4}",
                        long.MaxValue - 100 + (jump * 9)
                    )
                );
            }
        }

        await WriteAsync(LaneRow.New with { Accepted = accepted });

        Assert.Equal(accepted, (await store.ReadAsync(Publisher, cancellation)).Row.Accepted);
    }

    [Fact]
    public async Task Packs_wait_in_order_and_leave_with_the_write_that_says_so()
    {
        var packs = Enumerable.Range(1, 12).Select(n => TestPacks.Raw(n, [(byte)n, 0, 255])).ToList();
        var parked = await ParkAsync(packs);

        var some = await store.QueueAsync(Publisher, 0, new QueueLimit(5), cancellation);
        var labels = await store.QueueAsync(Publisher, 7, All with { WithBodies = false }, cancellation);
        var few = await store.QueueAsync(Publisher, 0, new QueueLimit(100, Bytes: 7), cancellation);

        Assert.Equal(packs.Take(5), some.Select(pack => pack.Pack), SamePack);
        Assert.Equal([8, 9, 10, 11, 12], labels.Select(pack => pack.Label.Key.Sequence));
        Assert.All(labels, pack => Assert.True(pack.Body.IsEmpty));
        Assert.Equal(3, few.Count);

        await store.WriteAsync(parked, parked.Row with { Head = 5 }, [], some, cancellation);

        Assert.Equal(
            packs.Skip(5),
            (await store.QueueAsync(Publisher, 0, All, cancellation)).Select(pack => pack.Pack),
            SamePack
        );
    }

    [Fact]
    public async Task A_pack_larger_than_a_row_takes_several()
    {
        var large = new byte[1_040_000];
        new Random(1).NextBytes(large);
        var parked = await ParkAsync([TestPacks.Raw(1, [1]), TestPacks.Raw(2, large), TestPacks.Raw(3, [3])]);

        var queue = await store.QueueAsync(Publisher, 0, All, cancellation);
        var labels = await store.QueueAsync(Publisher, 0, All with { WithBodies = false }, cancellation);

        Assert.Equal([1, 1_040_000, 1], queue.Select(pack => pack.Body.Length));
        Assert.True(large.AsSpan().SequenceEqual(queue[1].Body.Span));
        Assert.Equal([1, 2, 1], queue.Select(pack => pack.Rows.Count));
        Assert.Equal(queue.SelectMany(pack => pack.Rows), labels.SelectMany(pack => pack.Rows));

        await store.WriteAsync(parked, parked.Row with { Head = 3 }, [], labels, cancellation);
        Assert.Empty(await store.QueueAsync(Publisher, 0, All, cancellation));
    }

    [Theory]
    [InlineData(60 * 1024, 32)]
    [InlineData(10, 99)]
    [InlineData(1_040_000, 2)]
    public async Task What_fits_into_one_write_is_accepted(int bytes, int least)
    {
        var packs = Enumerable.Range(1, 150).Select(n => TestPacks.Raw(n, new byte[bytes])).ToList();

        var fitting = store.Fitting(packs, 0);
        await ParkAsync(packs.GetRange(0, fitting));

        Assert.True(fitting >= least, $"Only {fitting} fit.");
        Assert.Equal(fitting, (await store.QueueAsync(Publisher, 0, All, cancellation)).Count);
    }

    [Fact]
    public async Task Who_writes_later_from_the_same_reading_writes_nothing()
    {
        var nobody = await store.ReadAsync(Publisher, cancellation);
        Assert.NotNull(await store.WriteAsync(nobody, LaneRow.New with { Owner = 1 }, [], [], cancellation));
        Assert.Null(await store.WriteAsync(nobody, LaneRow.New with { Owner = 2 }, [], [], cancellation));

        var read = await store.ReadAsync(Publisher, cancellation);
        Assert.NotNull(await store.WriteAsync(read, read.Row with { Owner = 3 }, [], [], cancellation));
        Assert.Null(
            await store.WriteAsync(
                read,
                read.Row with
                {
                    Owner = 4,
                    Tail = 1,
                },
                [TestPacks.Raw(1, [1])],
                [],
                cancellation
            )
        );

        Assert.Equal(3, (await store.ReadAsync(Publisher, cancellation)).Row.Owner);
        Assert.Empty(await store.QueueAsync(Publisher, 0, All, cancellation));
    }

    [Fact]
    public async Task The_directory_knows_every_lane_and_which_may_have_packs()
    {
        await WriteAsync(LaneRow.New);
        await store.AnnounceAsync("!unknown-3", cancellation);

        var all = await directory.ListAsync(parkedOnly: false, cancellation);
        var parked = await directory.ListAsync(parkedOnly: true, cancellation);

        Assert.Equal(["!unknown-3", Publisher], all.Select(entry => entry.Publisher));
        Assert.Equal(["!unknown-3"], parked.Select(entry => entry.Publisher));
    }

    [Fact]
    public async Task A_lane_is_settled_only_long_after_it_was_announced_and_never_over_a_new_announcement()
    {
        await store.AnnounceAsync(Publisher, cancellation);
        var entry = Assert.Single(await directory.ListAsync(parkedOnly: true, cancellation));

        await directory.SettleAsync(entry, cancellation);
        Assert.Single(await directory.ListAsync(parkedOnly: true, cancellation));

        time.Advance(TimeSpan.FromMinutes(6));
        await store.AnnounceAsync(Publisher, cancellation);
        await directory.SettleAsync(entry, cancellation);
        entry = Assert.Single(await directory.ListAsync(parkedOnly: true, cancellation));

        time.Advance(TimeSpan.FromMinutes(6));
        await directory.SettleAsync(entry, cancellation);
        Assert.Empty(await directory.ListAsync(parkedOnly: true, cancellation));
        Assert.Single(await directory.ListAsync(parkedOnly: false, cancellation));
    }

    private static bool SamePack(LanePack expected, LanePack actual) =>
        expected.Label == actual.Label && expected.Body.Span.SequenceEqual(actual.Body.Span);

    private async Task<StoredLane> WriteAsync(LaneRow row) =>
        (await store.WriteAsync(await store.ReadAsync(Publisher, cancellation), row, [], [], cancellation))!;

    private async Task<StoredLane> ParkAsync(List<LanePack> packs)
    {
        var lane = await store.ReadAsync(Publisher, cancellation);
        var row = LaneLogic.Append(lane.Row, packs.Select(pack => pack.Label));
        return (await store.WriteAsync(lane, row, packs, [], cancellation))!;
    }
}
