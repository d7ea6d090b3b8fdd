using Azure;
using Forwarder.Functions.DeadLetters;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Tests.Delivery;
using Forwarder.Functions.Tests.Tables;

namespace Forwarder.Functions.Tests.DeadLetters;

/// <summary>Dead letters whose holder ended after it had stored them, or what became of them, and before the lane's row said so.</summary>
public sealed class LeftLettersTests : IDisposable
{
    private readonly LetterLane lane;
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    public LeftLettersTests(Azurite azurite) => lane = new LetterLane(new TestLanes(azurite));

    [Fact]
    public async Task A_letter_whose_event_is_delivered_by_the_next_holder_is_closed()
    {
        var pack = lane.Pack(LetterLane.Status(1, "one"));
        await EndAsync(pack, "one");
        Assert.Equal(["open"], await lane.StatesAsync());

        await lane.ForwardAsync(pack);

        Assert.Equal(["one"], lane.Route.Taken);
        Assert.Equal(["delivered"], await lane.StatesAsync());
        Assert.Equal((0, 0), await lane.CountsAsync());
    }

    [Fact]
    public async Task A_letter_whose_event_is_refused_by_the_next_holder_too_counts_once()
    {
        var pack = lane.Pack(LetterLane.Status(1, "one"));
        await EndAsync(pack, "one");

        lane.Route.Refused.Add("one");
        await lane.ForwardAsync(pack);

        Assert.Equal(["open"], await lane.StatesAsync());
        Assert.Equal((1, 1), await lane.CountsAsync());
    }

    [Fact]
    public async Task A_letter_stays_open_when_an_earlier_event_of_its_object_is_delivered_once_more()
    {
        lane.Route.Largest = 1;
        var pack = lane.Pack(LetterLane.Status(1, "earlier"), LetterLane.Status(1, "later"));
        await EndAsync(pack, "later");
        Assert.Equal(["earlier"], lane.Route.Taken);

        lane.Route.IsDownFor = "later";
        await lane.ForwardAsync(pack);

        Assert.Equal(["earlier", "earlier"], lane.Route.Taken);
        Assert.Equal(["open"], await lane.StatesAsync());
        Assert.Equal((1, 0), await lane.CountsAsync());
        lane.Route.IsDownFor = null;
        await lane.DrainAsync();
        Assert.Equal(["delivered"], await lane.StatesAsync());
        Assert.Equal((0, 0), await lane.CountsAsync());
    }

    [Fact]
    public async Task A_letter_of_a_new_start_of_the_agent_that_an_earlier_event_closed_is_opened_again()
    {
        var earlier = lane.Pack(LetterLane.Status(1, "earlier"));
        var later = TestPacks.Of("0f8b", 1, DateTimeOffset.UtcNow, LetterLane.Status(1, "later"));
        lane.Route.Largest = 1;
        lane.Route.Refused.Add("later");
        await lane.ParkAsync(earlier);
        await lane.ParkAsync(later);
        lane.Lanes.Interruption.EndsHolder = true;
        await Assert.ThrowsAsync<RequestFailedException>(lane.DrainAsync);
        lane.Lanes.Interruption.EndsHolder = false;

        await lane.DrainAsync();

        Assert.Equal(["open"], await lane.StatesAsync());
        Assert.Equal((1, 1), await lane.CountsAsync());
    }

    [Fact]
    public async Task A_letter_that_is_sent_again_before_its_event_is_sent_once_and_no_count_is_wrong()
    {
        var pack = lane.Pack(LetterLane.Status(1, "one"), LetterLane.Status(2, "two"));
        await EndAsync(pack, "one", "two");
        lane.Route.Refused.Add("two");
        await lane.ParkAsync(pack);
        await lane.ParkAsync(DateTimeOffset.UtcNow, "{}");
        await lane.OrderAsync(LetterAction.Redrive, null);
        await lane.Lanes.LetterPassAsync();
        Assert.Equal(["sending", "sending"], await lane.StatesAsync());

        await lane.DrainAsync();

        Assert.Equal(["one"], lane.Route.Taken);
        Assert.Equal(["delivered", "open"], await lane.StatesAsync());
        Assert.Equal((1, 1), await lane.CountsAsync());
    }

    [Fact]
    public async Task A_letter_refused_again_stays_open_when_its_holder_ends_before_it_says_so()
    {
        await lane.RefuseAsync(LetterLane.Status(1, "one"), LetterLane.Status(2, "two"));
        await lane.OrderAsync(LetterAction.Redrive, null);
        await lane.Lanes.LetterPassAsync();
        lane.Route.Refused.Add("one");
        lane.Lanes.Interruption.EndsHolder = true;
        await Assert.ThrowsAsync<RequestFailedException>(lane.DrainAsync);
        Assert.Equal(["delivered", "open"], await lane.StatesAsync());

        lane.Lanes.Interruption.EndsHolder = false;
        await lane.DrainAsync();

        Assert.Equal(["two"], lane.Route.Taken);
        Assert.Equal(["delivered", "open"], await lane.StatesAsync());
        Assert.Equal((1, 1), await lane.CountsAsync());
        Assert.Equal(1, (await lane.Lanes.RowAsync(LetterLane.Lab)).Counters.Redriven);
    }

    public void Dispose() => lane.Dispose();

    /// <summary>The holder has its answer, stores the dead letters and ends; Canopsis takes the events from then on.</summary>
    private async Task EndAsync(LanePack pack, params string[] refused)
    {
        lane.Route.Refused.UnionWith(refused);
        lane.Lanes.Interruption.EndsHolder = true;
        await Assert.ThrowsAsync<RequestFailedException>(() => lane.ForwardAsync(pack));
        lane.Lanes.Interruption.EndsHolder = false;
        lane.Route.Refused.Clear();
    }
}
