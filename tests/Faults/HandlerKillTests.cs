using Forwarder.Faults.Tests.Parts;

namespace Forwarder.Faults.Tests;

/// <summary>
/// kill -9 of the functions' handler under load, over and over: while requests to Canopsis are under way, and at random instants. Everything that was
/// published arrives, in order, and every event is accounted for once.
/// </summary>
public sealed class HandlerKillTests
{
    private const int Lanes = 4;
    private const int EventsPerPack = 20;
    private const int Objects = 5;

    // Of all lanes together, until the next kill: each lane has got on by then.
    private const int FewestRequests = 10;
    private const int MostRequests = 20;

    // Less than the lanes deliver while they send one pack after another, as they do after a crash.
    private static readonly TimeSpan PublishPause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Takeover = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_handler_killed_under_load_loses_nothing_and_changes_no_order()
    {
        var random = new Random(Proof.Seed);
        await using var canopsis = await Canopsis.StartAsync();
        // So long is a request under way: time to be killed in.
        await canopsis.FailAsync("""{"kind":"latency","milliseconds":40}""");
        await using var cloud = await Cloud.StartAsync(Lanes, ("acme", canopsis));
        using var handler = new KilledHandler(cloud);
        var publishers = Enumerable.Range(0, Lanes).Select(i => cloud.Publisher($"acme.site-{i}")).ToArray();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var publishing = publishers.Select(publisher => PublishAsync(publisher, enough.Token)).ToArray();

        var arrived = 0;
        for (var kill = 0; kill < Proof.Kills; kill++)
        {
            if (kill % 2 == 0)
            {
                // Lanes of a process that has ended are free again after five seconds. A pack under way at three deaths in a row would be taken
                // for their cause, rightly: so lanes get on in between.
                var wanted = arrived + random.Next(FewestRequests, MostRequests);
                var statistics = await canopsis.ArrivedAsync(wanted, 0, Takeover);
                arrived = statistics.GetProperty("requests").GetInt32();
                Assert.True(arrived >= wanted, $"{arrived} requests came instead of {wanted}.\n{cloud.Host.Tail}");
            }
            await Task.Delay(random.Next(kill % 2 == 0 ? 60 : 600), cancellation);
            await handler.KillAsync();
        }
        await enough.CancelAsync();
        var published = (await Task.WhenAll(publishing)).SelectMany(events => events).ToList();

        var arrivals = new Deliveries(canopsis);
        arrivals.Expect(published);
        await arrivals.CompleteAsync(Limit);
        Assert.Equal((0, 0), (arrivals.OutOfOrder, arrivals.Strange));
        await cloud.Lanes.UntilAsync(
            publishers.Select(publisher => publisher.Id),
            row => row is { IsEmpty: true, LeaseUntil: null },
            Limit
        );
        var delivered = 0L;
        foreach (var publisher in publishers)
        {
            var counters = (await cloud.Lanes.RowAsync(publisher.Id)).Counters;
            Assert.True(counters.Holds, $"{counters}");
            delivered += counters.Done.Delivered;
        }
        Assert.Equal(published.Count, delivered);
        Assert.Equal(0, await cloud.Lanes.DeadLettersAsync("acme"));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Proof.Kills} kills, {handler.HostRestarts} restarts of the host: {published.Count} events published, {delivered} delivered, {arrivals.Duplicates} arrived twice."
        );
    }

    private static async Task<List<PublishedEvent>> PublishAsync(Publisher publisher, CancellationToken enough)
    {
        var events = new List<PublishedEvent>();
        while (!enough.IsCancellationRequested)
        {
            events.AddRange(await publisher.PublishAsync(EventsPerPack, Objects));
            await Task.Delay(PublishPause, CancellationToken.None);
        }
        return events;
    }
}
