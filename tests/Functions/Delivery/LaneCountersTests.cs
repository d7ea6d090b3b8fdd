using Forwarder.Functions.Delivery;

namespace Forwarder.Functions.Tests.Delivery;

public sealed class LaneCountersTests
{
    [Fact]
    public void The_law_does_not_hold_when_a_count_below_zero_hides_another_that_is_too_high()
    {
        var right = new LaneCounters
        {
            Lines = 3,
            Done = new LineTally { Delivered = 3 },
        };
        LineTally[] wrong =
        [
            new() { Delivered = -1, Unknown = 4 },
            new() { DesiredState = -1, Delivered = 4 },
            new() { NotMapped = -1, Delivered = 4 },
            new() { DeadLettered = -1, Delivered = 4 },
            new() { Superseded = -1, Delivered = 4 },
            new() { Heartbeats = -1, Delivered = 4 },
            new() { Unknown = -1, Delivered = 4 },
        ];

        Assert.True(right.Holds);
        Assert.All(wrong, done => Assert.False((right with { Done = done }).Holds));
    }
}
