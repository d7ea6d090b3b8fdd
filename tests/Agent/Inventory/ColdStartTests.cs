using Forwarder.Agent.Inventory;

namespace Forwarder.Agent.Tests.Inventory;

/// <summary>When the operator is told to restart the engines.</summary>
public sealed class ColdStartTests
{
    private readonly SteppedClock clock = new();
    private readonly ColdStart coldStart;

    public ColdStartTests() => coldStart = new ColdStart(clock);

    [Fact]
    public void Statuses_of_unknown_objects_are_explained_once_the_configuration_had_time_to_come()
    {
        Count(known: 0, unnamed: 3);
        clock.Advance(ColdStart.Grace - TimeSpan.FromTicks(1));
        Assert.False(coldStart.TryTake(out _, out _));

        clock.Advance(TimeSpan.FromTicks(1));
        Assert.True(coldStart.TryTake(out var ofUnknown, out var all));
        Assert.Equal((3, 3), (ofUnknown, all));
        Assert.False(coldStart.TryTake(out _, out _));
    }

    [Fact]
    public void It_is_repeated_once_an_hour_as_long_as_it_lasts()
    {
        var told = new List<TimeSpan>();
        for (var time = TimeSpan.Zero; time < TimeSpan.FromHours(3); time += TimeSpan.FromSeconds(30))
        {
            Count(known: 0, unnamed: 1);
            if (coldStart.TryTake(out _, out _))
            {
                told.Add(time);
            }
            clock.Advance(TimeSpan.FromSeconds(30));
        }

        Assert.Equal(3, told.Count);
        Assert.All(told.Zip(told.Skip(1)), pair => Assert.True(pair.Second - pair.First >= HourlyNotice.Interval));
        Assert.Equal(360, coldStart.Unnamed);
    }

    [Fact]
    public void After_the_restart_of_the_engines_nothing_is_said()
    {
        Count(known: 0, unnamed: 5);
        clock.Advance(ColdStart.Grace);
        Assert.True(coldStart.TryTake(out _, out _));

        clock.Advance(TimeSpan.FromHours(2));
        Count(known: 1000, unnamed: 0);

        Assert.False(coldStart.TryTake(out _, out _));
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(11, false)]
    public void A_few_unknown_objects_among_many_known_ones_are_no_cold_start(int knownPerUnnamed, bool isCold)
    {
        Count(known: 100_000, unnamed: 5);
        Count(known: 5 * knownPerUnnamed, unnamed: 0);
        clock.Advance(ColdStart.Grace);

        Assert.Equal(isCold, coldStart.TryTake(out _, out _));
    }

    [Fact]
    public void A_poller_that_comes_later_is_noticed_whatever_went_before()
    {
        Count(known: 0, unnamed: 1);
        Count(known: 1_000_000, unnamed: 0);
        clock.Advance(HourlyNotice.Interval);
        Assert.False(coldStart.TryTake(out _, out _));

        Count(known: 50, unnamed: 20);
        Count(known: 50, unnamed: 20);
        clock.Advance(ColdStart.Grace);

        Assert.True(coldStart.TryTake(out var ofUnknown, out var all));
        Assert.Equal((40, 90), (ofUnknown, all));
    }

    private void Count(int known, int unnamed)
    {
        for (var status = 0; status < known + unnamed; status++)
        {
            coldStart.Count(isKnown: status < known);
        }
    }
}
