using System.Text.Json;
using Forwarder.Functions.Canopsis;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Mapping;
using Forwarder.Functions.ReplayParked;
using Forwarder.Functions.Tests.Delivery;
using Forwarder.Functions.Tests.Tables;

namespace Forwarder.Functions.Tests.ReplayParked;

public sealed class CustomerPassTests(Azurite azurite)
{
    private readonly TestLanes lanes = new(azurite);
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("a", "b", "c", 2)]
    [InlineData("b", "a", "c", 0)]
    public async Task A_lane_that_is_turned_away_stops_the_pass_only_when_no_other_was_let_in_before(
        string first,
        string second,
        string third,
        int delivered
    )
    {
        var mapper = new EventMapper(
            new MappingOptions { Connector = "c"u8.ToArray(), ConnectorName = "n"u8.ToArray() }
        );
        var route = new PickyRoute("b");
        var target = new DeliveryTarget("lab", mapper, route);
        string[] order = [first, second, third];
        using var budget = new LaneBudget(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60), TimeProvider.System);
        foreach (var lane in order)
        {
            var pack = TestPacks.Of(1, DateTimeOffset.UtcNow, TestPacks.Status(1, lane, DateTimeOffset.UtcNow));
            await lanes.Worker.ForwardAsync($"lab.{lane}", [pack], null, false, budget, cancellation);
        }
        var entries = await lanes.Directory.ListAsync(parkedOnly: true, cancellation);
        var pass = new CustomerPass(
            target,
            lanes.Worker,
            lanes.Directory,
            new LaneSettings { LanesAtOnce = 1, Pass = TimeSpan.FromMinutes(5) },
            TimeProvider.System
        );

        await pass.RunAsync(
            order.Select(lane => entries.Single(entry => entry.Publisher == $"lab.{lane}")),
            cancellation
        );

        Assert.Equal(delivered, route.Taken);
        Assert.Equal(1, (await lanes.RowAsync("lab.b")).Counters.Parked);
    }

    /// <summary>Turns away requests that hold an event with this output.</summary>
    private sealed class PickyRoute(string turnedAway) : IEventRoute
    {
        public int Taken { get; private set; }

        public int MaxEventsPerRequest => 500;

        public TimeSpan AttemptTimeout => TimeSpan.FromSeconds(20);

        public Task<CanopsisAnswer> SendAsync(
            EventChunk chunk,
            int count,
            Deadline deadline,
            CancellationToken cancellation
        )
        {
            byte[] array = [.. chunk.OpenArray(count).Span, (byte)']'];
            using var document = JsonDocument.Parse(array);
            var isTurnedAway = document
                .RootElement.EnumerateArray()
                .Any(sent => sent.GetProperty("output").GetString() == turnedAway);
            Taken += isTurnedAway ? 0 : count;
            return Task.FromResult(
                isTurnedAway
                    ? new CanopsisAnswer(AnswerClass.Misconfigured) { Status = 403 }
                    : new CanopsisAnswer(AnswerClass.Delivered) { Status = 200 }
            );
        }
    }
}
