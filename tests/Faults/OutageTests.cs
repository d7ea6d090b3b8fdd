using Forwarder.Faults.Tests.Parts;

namespace Forwarder.Faults.Tests;

/// <summary>Canopsis takes no events for a while, in whatever way: everything arrives afterwards, in order, and nothing is given up.</summary>
public sealed class OutageTests
{
    private const int Lanes = 10;
    private const int PacksPerLane = 10;
    private const int EventsPerPack = 500;
    private const int Objects = 50;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Canopsis_down_for_50000_events_loses_none_of_them()
    {
        await using var canopsis = Canopsis.Down();
        await using var cloud = await Cloud.StartAsync(4, ("acme", canopsis));
        var arrivals = new Arrivals(canopsis);
        var publishers = await PublishAsync(cloud, arrivals);
        await canopsis.StartProgramAsync();
        await AssertDeliveredAsync(cloud, publishers, arrivals);
    }

    [Fact]
    public async Task Canopsis_refusing_each_of_50000_events_loses_none_of_them()
    {
        await using var canopsis = await Canopsis.StartAsync();
        await canopsis.FailAsync("""{"kind":"fail_all"}""");
        await using var cloud = await Cloud.StartAsync(4, ("acme", canopsis));
        var arrivals = new Arrivals(canopsis);
        var publishers = await PublishAsync(cloud, arrivals);
        await canopsis.RecoverAsync();
        await AssertDeliveredAsync(cloud, publishers, arrivals);
    }

    /// <summary>Publishes everything, and waits until it is parked.</summary>
    private static async Task<string[]> PublishAsync(Cloud cloud, Arrivals arrivals)
    {
        var publishers = Enumerable.Range(0, Lanes).Select(i => cloud.Publisher($"acme.site-{i}")).ToArray();
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

    private static async Task AssertDeliveredAsync(Cloud cloud, string[] publishers, Arrivals arrivals)
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
        Assert.Equal(0, await cloud.Lanes.DeadLettersAsync("acme"));
    }
}
