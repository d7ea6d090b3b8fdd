using System.Net;
using System.Net.Sockets;
using System.Text;
using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Tests.Bbdo.Layers;
using static Forwarder.Agent.Tests.Bbdo.TestPackets;

namespace Forwarder.Agent.Tests.Bbdo;

/// <summary>The agent connects to a broker that listens (topology C).</summary>
public sealed class BrokerConnectorTests
{
    private const int Unreachable = 1114;

    private static readonly byte[] Status = Packet(ServiceStatus, Service(1, 2));
    private static readonly byte[] Stop = Packet(ProtocolIds.Stop, [0x08, 1]);

    [Fact]
    public async Task Speaks_first_and_acknowledges_as_the_answer_wants()
    {
        await using var agent = new ConnectingAgent();
        await using TestBroker broker = await agent.AcceptAsync();
        Assert.Equal((3, "COMPRESSION"), await ReceiveProposalAsync(broker));

        await broker.SendAsync(Answer(3, 0, 1), Status, Status, Stop);

        Assert.Equal(2u, await broker.ReceiveAcknowledgementAsync());
    }

    [Fact]
    public async Task Compression_that_the_broker_lists_too_is_used()
    {
        await using var agent = new ConnectingAgent();
        await using TestBroker broker = await agent.AcceptAsync();
        await ReceiveProposalAsync(broker);

        await broker.SendAsync(Answer(3, 0, 0, "COMPRESSION"));
        broker.Compress();
        await broker.SendAsync(Status, Stop);

        Assert.Equal(1u, await broker.ReceiveAcknowledgementAsync(ProtocolIds.LegacyAcknowledgement));
    }

    [Fact]
    public async Task Falls_back_to_version_2_when_the_broker_closes_without_an_answer_and_remembers_it()
    {
        await using var agent = new ConnectingAgent();
        await using (TestBroker first = await agent.AcceptAsync())
        {
            Assert.Equal(3, (await ReceiveProposalAsync(first)).Major);
        }

        await using (TestBroker second = await agent.AcceptAsync())
        {
            Assert.Equal(2, (await ReceiveProposalAsync(second)).Major);
            await second.SendAsync(Answer(2, 0, 0), Status);
            await Eventually.TrueAsync(() => agent.Recorder.Sinks.SingleOrDefault()?.Accepted.Count == 1);
        }

        await using TestBroker third = await agent.AcceptAsync();
        Assert.Equal(2, (await ReceiveProposalAsync(third)).Major);
    }

    [Fact]
    public async Task An_answer_with_another_major_is_taken_at_its_word()
    {
        await using var agent = new ConnectingAgent();
        await using TestBroker first = await agent.AcceptAsync();
        await ReceiveProposalAsync(first);
        await first.SendAsync(Answer(2, 0, 0));
        Assert.Null(await first.ReceiveAsync());

        await using TestBroker second = await agent.AcceptAsync();

        Assert.Equal(2, (await ReceiveProposalAsync(second)).Major);
        Assert.Empty(agent.Recorder.Sinks);
    }

    [Theory]
    [InlineData("cbd-23.10.16-bbdo3.0.1-reversed.bin", 825)]
    [InlineData("cbd-23.10.16-bbdo3.0.0-short.bin", 822)]
    [InlineData("cbd-25.09-dev-bbdo2.0.0-short.bin", 871)]
    public async Task A_recorded_session_of_a_listening_broker_is_acknowledged_at_its_stop(
        string recording,
        uint events
    )
    {
        byte[] session = await File.ReadAllBytesAsync(
            Path.Combine(Vectors.Root, "captures", recording),
            TestContext.Current.CancellationToken
        );
        await using var agent = new ConnectingAgent();
        TestBroker broker = await agent.AcceptAsync();
        if (recording.Contains("bbdo2", StringComparison.Ordinal))
        {
            await broker.DisposeAsync();
            broker = await agent.AcceptAsync();
        }

        await ReceiveProposalAsync(broker);
        await broker.SendAsync(session);

        uint form = recording.Contains("3.0.1", StringComparison.Ordinal)
            ? ProtocolIds.Acknowledgement
            : ProtocolIds.LegacyAcknowledgement;
        Assert.Equal(events, await broker.ReceiveAcknowledgementAsync(form));
        Assert.DoesNotContain(agent.Sink.Accepted, received => received.Fault != EventFault.None);
        await broker.DisposeAsync();
    }

    [Fact]
    public async Task Leaves_with_an_acknowledgement_of_what_is_committed()
    {
        await using var agent = new ConnectingAgent();
        await using TestBroker broker = await agent.AcceptAsync();
        await ReceiveProposalAsync(broker);
        await broker.SendAsync(Answer(3, 0, 1), Status, Status, Status);
        await Eventually.TrueAsync(() => agent.Recorder.Sinks.SingleOrDefault()?.Accepted.Count == 3);
        agent.Sink.OnCommit = _ =>
        {
            agent.Sink.Commit(2);
            return Task.CompletedTask;
        };

        await agent.StopAsync();

        Assert.Equal(2u, await broker.ReceiveAcknowledgementAsync());
        Assert.Null(await broker.ReceiveAsync());
        Assert.True(agent.Sink.IsDisposed);
    }

    [Fact]
    public async Task Tls_is_offered_when_the_authorities_are_known_and_checked_against_them()
    {
        using var certificate = new TestCertificate();
        await using var agent = new ConnectingAgent(new SessionSettings { Tls = certificate.AsClient });
        await using TestBroker broker = await agent.AcceptAsync();
        Assert.Equal((3, "TLS COMPRESSION"), await ReceiveProposalAsync(broker));

        await broker.SendAsync(Answer(3, 0, 1, "TLS COMPRESSION"));
        using var own = certificate.Load();
        await broker.SecureAsync(tls => tls.AuthenticateAsServerAsync(own));
        broker.Compress();
        await broker.SendAsync(Status, Stop);

        Assert.Equal(1u, await broker.ReceiveAcknowledgementAsync());
    }

    [Theory]
    [InlineData(false, "another.test")]
    [InlineData(true, "")]
    public async Task A_broker_that_is_not_who_it_should_be_is_refused(bool hasOtherCertificate, string name)
    {
        using var certificate = new TestCertificate();
        using var other = new TestCertificate();
        await using var agent = new ConnectingAgent(
            new SessionSettings { Tls = certificate.AsClient with { BrokerName = name } }
        );
        await using TestBroker broker = await agent.AcceptAsync();
        await ReceiveProposalAsync(broker);
        await broker.SendAsync(Answer(3, 0, 1, "TLS"));
        using var own = (hasOtherCertificate ? other : certificate).Load();

        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await broker.SecureAsync(tls => tls.AuthenticateAsServerAsync(own));
            await broker.SendAsync(Status, Stop);
            Assert.NotNull(await broker.ReceiveAsync());
        });

        await Eventually.TrueAsync(() => agent.Log.Of(1110).Count == 1);
        Assert.Empty(agent.Recorder.Sinks);
    }

    [Fact]
    public async Task A_session_in_clear_is_refused_where_tls_is_required()
    {
        using var certificate = new TestCertificate();
        await using var agent = new ConnectingAgent(
            new SessionSettings { Tls = certificate.AsClient with { IsRequired = true } }
        );
        await using TestBroker broker = await agent.AcceptAsync();
        await ReceiveProposalAsync(broker);

        await broker.SendAsync(Answer(3, 0, 1));

        Assert.Null(await broker.ReceiveAsync());
        Assert.Single(agent.Log.Of(1109));
    }

    [Fact]
    public async Task A_broker_that_cannot_be_reached_is_reported_once_and_tried_again()
    {
        int port = FreePort();
        var (clock, log) = (new ManualClock(), new RecordedLog());
        using var ending = new CancellationTokenSource();
        Task running = new BrokerConnector(
            new ConnectorSettings("127.0.0.1", port),
            new SessionHost(new SinkRecorder(), new SessionSettings(), clock, log.For<SessionHost>()),
            clock,
            log.For<BrokerConnector>()
        ).RunAsync(ending.Token);
        await Eventually.TrueAsync(() => log.Of(Unreachable).Count == 1);

        using var broker = new TcpListener(IPAddress.Loopback, port);
        broker.Start();
        Task<Socket> accepting = broker.AcceptSocketAsync(TestContext.Current.CancellationToken).AsTask();
        await clock.AdvanceUntilAsync(accepting);
        (await accepting).Dispose();
        Assert.Single(log.Of(Unreachable));
        await ending.CancelAsync();
        await clock.AdvanceUntilAsync(running);
    }

    private static int FreePort()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }

    private static async Task<(int Major, string Extensions)> ReceiveProposalAsync(TestBroker broker)
    {
        (uint id, byte[] payload) = Assert.NotNull(await broker.ReceiveAsync());
        Assert.Equal(ProtocolIds.VersionResponse, id);
        BrokerEvent decoded = TestBroker.Decode(id, payload);
        return ((int)decoded.Int64(Field.Major), Encoding.ASCII.GetString(decoded.Text(Field.Extensions)));
    }

    private static byte[] Answer(byte major, byte minor, byte patch, string extensions = "") =>
        Packet(ProtocolIds.VersionResponse, [0, major, 0, minor, 0, patch, .. Encoding.ASCII.GetBytes(extensions), 0]);
}
