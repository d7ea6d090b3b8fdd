using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Tests.Bbdo;

public sealed class ConnectionAttemptsTests
{
    private readonly ConnectionAttempts attempts = new(TimeSpan.FromSeconds(15));

    [Fact]
    public void Delays_grow_to_the_longest_one_and_begin_again_after_a_session()
    {
        Assert.Equal([2, 4, 8, 15, 15], Enumerable.Range(0, 5).Select(_ => attempts.After(null).TotalSeconds));

        Assert.Equal(2, attempts.After(SessionEnd.ConnectionLost).TotalSeconds);
        Assert.Equal(4, attempts.After(null).TotalSeconds);
    }

    [Fact]
    public void Both_versions_are_tried_before_each_delay()
    {
        List<(int Major, double Delay)> tried = [];
        for (int attempt = 0; attempt < 5; attempt++)
        {
            tried.Add((attempts.Major, attempts.After(SessionEnd.NoNegotiation).TotalSeconds));
        }

        Assert.Equal([(3, 0), (2, 2), (3, 0), (2, 4), (3, 0)], tried);
    }

    [Fact]
    public void A_version_that_was_answered_once_is_the_first_to_be_tried_again()
    {
        attempts.After(SessionEnd.NoNegotiation);
        attempts.After(SessionEnd.Stopped);
        Assert.Equal(2, attempts.Major);

        attempts.After(SessionEnd.NegotiationTimeout);
        Assert.Equal(3, attempts.Major);
        attempts.After(SessionEnd.NegotiationTimeout);
        Assert.Equal(2, attempts.Major);
    }

    [Fact]
    public void A_refusal_by_the_agent_is_no_reason_for_another_version()
    {
        attempts.After(SessionEnd.TlsFailed);
        attempts.After(SessionEnd.ClearRefused);

        Assert.Equal(3, attempts.Major);
    }
}
