using Forwarder.Faults.Tests.Parts;

namespace Forwarder.Faults.Tests;

/// <summary>An event that can never be delivered, in each position of what a lane is given at a time: it alone is a dead letter.</summary>
[Collection(typeof(InSharedCloud))]
public sealed class PoisonTests(SharedCloud shared)
{
    private const int Packs = 3;
    private const int EventsInPack = 4;
    private const int Positions = Packs * EventsInPack;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Cloud cloud = shared.Cloud;

    [Theory]
    [InlineData("invalid")]
    [InlineData("refused")]
    public async Task A_poison_event_in_each_position_is_the_only_dead_letter_of_its_lane(string reason)
    {
        await using var canopsis = await Canopsis.StartAsync();
        var customer = $"poison-{reason}";
        await cloud.AddCustomerAsync(customer, canopsis);
        var arrivals = new Deliveries(canopsis);
        // Each position is the business of a lane of its own.
        var lanes = Enumerable.Range(0, Positions).Select(i => cloud.Publisher($"{customer}.site-{i}")).ToArray();
        for (var position = 0; position < Positions; position++)
        {
            var poison = $"service-{position}";
            if (reason == "refused")
            {
                await canopsis.FailAsync(
                    $$"""{"kind":"fail_matching","component":"host-of-{{lanes[position].Id}}","resource":"{{poison}}"}"""
                );
            }
            for (var pack = 0; pack < Packs; pack++)
            {
                int? invalid = reason == "invalid" ? position : null;
                var events = await lanes[position]
                    .PublishAsync(EventsInPack, EventsInPack, pack * EventsInPack, invalid);
                arrivals.Expect(events.Where(one => !one.Object.EndsWith($"/{poison}", StringComparison.Ordinal)));
            }
        }

        await arrivals.CompleteAsync(Limit);
        await cloud.Lanes.UntilAsync(
            lanes.Select(lane => lane.Id),
            row =>
                row is { IsEmpty: true, LeaseUntil: null, Counters.OpenDeadLetters: 1 }
                && row.Counters.Done is { Delivered: Positions - 1, DeadLettered: 1 },
            Limit
        );
        Assert.Equal((0, 0), (arrivals.OutOfOrder, arrivals.Strange));
        Assert.Equal(Positions, (await cloud.Lanes.LetterStatesAsync(customer, null)).GetValueOrDefault("open"));
    }
}
