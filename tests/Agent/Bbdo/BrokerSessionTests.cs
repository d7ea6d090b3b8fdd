using Forwarder.Agent.Bbdo;
using static Forwarder.Agent.Tests.Bbdo.TestPackets;

namespace Forwarder.Agent.Tests.Bbdo;

public sealed class BrokerSessionTests
{
    private static readonly byte[] Welcome301 = Packet(
        ProtocolIds.Welcome,
        [0x0A, 4, 8, 3, 0x18, 1, 0x18, 7, 0x2A, 1, (byte)'b']
    );
    private static readonly byte[] Version200 = Packet(ProtocolIds.VersionResponse, [0, 2, 0, 0, 0, 0, 0]);
    private static readonly byte[] Version300 = Packet(ProtocolIds.VersionResponse, [0, 3, 0, 0, 0, 0, 0]);
    private static readonly byte[] Status = Packet(ServiceStatus, Service(1, 2));
    private static readonly byte[] Stop = Packet(ProtocolIds.Stop, [0x08, 1]);
    private static readonly byte[] LegacyStop = Packet(ProtocolIds.LegacyStop, []);

    [Theory]
    [InlineData(2, 0, 0)]
    [InlineData(3, 0, 0)]
    [InlineData(3, 0, 1)]
    [InlineData(3, 1, 0)]
    public async Task Answers_a_negotiation_with_the_same_kind_of_packet_and_the_same_version(
        byte major,
        byte minor,
        byte patch
    )
    {
        await using var agent = new ListeningAgent();
        await using TestBroker broker = await agent.ConnectAsync();
        bool isWelcome = (major, minor, patch).CompareTo(((byte)3, (byte)0, (byte)0)) > 0;

        await broker.SendAsync(
            isWelcome
                ? Packet(ProtocolIds.Welcome, [0x0A, 6, 8, major, 0x10, minor, 0x18, patch, 0x12, 3, .. "TLS"u8])
                : Packet(ProtocolIds.VersionResponse, [0, major, 0, minor, 0, patch, .. "TLS"u8, 0])
        );

        (uint id, byte[] payload) = Assert.NotNull(await broker.ReceiveAsync());
        var answer = new BrokerEvent();
        Assert.True(EventDecoder.TryDecode(EventCatalogue.Find(id)!, payload, sourceId: 0, answer));
        Assert.Equal(isWelcome ? ProtocolIds.Welcome : ProtocolIds.VersionResponse, id);
        Assert.Equal(
            (major, minor, patch),
            ((byte)answer.Int64(Field.Major), (byte)answer.Int64(Field.Minor), (byte)answer.Int64(Field.Patch))
        );
        Assert.True(answer.Text(Field.Extensions).IsEmpty);
        Assert.Equal(0, answer.Int64(Field.PeerType));
        await Eventually.TrueAsync(() => !agent.Peers.IsEmpty);
        Assert.Equal(new ProtocolVersion(major, minor, patch), Assert.Single(agent.Peers).Version);
    }

    [Fact]
    public async Task Closes_when_the_first_packet_is_no_negotiation()
    {
        await using var agent = new ListeningAgent();
        await using TestBroker broker = await agent.ConnectAsync();

        await broker.SendAsync(Status);

        Assert.Null(await broker.ReceiveAsync());
        Assert.Empty(agent.Sinks);
    }

    [Fact]
    public async Task Closes_when_the_peer_speaks_another_protocol()
    {
        await using var agent = new ListeningAgent();
        await using TestBroker broker = await agent.ConnectAsync();

        await broker.SendAsync(new byte[100 * 1024]);

        Assert.Null(await broker.ReceiveAsync());
    }

    [Fact]
    public async Task Closes_when_no_negotiation_comes()
    {
        await using var agent = new ListeningAgent();
        await using TestBroker broker = await agent.ConnectAsync();
        Task<(uint, byte[])?> closing = broker.ReceiveAsync();

        await agent.Clock.AdvanceUntilAsync(closing);

        Assert.Null(await closing);
    }

    [Theory]
    [InlineData(2, ProtocolIds.LegacyAcknowledgement)]
    [InlineData(3, ProtocolIds.LegacyAcknowledgement)]
    [InlineData(301, ProtocolIds.Acknowledgement)]
    public async Task Acknowledges_only_what_is_committed_in_the_form_of_the_version(int version, uint form)
    {
        await using var agent = new ListeningAgent();
        await using TestBroker broker = await agent.NegotiateAsync(
            version switch
            {
                2 => Version200,
                3 => Version300,
                _ => Welcome301,
            }
        );
        await broker.SendAsync(Status, Status, Status);
        await Eventually.TrueAsync(() => agent.Sink.Accepted.Count == 3);

        agent.Sink.Commit(2);
        agent.Clock.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(2u, await broker.ReceiveAcknowledgementAsync(form));
    }

    [Fact]
    public async Task Acknowledges_a_thousand_events_at_once()
    {
        await using var agent = new ListeningAgent();
        await using TestBroker broker = await agent.NegotiateAsync(Welcome301);
        await broker.SendAsync([.. Enumerable.Repeat(Status, 1001)]);
        await Eventually.TrueAsync(() => agent.Sink.Accepted.Count == 1001);

        agent.Sink.Commit(999);
        agent.Sink.Commit(1000);

        Assert.Equal(1000u, await broker.ReceiveAcknowledgementAsync());
    }

    [Fact]
    public async Task Acknowledges_while_the_sink_makes_the_session_wait()
    {
        var full = new TaskCompletionSource();
        await using var agent = new ListeningAgent { Prepare = sink => sink.BackPressure = full.Task };
        await using TestBroker broker = await agent.NegotiateAsync(Welcome301);
        await broker.SendAsync(Status, Status);
        await Eventually.TrueAsync(() => agent.Sink.Accepted.Count == 1);

        agent.Sink.Commit(1);
        agent.Clock.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(1u, await broker.ReceiveAcknowledgementAsync());
    }

    [Fact]
    public async Task Acknowledges_nothing_behind_the_beginning_of_an_incomplete_event()
    {
        await using var agent = new ListeningAgent();
        await using TestBroker broker = await agent.NegotiateAsync(Welcome301);
        byte[] large = Service(1, 3, 70_000);
        await broker.SendAsync(Status, Packet(ServiceStatus, large.AsSpan(0, 65535)), Packet(HostStatus, Host(1)));
        await Eventually.TrueAsync(() => agent.Sink.Accepted.Count == 2);
        agent.Sink.Commit(2);
        agent.Clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(1u, await broker.ReceiveAcknowledgementAsync());

        await broker.SendAsync(Packet(ServiceStatus, large.AsSpan(65535)));
        await Eventually.TrueAsync(() => agent.Sink.Accepted.Count == 3);
        agent.Clock.Advance(TimeSpan.FromSeconds(6));
        agent.Sink.Commit(3);

        Assert.Equal(2u, await broker.ReceiveAcknowledgementAsync());
    }

    [Fact]
    public async Task Silence_completes_an_event_whose_sender_forgot_the_last_packet()
    {
        await using var agent = new ListeningAgent();
        await using TestBroker broker = await agent.NegotiateAsync(Welcome301);
        await broker.SendAsync(Packet(ServiceStatus, Service(1, 3, 65535)));

        await Eventually.TrueAsync(() =>
        {
            agent.Clock.Advance(TimeSpan.FromSeconds(1));
            return agent.Sink.Accepted.Count == 1;
        });

        Assert.Equal(EventFault.None, agent.Sink.Accepted[0].Fault);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stop_commits_and_is_answered_at_once_even_for_no_event(bool inProtobuf)
    {
        await using var agent = new ListeningAgent();
        await using TestBroker broker = await agent.NegotiateAsync(Version200);

        await broker.SendAsync(inProtobuf ? Stop : LegacyStop);

        Assert.Equal(0u, await broker.ReceiveAcknowledgementAsync(ProtocolIds.LegacyAcknowledgement));
    }

    [Fact]
    public async Task A_stop_acknowledges_what_it_has_committed()
    {
        await using var agent = new ListeningAgent();
        await using TestBroker broker = await agent.NegotiateAsync(Welcome301);

        await broker.SendAsync(Status, Status, Stop);

        Assert.Equal(2u, await broker.ReceiveAcknowledgementAsync());
        broker.Close();
        await Eventually.TrueAsync(() => agent.Sink.IsDisposed);
    }

    [Fact]
    public async Task A_stop_acknowledges_fewer_when_the_commit_takes_too_long()
    {
        await using var agent = new ListeningAgent
        {
            Prepare = sink => sink.OnCommit = token => Task.Delay(Timeout.Infinite, token),
        };
        await using TestBroker broker = await agent.NegotiateAsync(Welcome301);
        await broker.SendAsync(Status, Status);
        await Eventually.TrueAsync(() => agent.Sink.Accepted.Count == 2);
        agent.Sink.Commit(1);
        await broker.SendAsync(Stop);
        Task<uint> answer = broker.ReceiveAcknowledgementAsync();

        await agent.Clock.AdvanceUntilAsync(answer);

        Assert.Equal(1u, await answer);
    }

    [Fact]
    public async Task A_stop_behind_an_event_that_has_to_wait_is_answered_at_once_for_fewer()
    {
        await using var agent = new ListeningAgent { Prepare = sink => sink.OnCommit = _ => Task.CompletedTask };
        await using TestBroker broker = await agent.NegotiateAsync(Welcome301);
        await broker.SendAsync(Status);
        await Eventually.TrueAsync(() => agent.Sink.Accepted.Count == 1);
        agent.Sink.Commit(1);
        agent.Sink.BackPressure = new TaskCompletionSource().Task;

        await broker.SendAsync([.. Status, .. Status], Packet(ServiceStatus, Service(1, 3, 70_000).AsSpan(0, 65535)));
        await Eventually.TrueAsync(() => agent.Sink.Accepted.Count == 2);
        await broker.SendAsync(Stop[..5], Stop[5..]);

        Assert.Equal(1u, await broker.ReceiveAcknowledgementAsync());
        Assert.Equal(2, agent.Sink.Accepted.Count);
    }

    [Fact]
    public async Task A_session_that_reads_on_while_an_event_waits_goes_on_with_that_reading()
    {
        var room = new TaskCompletionSource();
        await using var agent = new ListeningAgent { Prepare = sink => sink.BackPressure = room.Task };
        await using TestBroker broker = await agent.NegotiateAsync(Welcome301);
        await broker.SendAsync(Status);
        await Eventually.TrueAsync(() => agent.Sink.Accepted.Count == 1);
        room.SetResult();

        await broker.SendAsync(Status);
        await Eventually.TrueAsync(() => agent.Sink.Accepted.Count == 2);
        await broker.SendAsync(Status, Stop);

        Assert.Equal(3u, await broker.ReceiveAcknowledgementAsync());
    }

    [Fact]
    public async Task What_comes_while_an_event_has_to_wait_is_taken_in_order_afterwards()
    {
        const int Events = 20;
        var room = new TaskCompletionSource();
        await using var agent = new ListeningAgent { Prepare = sink => sink.BackPressure = room.Task };
        await using TestBroker broker = await agent.NegotiateAsync(Welcome301);
        byte[] large = [.. Service(1, 3, 100_000).Chunk(65535).SelectMany(part => Packet(ServiceStatus, part))];
        // several times what is read ahead
        Task sending = broker.SendAsync([.. Enumerable.Repeat(large, Events - 1), [.. Status, .. Stop]]);
        await Eventually.TrueAsync(() => agent.Sink.Accepted.Count == 1);

        room.SetResult();

        await sending;
        Assert.Equal((uint)Events, await broker.ReceiveAcknowledgementAsync());
        Assert.Equal(Enumerable.Range(1, Events), agent.Sink.Accepted.Select(received => (int)received.Ordinal));
        Assert.All(agent.Sink.Accepted, received => Assert.Equal(EventFault.None, received.Fault));
    }

    [Fact]
    public async Task Unknown_and_undecodable_events_and_orders_count_and_what_belongs_to_the_protocol_does_not()
    {
        await using var agent = new ListeningAgent();
        await using TestBroker broker = await agent.NegotiateAsync(Welcome301);

        await broker.SendAsync(
            Packet(65776, [1, 2, 3]),
            Packet(ServiceStatus, [0x08]),
            Welcome301,
            Packet(ProtocolIds.Acknowledgement, [0x08, 9]),
            Packet(0x0002_00FF, [1]),
            Status,
            Packet(0x0002_0004, [0x08, 1]),
            Packet(0x0002_0005, [0x08, 1]),
            Packet(0x0002_0006, [0x08, 1]),
            Stop
        );

        Assert.Equal(6u, await broker.ReceiveAcknowledgementAsync());
        Assert.Equal(
            [
                EventFault.Unknown,
                EventFault.Undecodable,
                EventFault.None,
                EventFault.Unknown,
                EventFault.Unknown,
                EventFault.Unknown,
            ],
            agent.Sink.Accepted.Select(received => received.Fault)
        );
        Assert.Equal([1L, 2L, 3L, 4L, 5L, 6L], agent.Sink.Accepted.Select(received => received.Ordinal));
    }

    [Fact]
    public async Task A_whole_recorded_session_is_acknowledged_at_its_stop()
    {
        await using var agent = new ListeningAgent();
        await using TestBroker broker = await agent.ConnectAsync();
        string recording = Path.Combine(Vectors.Root, "captures", "cbd-23.10.16-bbdo3.0.1-full.bin");
        await broker.SendAsync(await File.ReadAllBytesAsync(recording, TestContext.Current.CancellationToken));

        Assert.Equal(ProtocolIds.Welcome, Assert.NotNull(await broker.ReceiveAsync()).Id);

        Assert.Equal(1629u, await broker.ReceiveAcknowledgementAsync());
        Assert.DoesNotContain(agent.Sink.Accepted, received => received.Fault != EventFault.None);
    }

    [Fact]
    public async Task Sessions_end_with_the_agent()
    {
        await using var agent = new ListeningAgent();
        await using TestBroker broker = await agent.NegotiateAsync(Welcome301);

        await agent.StopAsync();

        Assert.True(agent.Sink.IsDisposed);
        Assert.Null(await broker.ReceiveAsync());
    }

    [Fact]
    public async Task A_session_that_ends_with_the_agent_acknowledges_what_it_has_committed()
    {
        await using var agent = new ListeningAgent();
        await using TestBroker broker = await agent.NegotiateAsync(Welcome301);
        await broker.SendAsync(Status, Status);
        await Eventually.TrueAsync(() => agent.Sink.Accepted.Count == 2);

        await agent.StopAsync();

        Assert.Equal(2u, await broker.ReceiveAcknowledgementAsync());
        Assert.Null(await broker.ReceiveAsync());
    }

    [Fact]
    public async Task A_session_that_never_pauses_delays_neither_its_acknowledgements_nor_other_sessions()
    {
        await using var agent = new ListeningAgent
        {
            Prepare = sink => sink.OnAccepted = accepted => sink.Commit(accepted),
        };
        await using TestBroker flooding = await agent.NegotiateAsync(Welcome301);
        using var enough = new CancellationTokenSource();
        byte[] flood = [.. Enumerable.Repeat(Status, 1000).SelectMany(packet => packet)];
        Task flow = Task.Run(
            async () =>
            {
                while (!enough.IsCancellationRequested)
                {
                    await flooding.SendAsync(flood);
                }
            },
            TestContext.Current.CancellationToken
        );

        for (int acknowledgement = 0; acknowledgement < 50; acknowledgement++)
        {
            Assert.True(await flooding.ReceiveAcknowledgementAsync() >= 1000);
        }

        await using TestBroker quiet = await agent.NegotiateAsync(Welcome301);
        await quiet.SendAsync(Status, Stop);
        Assert.Equal(1u, await quiet.ReceiveAcknowledgementAsync());
        await enough.CancelAsync();
        await flow;
    }

    [Fact]
    public async Task A_session_whose_sink_fails_ends_alone()
    {
        await using var agent = new ListeningAgent
        {
            Prepare = sink =>
                sink.BackPressure = Task.FromException(new InvalidOperationException("the spool is gone")),
        };
        await using TestBroker broker = await agent.NegotiateAsync(Welcome301);

        await broker.SendAsync(Status);

        Assert.Null(await broker.ReceiveAsync());
        await using TestBroker next = await agent.ConnectAsync();
        await next.SendAsync(Welcome301);
        Assert.NotNull(await next.ReceiveAsync());
    }
}
