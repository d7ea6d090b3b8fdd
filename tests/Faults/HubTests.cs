using Forwarder.Faults.Tests.Parts;

namespace Forwarder.Faults.Tests;

/// <summary>What happens to the hub itself.</summary>
[Collection(typeof(InSharedCloud))]
public sealed class HubTests(SharedCloud shared)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Cloud cloud = shared.Cloud;

    [Fact]
    public async Task A_hub_deleted_and_created_again_with_the_tables_kept_loses_nothing()
    {
        var arrivals = await Deliveries.OfNewAsync(shared.Canopsis);
        var publishers = Enumerable
            .Range(0, 8)
            .Select(i => cloud.Publisher($"{SharedCloud.Healthy}.hub-{i}"))
            .ToArray();
        await PublishAsync(publishers, arrivals);
        await arrivals.CompleteAsync(Limit);
        await cloud.Lanes.UntilAsync(publishers.Select(one => one.Id), row => row.LeaseUntil is null, Limit);

        // As docs/operate.md says: the checkpoints belong to the hub that is gone.
        await cloud.StopFunctionsAsync();
        await cloud.RecreateHubAsync();
        await cloud.DeleteCheckpointsAsync();
        await PublishAsync(publishers, arrivals);
        await cloud.StartFunctionsAsync();
        var alarm = cloud.Host.LineAsync(line => line.Contains("the hub was created again", StringComparison.Ordinal));
        await PublishAsync(publishers, arrivals);

        await arrivals.CompleteAsync(Limit);
        Assert.Equal((0, 0, 0), (arrivals.OutOfOrder, arrivals.Duplicates, arrivals.Strange));
        await alarm.WaitAsync(Limit, TestContext.Current.CancellationToken);
        await cloud.Lanes.UntilAsync(
            publishers.Select(one => one.Id),
            row => row.Counters is { Read: 15 * 20, Done.Delivered: 15 * 20 },
            Limit
        );
    }

    private static async Task PublishAsync(IEnumerable<Publisher> publishers, Deliveries arrivals)
    {
        foreach (var publisher in publishers)
        {
            for (var i = 0; i < 5; i++)
            {
                arrivals.Expect(await publisher.PublishAsync(20, 5));
            }
        }
    }
}
