using Forwarder.Agent.Filtering;
using Forwarder.Agent.Tests.Bbdo;

namespace Forwarder.Agent.Tests.Filtering;

public sealed class DuplicateSendersTests
{
    private const uint Source = 33;
    private const ulong Poller = 2;

    private readonly DuplicateSenders senders = new();
    private readonly TestPeer centralLife = new();
    private readonly TestPeer moduleLife = new();
    private readonly SenderSession central;
    private readonly SenderSession module;

    public DuplicateSendersTests()
    {
        central = DuplicateSenders.Open(centralLife.Named("central-broker", 1, "192.0.2.1:40000"));
        module = DuplicateSenders.Open(moduleLife.Named("poller-module", 2, "192.0.2.2:40000"));
    }

    [Fact]
    public void The_first_session_forwards_and_the_second_is_a_duplicate()
    {
        Assert.True(Forwards(central));
        Assert.False(Forwards(module));
        Assert.True(Forwards(central));
    }

    [Fact]
    public void The_second_takes_over_when_the_first_ends()
    {
        Assert.True(Forwards(central));
        Assert.False(Forwards(module));

        DuplicateSenders.Close(central);

        Assert.True(Forwards(module));
        Assert.True(Forwards(module));
    }

    [Fact]
    public void The_first_forwards_again_when_it_comes_back_because_only_it_has_what_was_lost_on_the_way()
    {
        Assert.True(Forwards(central));
        DuplicateSenders.Close(central);
        Assert.True(Forwards(module));

        SenderSession again = DuplicateSenders.Open(new TestPeer().Named("central-broker", 1, "192.0.2.1:40001"));

        Assert.True(Forwards(again));
        Assert.False(Forwards(module));
        Assert.True(Forwards(again));
    }

    [Fact]
    public void The_second_that_comes_back_is_second_again()
    {
        Assert.True(Forwards(central));
        Assert.False(Forwards(module));
        DuplicateSenders.Close(module);

        Assert.False(Forwards(DuplicateSenders.Open(new TestPeer().Named("poller-module", 2))));
    }

    [Fact]
    public void Pollers_with_the_same_broker_id_are_told_apart()
    {
        Assert.True(Forwards(central, Source, poller: 2));
        Assert.True(Forwards(module, Source, poller: 3));
    }

    [Fact]
    public void What_another_process_makes_about_a_poller_is_no_duplicate()
    {
        Assert.True(Forwards(module, Source));
        Assert.True(Forwards(central, source: 1));
        Assert.False(Forwards(central, Source));
    }

    [Fact]
    public void One_session_may_bring_pollers_with_the_same_broker_id()
    {
        Assert.True(Forwards(module, Source, poller: 2));

        Assert.False(Forwards(central, Source, poller: 2));
        Assert.True(Forwards(central, Source, poller: 3));
        Assert.False(Forwards(central, Source, poller: 2));
        Assert.True(Forwards(module, Source, poller: 2));
    }

    [Fact]
    public void A_session_that_has_not_named_a_poller_is_not_believed_to_bring_it()
    {
        // a host has moved to poller 3, and its former poller still checks it
        Assert.True(Forwards(module, Source, poller: 3, isNamed: false));
        Assert.True(Forwards(central, Source, poller: 3));

        Assert.True(Forwards(module, Source, poller: 3));
        Assert.False(Forwards(central, Source, poller: 3));
    }

    [Fact]
    public void A_peer_that_connected_again_forwards_until_its_older_session_shows_life()
    {
        Assert.True(Forwards(central));
        (centralLife.ReceivedBytes, centralLife.Backlog) = (1000, 500);
        SenderSession again = DuplicateSenders.Open(new TestPeer().Named("central-broker", 1, "192.0.2.1:40001"));

        // The older session is still reading what had arrived before its connection broke.
        Assert.True(Forwards(again));
        (centralLife.ReceivedBytes, centralLife.Backlog) = (1500, 0);
        Assert.True(Forwards(again));
        Assert.True(Forwards(central));

        DuplicateSenders.Close(central);
        Assert.True(Forwards(again));
    }

    [Fact]
    public void Two_sessions_of_one_process_are_duplicates_once_both_have_shown_life()
    {
        Assert.True(Forwards(central));
        SenderSession twin = DuplicateSenders.Open(new TestPeer().Named("central-broker", 1, "192.0.2.1:40001"));
        Assert.True(Forwards(twin));

        centralLife.ReceivedBytes += 1;

        Assert.False(Forwards(twin));
        Assert.True(Forwards(central));
    }

    [Theory]
    [InlineData("192.0.2.1:40001", true)]
    [InlineData("192.0.2.2:40001", false)]
    [InlineData("[2001:db8::1]:40001", false)]
    public void A_peer_without_a_name_is_told_by_its_host(string address, bool isSame)
    {
        SenderSession first = DuplicateSenders.Open(new TestPeer().Named("", 0, "192.0.2.1:40000"));
        SenderSession second = DuplicateSenders.Open(new TestPeer().Named("", 0, address));
        Assert.True(Forwards(first));

        Assert.Equal(isSame, Forwards(second));
    }

    [Fact]
    public void While_the_first_is_silent_the_second_forwards_too()
    {
        Assert.True(Forwards(central));
        Assert.False(Forwards(module));

        centralLife.Silence = DuplicateSenders.Quiet;
        Assert.True(Forwards(module));
        Assert.True(Forwards(central));

        centralLife.Silence = TimeSpan.Zero;
        Assert.False(Forwards(module));
    }

    [Fact]
    public void More_senders_than_any_estate_has_are_all_forwarded()
    {
        for (uint source = 0; source < DuplicateSenders.MaxSenders; source++)
        {
            SenderSession session = DuplicateSenders.Open(moduleLife.Named("poller-module", 2));
            Assert.True(Forwards(session, source));
        }

        Assert.True(Forwards(central, uint.MaxValue));
        Assert.True(Forwards(module, uint.MaxValue));
    }

    [Fact]
    public void A_session_with_more_sources_than_any_broker_relays_is_not_followed_further()
    {
        for (uint source = 0; source < 5000; source++)
        {
            Assert.True(Forwards(central, source));
        }

        Assert.InRange(central.Streams.Count(), 1, 4999);
        Assert.False(Forwards(module, 5));
        Assert.True(Forwards(module, 4999));
        Assert.True(Forwards(central, 4999));
    }

    private bool Forwards(SenderSession session, uint source = Source, ulong poller = Poller, bool isNamed = true) =>
        !senders.IsDuplicate(session, source, poller, isNamed);
}
