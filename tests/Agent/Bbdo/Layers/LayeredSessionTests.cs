using System.Net.Security;
using System.Security.Authentication;
using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Bbdo.Layers;
using static Forwarder.Agent.Tests.Bbdo.TestPackets;

namespace Forwarder.Agent.Tests.Bbdo.Layers;

public sealed class LayeredSessionTests : IDisposable
{
    private const int TlsNotConfigured = 1108;
    private const int ClearRefused = 1109;
    private const int TlsFailed = 1110;

    private static readonly byte[] Status = Packet(ServiceStatus, Service(1, 2));
    private static readonly byte[] Stop = Packet(ProtocolIds.Stop, [0x08, 1]);

    private readonly TestCertificate certificate = new();

    public void Dispose() => certificate.Dispose();

    [Fact]
    public async Task Compression_is_agreed_and_goes_both_ways()
    {
        await using var agent = new ListeningAgent();
        await using TestBroker broker = await agent.ConnectAsync();
        Assert.Equal("COMPRESSION", await OfferAsync(broker, "COMPRESSION"));
        broker.Compress();

        await broker.SendAsync(
            [.. Status, .. Status],
            Status.AsSpan(0, 10).ToArray(),
            Status.AsSpan(10).ToArray(),
            Stop
        );

        Assert.Equal(3u, await broker.ReceiveAcknowledgementAsync());
        Assert.All(agent.Sink.Accepted, received => Assert.Equal(EventFault.None, received.Fault));
    }

    [Theory]
    [InlineData("bbdo", "v3-compressed.bin", 11)]
    [InlineData("captures", "cbd-23.10.16-bbdo3.0.1-compressed.bin", 816)]
    public async Task A_compressed_session_is_read_even_when_it_does_not_wait_for_the_answer(
        string folder,
        string file,
        int events
    )
    {
        await using var agent = new ListeningAgent();
        await using TestBroker broker = await agent.ConnectAsync();
        string recording = Path.Combine(Vectors.Root, folder, file);
        await broker.SendAsync(await File.ReadAllBytesAsync(recording, TestContext.Current.CancellationToken));
        Assert.Equal("COMPRESSION", Extensions(await broker.ReceiveAsync()));
        broker.Compress();

        await Eventually.TrueAsync(() => agent.Sinks.SingleOrDefault()?.Accepted.Count == events);
        if (folder == "bbdo")
        {
            await broker.SendAsync(Stop);
        }

        Assert.Equal((uint)events, await broker.ReceiveAcknowledgementAsync());
        Assert.All(agent.Sink.Accepted, received => Assert.Equal(EventFault.None, received.Fault));
    }

    [Fact]
    public async Task Compression_that_is_switched_off_is_not_agreed()
    {
        await using var agent = new ListeningAgent(new SessionSettings { AllowsCompression = false });
        await using TestBroker broker = await agent.ConnectAsync();

        Assert.Equal("", await OfferAsync(broker, "COMPRESSION"));

        await broker.SendAsync(Status, Stop);
        Assert.Equal(1u, await broker.ReceiveAcknowledgementAsync());
    }

    [Fact]
    public async Task Nothing_is_agreed_that_was_not_offered()
    {
        await using var agent = new ListeningAgent(new SessionSettings { Tls = certificate.AsServer });
        await using TestBroker broker = await agent.ConnectAsync();

        Assert.Equal("", await OfferAsync(broker, "tls compression COMPRESSIONS"));
    }

    [Fact]
    public async Task A_peer_that_agreed_to_compression_and_sends_something_else_is_closed()
    {
        await using var agent = new ListeningAgent(new SessionSettings { MaxFrameBytes = 64 * 1024 });
        await using TestBroker broker = await agent.ConnectAsync();
        await OfferAsync(broker, "COMPRESSION");

        await broker.SendAsync(new byte[(2 * 64 * 1024) + 100]);

        Assert.Null(await broker.ReceiveAsync());
        Assert.Contains("Unreadable", Assert.Single(agent.Log.Of(1102)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TLS")]
    [InlineData("TLS COMPRESSION")]
    public async Task Tls_is_agreed_below_compression(string extensions)
    {
        await using var agent = new ListeningAgent(new SessionSettings { Tls = certificate.AsServer });
        await using TestBroker broker = await agent.ConnectAsync();
        Assert.Equal(extensions, await OfferAsync(broker, extensions));
        await broker.SecureAsync(ShakeHandsAsync);
        if (extensions != "TLS")
        {
            broker.Compress();
        }

        await broker.SendAsync(Status, Status, Stop);

        Assert.Equal(2u, await broker.ReceiveAcknowledgementAsync());
    }

    [Fact]
    public async Task Tls_without_a_certificate_goes_on_in_clear_and_says_what_to_do()
    {
        await using var agent = new ListeningAgent();
        await using TestBroker broker = await agent.ConnectAsync();

        Assert.Equal("COMPRESSION", await OfferAsync(broker, "TLS COMPRESSION"));

        broker.Compress();
        await broker.SendAsync(Status, Stop);
        Assert.Equal(1u, await broker.ReceiveAcknowledgementAsync());
        Assert.Contains(
            "broker_tls_certificate_file",
            Assert.Single(agent.Log.Of(TlsNotConfigured)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_session_in_clear_is_refused_where_tls_is_required()
    {
        await using var agent = new ListeningAgent(
            new SessionSettings { Tls = certificate.AsServer with { IsRequired = true } }
        );
        await using TestBroker broker = await agent.ConnectAsync();
        await broker.SendAsync(Welcome("COMPRESSION"));

        Assert.Null(await broker.ReceiveAsync());
        Assert.Empty(agent.Sinks);
        Assert.Single(agent.Log.Of(ClearRefused));
    }

    [Fact]
    public async Task A_handshake_that_fails_ends_the_session_alone()
    {
        await using var agent = new ListeningAgent(new SessionSettings { Tls = certificate.AsServer });
        await using TestBroker broker = await agent.ConnectAsync();
        await OfferAsync(broker, "TLS");

        await broker.SendAsync(Status);

        await Eventually.TrueAsync(() => agent.Log.Of(TlsFailed).Count == 1);
        Assert.Empty(agent.Sinks);
        await using TestBroker next = await agent.ConnectAsync();
        await OfferAsync(next, "TLS");
        await next.SecureAsync(ShakeHandsAsync);
        await next.SendAsync(Status, Stop);
        Assert.Equal(1u, await next.ReceiveAcknowledgementAsync());
    }

    [Fact]
    public async Task A_renewed_certificate_counts_from_the_next_session_on()
    {
        using var renewed = new TestCertificate();
        await using var agent = new ListeningAgent(new SessionSettings { Tls = certificate.AsServer });
        string[] seen = new string[2];
        for (int session = 0; session < seen.Length; session++)
        {
            await using TestBroker broker = await agent.ConnectAsync();
            await OfferAsync(broker, "TLS");
            await broker.SecureAsync(async tls =>
            {
                await ShakeHandsAsync(tls);
                seen[session] = tls.RemoteCertificate!.GetCertHashString();
            });
            File.Copy(renewed.CertificateFile, certificate.CertificateFile, overwrite: true);
            File.Copy(renewed.KeyFile, certificate.KeyFile, overwrite: true);
        }

        Assert.NotEqual(seen[0], seen[1]);
    }

    [Fact]
    public async Task A_peer_that_never_begins_the_handshake_is_closed()
    {
        await using var agent = new ListeningAgent(new SessionSettings { Tls = certificate.AsServer });
        await using TestBroker broker = await agent.ConnectAsync();
        await OfferAsync(broker, "TLS");
        Task<(uint, byte[])?> closing = broker.ReceiveAsync();

        await agent.Clock.AdvanceUntilAsync(closing);

        Assert.Null(await closing);
    }

    private static async Task<string> OfferAsync(TestBroker broker, string extensions)
    {
        await broker.SendAsync(Welcome(extensions));
        return Extensions(await broker.ReceiveAsync());
    }

    private static byte[] Welcome(string extensions) =>
        Packet(ProtocolIds.Welcome, [0x0A, 4, 8, 3, 0x18, 1, 0x12, .. Text(extensions), 0x18, 7]);

    private static byte[] Text(string text) => [.. Varint(text.Length), .. System.Text.Encoding.ASCII.GetBytes(text)];

    private static string Extensions((uint Id, byte[] Payload)? answer)
    {
        (uint id, byte[] payload) = Assert.NotNull(answer);
        return System.Text.Encoding.ASCII.GetString(TestBroker.Decode(id, payload).Text(Field.Extensions));
    }

    private Task ShakeHandsAsync(SslStream tls) =>
        tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "agent.test",
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                CertificateChainPolicy = certificate.Trust(),
            },
            TestContext.Current.CancellationToken
        );
}
