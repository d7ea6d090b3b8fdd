using Forwarder.Faults.Tests.Parts;

namespace Forwarder.Faults.Tests;

/// <summary>Canopsis takes no events for a while, in whatever way: everything arrives afterwards, in order, and nothing is given up.</summary>
[Collection(typeof(InSharedCloud))]
public sealed class OutageTests(SharedCloud shared)
{
    private const int Lanes = 10;
    private const int PacksPerLane = 10;
    private const int EventsPerPack = 500;
    private const int Objects = 50;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private readonly Cloud cloud = shared.Cloud;

    [Fact]
    public async Task Canopsis_down_for_50000_events_loses_none_of_them()
    {
        await using var canopsis = Canopsis.Down();
        await cloud.AddCustomerAsync("down", canopsis);
        var arrivals = new Deliveries(canopsis);
        var publishers = await PublishAsync("down", arrivals);
        await canopsis.StartProgramAsync();
        await AssertDeliveredAsync("down", publishers, arrivals);
    }

    [Fact]
    public async Task Canopsis_refusing_each_of_50000_events_loses_none_of_them()
    {
        await using var canopsis = await Canopsis.StartAsync();
        await canopsis.FailAsync("""{"kind":"fail_all"}""");
        await cloud.AddCustomerAsync("refusing", canopsis);
        var arrivals = new Deliveries(canopsis);
        var publishers = await PublishAsync("refusing", arrivals);
        var asked = await canopsis.ArrivedAsync(1, 1, Limit);
        Assert.Equal(0, asked.GetProperty("accepted").GetInt32());
        await canopsis.RecoverAsync();
        await AssertDeliveredAsync("refusing", publishers, arrivals);
    }

    /// <summary>Publishes everything, and waits until it is parked.</summary>
    private async Task<string[]> PublishAsync(string customer, Deliveries arrivals)
    {
        var publishers = Enumerable.Range(0, Lanes).Select(i => cloud.Publisher($"{customer}.site-{i}")).ToArray();
        var published = await Task.WhenAll(
            publishers.Select(async publisher =>
            {
                var events = new List<PublishedEvent>();
                for (var i = 0; i < PacksPerLane; i++)
                {
                    events.AddRange(await publisher.PublishAsync(EventsPerPack, Objects));
                }
                return events;
            })
        );
        arrivals.Expect(published.SelectMany(events => events));
        string[] ids = [.. publishers.Select(publisher => publisher.Id)];
        await cloud.Lanes.UntilAsync(ids, row => row.Counters.Parked == PacksPerLane * EventsPerPack, Limit);
        return ids;
    }

    private async Task AssertDeliveredAsync(string customer, string[] publishers, Deliveries arrivals)
    {
        await arrivals.CompleteAsync(Limit);
        Assert.Equal((0, 0, 0), (arrivals.OutOfOrder, arrivals.Duplicates, arrivals.Strange));
        await cloud.Lanes.UntilAsync(publishers, row => row is { IsEmpty: true, LeaseUntil: null }, Limit);
        foreach (var publisher in publishers)
        {
            var counters = (await cloud.Lanes.RowAsync(publisher)).Counters;
            Assert.True(counters.Holds, $"{counters}");
            Assert.Equal(PacksPerLane * EventsPerPack, counters.Done.Delivered);
            Assert.Equal(0, counters.Done.DeadLettered);
        }
        Assert.Equal(0, await cloud.Lanes.DeadLettersAsync(customer));
    }
}
