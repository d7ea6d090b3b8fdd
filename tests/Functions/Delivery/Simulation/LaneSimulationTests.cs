using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Forwarder.Functions.Tests.Delivery.Simulation;

/// <summary>
/// Two owners of one partition, the timer that drains, crashes and faults between any two steps: nothing is lost, nothing overtakes, the law holds at
/// each write, and the lane comes to rest.
/// </summary>
public sealed class LaneSimulationTests
{
    private static readonly EventNature[] Calm = [EventNature.Status];
    private static readonly EventNature[] Mixed =
    [
        EventNature.Status,
        EventNature.Status,
        EventNature.Status,
        EventNature.Acknowledgement,
        EventNature.Heartbeat,
        EventNature.Invalid,
        EventNature.Refused,
    ];

    [Fact]
    public void Nothing_is_lost_and_nothing_overtakes_with_two_owners_crashes_and_faults() =>
        Check(seed => Simulate(seed, Calm, share: 0));

    [Fact]
    public void Events_that_cannot_be_delivered_become_dead_letters_and_hold_up_nothing() =>
        Check(seed => Simulate(seed, Mixed, share: 0));

    [Fact]
    public void A_pack_that_ends_the_process_is_put_aside_after_three_starts() =>
        Check(seed => Simulate(seed, [.. Mixed, EventNature.EndsProcess], share: 0));

    [Fact]
    public void Old_statuses_give_way_to_later_ones_only() => Check(seed => Simulate(seed, Mixed, share: 0.7));

    private static void Check(Action<int> simulate) =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    simulate(seed);
                    return true;
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Runs).WithQuietOnSuccess(true));

    private static int Runs =>
        int.TryParse(Environment.GetEnvironmentVariable("SIMULATIONS"), CultureInfo.InvariantCulture, out var runs)
            ? runs
            : 300;

    private static void Simulate(int seed, EventNature[] natures, double share)
    {
        var random = new Random(seed);
        var world = new SimulatedWorld(seed);
        var objects = random.Next(1, 5);
        var numbers = new int[objects];
        for (var sequence = 0; sequence < random.Next(1, 16); sequence++)
        {
            var isOld = random.NextDouble() < share;
            var content = new List<SimulatedEvent>();
            for (var count = random.Next(1, 7); count > 0; count--)
            {
                var about = random.Next(objects);
                var nature = natures[random.Next(natures.Length)];
                var number = nature == EventNature.Heartbeat ? 0 : ++numbers[about];
                content.Add(new SimulatedEvent(about, number, nature) { IsOld = isOld });
            }
            world.Publish(content, sequence, twice: random.Next(8) == 0);
        }

        try
        {
            world.Run(random.Next(20, 400));
            Verify(world);
        }
        catch (Exception broken)
        {
            var trace = string.Join('\n', world.Trace.TakeLast(60));
            throw new InvalidOperationException($"Seed {seed}: {broken.Message}\n{trace}", broken);
        }
    }

    private static void Verify(SimulatedWorld world)
    {
        var dead = world.DeadLetters.Values.ToList();
        foreach (var about in world.Events.GroupBy(one => one.Object))
        {
            var expected = about.OrderBy(one => one.Number).ToList();
            var taken = world
                .Taken.Where(id => id.StartsWith($"{about.Key}#", StringComparison.Ordinal))
                .Select(id => int.Parse(id.Split('#')[1], CultureInfo.InvariantCulture))
                .ToList();
            var last = 0;
            foreach (var number in taken)
            {
                // A repeat may go back; whatever goes ahead leaves out only what need not be delivered.
                for (var between = last + 1; between < number; between++)
                {
                    Assert.True(MayBeMissing(expected, between, dead), $"{about.Key}#{number} overtook {between}.");
                }
                last = number;
            }
            for (var missing = last + 1; missing <= expected.Count; missing++)
            {
                Assert.True(MayBeMissing(expected, missing, dead), $"{about.Key}#{missing} is not the last.");
            }
            foreach (var one in expected.Where(one => !taken.Contains(one.Number)))
            {
                Assert.True(MayBeMissing(expected, one.Number, dead), $"{one.Id} is lost.");
            }
        }
        Assert.Equal(0, world.Row.Counters.Parked + world.Row.Counters.InProgress);
        // Nobody knows what the lines of a pack that is put aside as a whole are.
        Assert.True(
            world.Row.Counters.Quarantined > 0
                ? world.Row.Counters.Read >= world.Events.Count
                : world.Row.Counters.Read == world.Events.Count
        );
    }

    private static bool MayBeMissing(List<SimulatedEvent> expected, int number, List<string> dead)
    {
        var one = expected[number - 1];
        return dead.Exists(content => content.Contains($"\"{one.Id}\"", StringComparison.Ordinal))
            || (
                one is { IsOld: true, Nature: not EventNature.Acknowledgement }
                && number < expected.Count
                && expected[number].Nature != EventNature.Acknowledgement
            );
    }
}
