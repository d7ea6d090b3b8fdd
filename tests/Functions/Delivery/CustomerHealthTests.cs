using Forwarder.Functions.Delivery;

namespace Forwarder.Functions.Tests.Delivery;

public sealed class CustomerHealthTests
{
    private readonly ManualTime time = new();
    private readonly LaneSettings settings = new();
    private readonly CustomerHealth health;

    public CustomerHealthTests() => health = new CustomerHealth(settings, time);

    [Theory]
    [InlineData(nameof(BlockReason.RetryLater), true)]
    [InlineData(nameof(BlockReason.Outage), true)]
    [InlineData(nameof(BlockReason.Misconfigured), true)]
    [InlineData(nameof(BlockReason.OutOfTime), false)]
    [InlineData(nameof(BlockReason.UnknownVersion), false)]
    public void A_customer_that_takes_nothing_is_down_until_it_is_tried_again(string reason, bool isDown)
    {
        health.Saw("lab", Enum.Parse<BlockReason>(reason));

        Assert.Equal(isDown, health.IsDown("lab"));
        Assert.False(health.IsDown("other"));

        time.Advance(settings.ProbeInterval);
        Assert.False(health.IsDown("lab"));
    }

    [Theory]
    [InlineData(120, 120)]
    [InlineData(1, 1)]
    [InlineData(86_400, 300)]
    public void A_customer_that_asks_for_patience_gets_it_within_bounds(int asked, int given)
    {
        health.Saw("lab", BlockReason.RetryLater, TimeSpan.FromSeconds(asked));

        time.Advance(TimeSpan.FromSeconds(given) - TimeSpan.FromTicks(1));
        Assert.True(health.IsDown("lab") && health.AskedForPatience("lab"));
        Assert.False(health.AskedForPatience("other"));

        time.Advance(TimeSpan.FromTicks(1));
        Assert.False(health.IsDown("lab") || health.AskedForPatience("lab"));
    }

    [Fact]
    public void A_customer_that_takes_events_again_is_up()
    {
        health.Saw("lab", BlockReason.RetryLater, TimeSpan.FromMinutes(2));
        health.Saw("lab", null);

        Assert.False(health.IsDown("lab") || health.AskedForPatience("lab"));
    }

    [Fact]
    public void For_a_customer_that_was_late_nobody_waits_long()
    {
        Assert.Equal(settings.LaneBudget, health.Patience("lab"));

        health.WasLate("lab");
        Assert.Equal(settings.SlowPatience, health.Patience("lab"));

        time.Advance(settings.SlowMemory);
        Assert.Equal(settings.LaneBudget, health.Patience("lab"));
    }
}
