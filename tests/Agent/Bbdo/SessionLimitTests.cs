using System.Diagnostics;
using System.Net;
using Forwarder.Agent.Bbdo;
using static Forwarder.Agent.Tests.Bbdo.TestPackets;

namespace Forwarder.Agent.Tests.Bbdo;

public sealed class SessionLimitTests
{
    private const int SessionEnded = 1102;
    private const int TooManySessions = 1107;
    private const int Suspect = 1111;
    private const int NotAllowed = 1113;
    private const int Yields = 1115;

    private static readonly byte[] Welcome301 = Packet(ProtocolIds.Welcome, [0x0A, 4, 8, 3, 0x18, 1]);
    private static readonly byte[] Status = Packet(ServiceStatus, Service(1, 2));

    [Fact]
    public async Task A_connection_beyond_the_limit_is_closed_until_another_ends()
    {
        await using var agent = new ListeningAgent(configure: listener => listener with { MaxSessions = 1 });
        TestBroker first = await agent.NegotiateAsync(Welcome301);
        await using TestBroker second = await agent.ConnectAsync();
        Assert.Null(await second.ReceiveAsync());
        Assert.Single(agent.Log.Of(TooManySessions));

        first.Close();
        await Eventually.TrueAsync(() => agent.Log.Of(SessionEnded).Count == 1);

        // its place is free a moment after it has told its end
        long start = Stopwatch.GetTimestamp();
        while (agent.Sinks.Count == 1)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Eventually.Deadline, "there is no room");
            await using TestBroker third = await agent.ConnectAsync();
            try
            {
                await third.SendAsync(Welcome301);
            }
            catch (IOException)
            {
                continue;
            }

            await third.ReceiveAsync();
        }
    }

    [Fact]
    public async Task A_connection_beyond_the_limit_takes_the_place_of_the_session_that_has_been_silent_for_longest()
    {
        await using var agent = new ListeningAgent(configure: listener => listener with { MaxSessions = 2 });
        await using TestBroker longest = await agent.NegotiateAsync(Welcome301);
        await PassAsync(agent, TimeSpan.FromSeconds(10));
        await using TestBroker silent = await agent.NegotiateAsync(Welcome301);
        await SuspectAfterAsync(agent, reports: 2);

        await using TestBroker third = await agent.NegotiateAsync(Welcome301);

        Assert.Null(await longest.ReceiveAsync());
        Assert.Single(agent.Log.Of(Yields));
        await Eventually.TrueAsync(() => agent.Log.Of(SessionEnded).Count == 1);
        await silent.SendAsync(Status);
        await Eventually.TrueAsync(() => agent.Sinks.ElementAt(1).Accepted.Count == 1);

        await using TestBroker fourth = await agent.ConnectAsync();
        Assert.Null(await fourth.ReceiveAsync());
        Assert.Single(agent.Log.Of(TooManySessions));
    }

    [Fact]
    public async Task A_connection_from_another_network_is_closed()
    {
        await using var agent = new ListeningAgent(configure: listener =>
            listener with
            {
                AllowedNetworks = [IPNetwork.Parse("10.0.0.0/8")],
            }
        );
        await using TestBroker broker = await agent.ConnectAsync();

        Assert.Null(await broker.ReceiveAsync());
        Assert.Contains("127.0.0.1", Assert.Single(agent.Log.Of(NotAllowed)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("192.168.7.9", true)]
    [InlineData("192.168.8.9", false)]
    [InlineData("::ffff:192.168.7.9", true)]
    [InlineData("2001:db8::17", true)]
    [InlineData("2001:db9::17", false)]
    public void Networks_of_both_kinds_are_told_apart(string address, bool isAllowed)
    {
        var settings = new ListenerSettings(new IPEndPoint(IPAddress.Any, 0))
        {
            AllowedNetworks = [IPNetwork.Parse("192.168.7.0/24"), IPNetwork.Parse("2001:db8::/32")],
        };

        Assert.Equal(isAllowed, settings.Allows(IPAddress.Parse(address)));
        Assert.True((settings with { AllowedNetworks = [] }).Allows(IPAddress.Parse(address)));
    }

    [Fact]
    public async Task An_event_beyond_the_pending_bytes_of_a_session_counts_and_is_dropped()
    {
        await using var agent = new ListeningAgent(new SessionSettings { MaxPendingBytes = 200_000 });
        await using TestBroker broker = await agent.NegotiateAsync(Welcome301);
        byte[] large = Service(1, 2, 200_100);

        await broker.SendAsync([
            .. large.Chunk(PacketHeader.ContinuedSize).Select(part => Packet(ServiceStatus, part)),
            Status,
        ]);

        await Eventually.TrueAsync(() => agent.Sink.Accepted.Count == 2);
        Assert.Equal([EventFault.TooLarge, EventFault.None], agent.Sink.Accepted.Select(received => received.Fault));
    }

    [Fact]
    public async Task A_silent_session_is_reported_once_and_kept()
    {
        await using var agent = new ListeningAgent();
        await using TestBroker broker = await agent.NegotiateAsync(Welcome301);
        Assert.InRange(await SuspectAfterAsync(agent, reports: 1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(6));

        await PassAsync(agent, TimeSpan.FromMinutes(10));
        Assert.Single(agent.Log.Of(Suspect));

        await broker.SendAsync(Status);
        await Eventually.TrueAsync(() => agent.Sink.Accepted.Count == 1);
        await SuspectAfterAsync(agent, reports: 2);
    }

    [Fact]
    public async Task A_silent_session_is_closed_when_that_is_wanted()
    {
        await using var agent = new ListeningAgent(new SessionSettings { ClosesSuspect = true });
        await using TestBroker broker = await agent.NegotiateAsync(Welcome301);

        await SuspectAfterAsync(agent, reports: 1);

        Assert.Null(await broker.ReceiveAsync());
        await Eventually.TrueAsync(() => agent.Log.Of(SessionEnded).Count == 1);
        Assert.Contains(nameof(SessionEnd.Silent), agent.Log.Of(SessionEnded)[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_waits_for_the_spool_is_not_silent()
    {
        var full = new TaskCompletionSource();
        await using var agent = new ListeningAgent(new SessionSettings { ClosesSuspect = true })
        {
            Prepare = sink => sink.BackPressure = full.Task,
        };
        await using TestBroker broker = await agent.NegotiateAsync(Welcome301);
        await broker.SendAsync(Status, Status);
        await Eventually.TrueAsync(() => agent.Sink.Accepted.Count == 1);

        await PassAsync(agent, TimeSpan.FromMinutes(60));

        Assert.Empty(agent.Log.Of(Suspect));
        full.SetResult();
        await Eventually.TrueAsync(() => agent.Sink.Accepted.Count == 2);
    }

    private static async Task<TimeSpan> SuspectAfterAsync(ListeningAgent agent, int reports)
    {
        DateTimeOffset start = agent.Clock.GetUtcNow();
        await agent.Clock.AdvanceUntilAsync(() => agent.Log.Of(Suspect).Count == reports, TimeSpan.FromSeconds(10));
        return agent.Clock.GetUtcNow() - start;
    }

    private static Task PassAsync(ListeningAgent agent, TimeSpan duration)
    {
        DateTimeOffset end = agent.Clock.GetUtcNow() + duration;
        return agent.Clock.AdvanceUntilAsync(() => agent.Clock.GetUtcNow() >= end, TimeSpan.FromSeconds(10));
    }
}
