using Forwarder.Faults.Tests.Parts;

namespace Forwarder.Faults.Tests;

/// <summary>How parked lanes become empty again.</summary>
[Collection(typeof(InSharedCloud))]
public sealed class DrainTests(SharedCloud shared)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Cloud cloud = shared.Cloud;

    [Fact]
    public async Task A_lane_becomes_empty_while_events_keep_coming()
    {
        await using var canopsis = await Canopsis.StartAsync();
        await canopsis.FailAsync("""{"kind":"reset_before"}""");
        await cloud.AddCustomerAsync("busy", canopsis);
        var arrivals = new Deliveries(canopsis);
        var publisher = cloud.Publisher("busy.site");
        for (var i = 0; i < 20; i++)
        {
            arrivals.Expect(await publisher.PublishAsync(500, 50));
        }
        await cloud.Lanes.UntilAsync([publisher.Id], row => row.Counters.Parked >= 20 * 500, Limit);

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var arriving = PublishUntilAsync(publisher, arrivals, ended.Token);
        await canopsis.RecoverAsync();
        await cloud.Lanes.UntilAsync([publisher.Id], row => row is { IsEmpty: true, LeaseUntil: null }, Limit);
        Assert.False(arriving.IsCompleted);
        await ended.CancelAsync();
        Assert.NotEqual(0, await arriving);

        await arrivals.CompleteAsync(Limit);
        Assert.Equal((0, 0), (arrivals.OutOfOrder, arrivals.Strange));
    }

    [Fact]
    public async Task Recovered_lanes_are_empty_after_two_passes_whatever_100_lanes_are_still_down()
    {
        await using var gone = Canopsis.Down();
        await using var back = await Canopsis.StartAsync();
        await back.FailAsync("""{"kind":"status","status":502}""");
        var customersDown = Enumerable.Range(0, 100).Select(i => $"gone-{i}").ToArray();
        var customersBack = Enumerable.Range(0, 10).Select(i => $"back-{i}").ToArray();
        foreach (var customer in customersDown)
        {
            await cloud.AddCustomerAsync(customer, gone);
        }
        foreach (var customer in customersBack)
        {
            await cloud.AddCustomerAsync(customer, back);
        }
        var arrivals = new Deliveries(back);
        foreach (var customer in customersDown.Concat(customersBack))
        {
            var events = await cloud.Publisher($"{customer}.site").PublishAsync(50, 5);
            arrivals.Expect(customersBack.Contains(customer, StringComparer.Ordinal) ? events : []);
        }
        await cloud.Lanes.UntilAsync(
            customersDown.Concat(customersBack).Select(customer => $"{customer}.site"),
            row => row is { Counters.Parked: 50, DownSince: not null },
            Limit
        );

        var before = await cloud.InvocationsAsync("ReplayParked");
        await back.RecoverAsync();
        await arrivals.CompleteAsync(Limit);
        // Now: until the lanes are looked at again, the timer may have begun another pass.
        var passes = await cloud.InvocationsAsync("ReplayParked") - before;
        await cloud.Lanes.UntilAsync(
            customersBack.Select(customer => $"{customer}.site"),
            row => row is { IsEmpty: true, LeaseUntil: null },
            Limit
        );
        Assert.InRange(passes, 1, 2);
        Assert.Equal((0, 0, 0), (arrivals.OutOfOrder, arrivals.Duplicates, arrivals.Strange));
        // Nobody probes for the others any more.
        Array.ForEach(customersDown, cloud.RemoveCustomer);
    }

    private static async Task<int> PublishUntilAsync(Publisher publisher, Deliveries arrivals, CancellationToken ended)
    {
        var packs = 0;
        // An agent under load seals a pack about as often (max_pack_age).
        using var clock = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        while (!ended.IsCancellationRequested)
        {
            arrivals.Expect(await publisher.PublishAsync(100, 50));
            packs++;
            await clock.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
        return packs;
    }
}
