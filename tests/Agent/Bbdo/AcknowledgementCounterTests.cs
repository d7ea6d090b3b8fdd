using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Tests.Bbdo;

public sealed class AcknowledgementCounterTests
{
    private readonly ManualClock clock = new();
    private readonly AcknowledgementCounter counter;

    public AcknowledgementCounterTests() => counter = new AcknowledgementCounter(AcknowledgementRule.Default, clock);

    [Fact]
    public void Fewer_than_the_limit_wait_for_the_interval()
    {
        Assert.Equal(0u, counter.Take(999, atOnce: false));

        clock.Advance(TimeSpan.FromSeconds(5.1));

        Assert.Equal(999u, counter.Take(999, atOnce: false));
        Assert.Equal(0u, counter.Take(999, atOnce: false));
    }

    [Fact]
    public void No_acknowledgement_is_due_for_nothing()
    {
        clock.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(0u, counter.Take(0, atOnce: false));
        Assert.Equal(0u, counter.Take(0, atOnce: true));
    }

    [Fact]
    public void An_overtaken_event_holds_back_those_that_overtook_it_until_it_is_committed()
    {
        // Two events complete while the first is still arriving; the first completes as the third.
        Note(ordinal: 1, countedBefore: 0, beforePending: 0);
        Note(ordinal: 2, countedBefore: 1, beforePending: 0);
        Assert.Equal(0u, counter.Take(2, atOnce: true));

        Note(ordinal: 3, countedBefore: 0, beforePending: null);

        Assert.Equal(0u, counter.Take(2, atOnce: true));
        Assert.Equal(3u, counter.Take(3, atOnce: true));
    }

    private void Note(long ordinal, long countedBefore, long? beforePending) =>
        counter.Note(new ReceivedEvent(1, 0, 0, 1, default, EventFault.None, ordinal, countedBefore), beforePending);
}
