using Forwarder.Faults.Tests.Parts;

namespace Forwarder.Faults.Tests;

/// <summary>Customers share one partition, and nobody waits for the others.</summary>
public sealed class IsolationTests
{
    private const string Slowness = """{"kind":"latency","milliseconds":5000}""";
    private const int Pairs = 3;
    private static readonly TimeSpan Load = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task One_customer_down_and_one_answering_in_5_s_hardly_delay_those_beside_them_in_one_partition()
    {
        await using var healthy = await Canopsis.StartAsync();
        await using var slow = await Canopsis.StartAsync();
        await using var gone = Canopsis.Down();
        await using var cloud = await Cloud.StartAsync(
            1,
            [("healthy-1", healthy), ("healthy-2", healthy), ("healthy-3", healthy), ("slow", slow), ("gone", gone)]
        );
        var others = new[] { cloud.Publisher("slow.site"), cloud.Publisher("gone.site") };
        var publishers = Enumerable.Range(1, 3).Select(i => cloud.Publisher($"healthy-{i}.site")).ToArray();
        // The first packs of all: programs are warm, and it is known who is slow and who is down.
        await slow.FailAsync(Slowness);
        await MeasureAsync(healthy, publishers, others);

        var excesses = new List<TimeSpan>();
        var measured = new List<string>();
        for (var pair = 0; pair < Pairs; pair++)
        {
            await slow.RecoverAsync();
            // What the slow one has left must not burden the run that is to be without fault.
            await cloud.Lanes.UntilAsync(["slow.site"], row => row is { IsEmpty: true, LeaseUntil: null }, Limit);
            var without = await MeasureAsync(healthy, publishers, []);
            await slow.FailAsync(Slowness);
            var with = await MeasureAsync(healthy, publishers, others);
            excesses.Add(with - (1.5 * without) - TimeSpan.FromMilliseconds(500));
            measured.Add($"{without.TotalMilliseconds:0} ms without, {with.TotalMilliseconds:0} ms with");
        }

        TestContext.Current.TestOutputHelper!.WriteLine(string.Join('\n', measured));
        Assert.True(excesses.Order().ElementAt(Pairs / 2) <= TimeSpan.Zero, string.Join('\n', measured));
    }

    /// <summary>The time that 99 % of the healthy customers' events took from their publication to their arrival.</summary>
    private static async Task<TimeSpan> MeasureAsync(Canopsis healthy, Publisher[] publishers, Publisher[] others)
    {
        var arrivals = await Deliveries.OfNewAsync(healthy);
        using var clock = new PeriodicTimer(Interval);
        for (var i = 0; i < Load / Interval; i++)
        {
            foreach (var other in others)
            {
                await other.PublishAsync(5, 5);
            }
            foreach (var publisher in publishers)
            {
                arrivals.Expect(await publisher.PublishAsync(5, 5));
            }
            await clock.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
        await arrivals.CompleteAsync(Limit);
        var times = (await arrivals.TimesAsync()).Order().ToArray();
        return times[(int)(times.Length * 0.99)];
    }
}
