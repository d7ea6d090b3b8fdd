using Forwarder.Functions.DeadLetters;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Tables;
using Forwarder.Functions.Tests.Delivery;
using Forwarder.Functions.Tests.Tables;

namespace Forwarder.Functions.Tests.DeadLetters;

public sealed class LetterCleaningTests : IDisposable
{
    private readonly LetterLane lane;
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    public LetterCleaningTests(Azurite azurite) => lane = new LetterLane(new TestLanes(azurite));

    [Fact]
    public async Task What_was_settled_and_executed_is_removed_after_its_retention_and_what_is_open_stays()
    {
        await lane.RefuseAsync(LetterLane.Status(1, "one"), LetterLane.Status(2, "two"));
        lane.Route.Refused.Add("two");
        var executed = await lane.OrderAsync(LetterAction.Redrive, null);
        await lane.PassAsync();
        var waiting = await lane.OrderAsync(LetterAction.Redrive, null);

        await CleanAsync(TimeSpan.FromDays(29));
        Assert.Equal(["delivered", "open"], await lane.StatesAsync());
        Assert.Equal(2, (await lane.Desk.OrdersAsync(cancellation)).Count);

        await CleanAsync(TimeSpan.FromDays(31));
        Assert.Equal(["open"], await lane.StatesAsync());
        Assert.Equal([waiting.Id], (await lane.Desk.OrdersAsync(cancellation)).Select(order => order.Id));
        Assert.NotEqual(executed.Id, waiting.Id);
    }

    [Fact]
    public async Task More_than_a_transaction_can_hold_are_removed_at_once()
    {
        var outputs = Enumerable.Range(1, 200).Select(n => $"{n}").ToArray();
        await lane.RefuseAsync([.. outputs.Select((output, n) => LetterLane.Status(n + 1, output))]);
        await lane.OrderAsync(LetterAction.Discard, null);
        await lane.Lanes.LetterPassAsync();

        await CleanAsync(TimeSpan.FromDays(31));

        Assert.Empty(await lane.StatesAsync());
    }

    [Fact]
    public async Task What_a_redrive_pack_needed_on_its_way_stays_until_it_has_left_its_lane()
    {
        await lane.RefuseAsync(LetterLane.Status(1, "one"));
        await lane.OrderAsync(LetterAction.Redrive, null);
        await lane.Lanes.LetterPassAsync();

        await CleanAsync(TimeSpan.Zero);
        Assert.Equal(["!count.lab.central", "!pack.lab.central.0000000000000000001"], await WayAsync());

        await lane.DrainAsync();
        await CleanAsync(TimeSpan.Zero);
        Assert.Equal(["!count.lab.central"], await WayAsync());
    }

    [Fact]
    public async Task Redrive_packs_are_counted_anew_only_when_their_lane_has_forgotten_them()
    {
        await lane.RefuseAsync(LetterLane.Status(1, "one"), LetterLane.Status(2, "two"));
        lane.Route.Refused.Add("two");
        await lane.OrderAsync(LetterAction.Redrive, null);
        await lane.PassAsync();
        await CleanAsync(TimeSpan.Zero);
        Assert.Equal(["!count.lab.central"], await WayAsync());

        for (var start = 0; start < AcceptedPacks.MostEpochs; start++)
        {
            await lane.ForwardAsync(TestPacks.Of($"start-{start}", 1, DateTimeOffset.UtcNow, "{}"));
        }
        await CleanAsync(TimeSpan.Zero);
        Assert.Empty(await WayAsync());

        lane.Route.Refused.Clear();
        await lane.OrderAsync(LetterAction.Redrive, null);
        await lane.PassAsync();
        Assert.Equal(["one", "two"], lane.Route.Taken);
        Assert.Equal(["delivered", "delivered"], await lane.StatesAsync());
    }

    [Fact]
    public void It_is_done_once_an_hour()
    {
        var time = new ManualTime();
        var cleaning = lane.Lanes.Cleaning(time);

        Assert.True(cleaning.Begin());
        time.Advance(TimeSpan.FromMinutes(59));
        Assert.False(cleaning.Begin());
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(cleaning.Begin());
    }

    public void Dispose() => lane.Dispose();

    private Task CleanAsync(TimeSpan later) => lane.Lanes.Cleaning(new ShiftedTime(later)).RunAsync(cancellation);

    private async Task<string[]> WayAsync() =>
        [
            .. (
                await lane
                    .Lanes.DeadLetterTable.QueryAsync(TableFilter.Rows("lab", "!", "0"), cancellation)
                    .ToListAsync(cancellation)
            ).Select(row => row.RowKey),
        ];
}
