using System.Net;
using System.Text;
using Forwarder.Functions.Canopsis;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forwarder.Functions.Tests.Canopsis;

/// <summary>Which hosts are connected to and which certificates are believed, over real connections.</summary>
public sealed class CanopsisConnectionTests : IDisposable
{
    private readonly TestCertificates certificates = new();

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.1.2.3")]
    [InlineData("0.0.0.0")]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.129.2")]
    [InlineData("168.63.129.16")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    public void Addresses_of_the_app_itself_and_of_its_surroundings_are_guarded(string address) =>
        Assert.True(GuardedAddress.Contains(IPAddress.Parse(address)));

    [Theory]
    [InlineData("10.0.0.4")]
    [InlineData("172.16.1.1")]
    [InlineData("192.168.1.10")]
    [InlineData("203.0.113.9")]
    [InlineData("fd00::9")]
    [InlineData("2001:db8::9")]
    public void Public_and_private_networks_are_not(string address) =>
        Assert.False(GuardedAddress.Contains(IPAddress.Parse(address)));

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    public async Task A_guarded_host_is_not_connected_to(string host)
    {
        await using var canopsis = await StubCanopsis.StartAsync();
        var answer = await SendAsync(Options(canopsis, host) with { AllowsPrivateHost = false });

        Assert.Equal(AnswerClass.Misconfigured, answer.Class);
        Assert.Contains("allow_private_host=1", answer.Detail, StringComparison.Ordinal);
        Assert.Equal(0, answer.Unanswered);
        Assert.Empty(canopsis.Received);
        Assert.Equal(AnswerClass.Delivered, (await SendAsync(Options(canopsis, host))).Class);
    }

    [Fact]
    public async Task A_certificate_of_an_own_authority_is_believed_when_the_authority_is_named()
    {
        using var certificate = certificates.For("localhost");
        await using var canopsis = await StubCanopsis.StartAsync(certificate);
        using var others = new TestCertificates();

        Assert.Equal(AnswerClass.Misconfigured, (await SendAsync(Options(canopsis))).Class);
        var named = Options(canopsis) with { CertificateAuthorities = others.Pem + "\n" + certificates.Pem };
        Assert.Equal(AnswerClass.Delivered, (await SendAsync(named)).Class);
        var wrong = Options(canopsis) with { CertificateAuthorities = others.Pem };
        Assert.Equal(AnswerClass.Misconfigured, (await SendAsync(wrong)).Class);
        Assert.Equal(AnswerClass.Delivered, (await SendAsync(wrong with { VerifyCertificate = false })).Class);
    }

    [Theory]
    [InlineData("another.example.test", false)]
    [InlineData("localhost", true)]
    public async Task A_certificate_of_another_name_or_time_is_not_believed(string name, bool isExpired)
    {
        using var certificate = certificates.For(name, isExpired);
        await using var canopsis = await StubCanopsis.StartAsync(certificate);

        var answer = await SendAsync(Options(canopsis) with { CertificateAuthorities = certificates.Pem });

        Assert.Equal(AnswerClass.Misconfigured, answer.Class);
        Assert.Empty(canopsis.Received);
    }

    [Theory]
    [InlineData("secret", nameof(AnswerClass.Delivered))]
    [InlineData("wrong", nameof(AnswerClass.Misconfigured))]
    public async Task A_proxy_is_used_with_its_account(string password, string expected)
    {
        using var certificate = certificates.For("canopsis.example.test");
        await using var canopsis = await StubCanopsis.StartAsync(certificate);
        await using var proxy = new StubProxy("user", "secret");
        var options = Options(canopsis, "canopsis.example.test") with
        {
            CertificateAuthorities = certificates.Pem,
            Proxy = new WebProxy($"http://127.0.0.1:{proxy.Port}")
            {
                Credentials = new NetworkCredential("user", password),
            },
        };

        var answer = await SendAsync(options);

        Assert.Equal(expected, answer.Class.ToString());
        Assert.Equal(
            expected == nameof(AnswerClass.Delivered) ? [$"canopsis.example.test:{canopsis.Url.Port}"] : [],
            proxy.Tunnels
        );
    }

    public void Dispose() => certificates.Dispose();

    private static CanopsisOptions Options(StubCanopsis canopsis, string host = "localhost") =>
        new()
        {
            EventUrl = new Uri($"{canopsis.Url.Scheme}://{host}:{canopsis.Url.Port}/api/v4/event"),
            AuthKey = "KEY",
            AllowsPrivateHost = true,
        };

    private static async Task<CanopsisAnswer> SendAsync(CanopsisOptions options)
    {
        using var client = new CanopsisClient("lab", options, TimeProvider.System, NullLogger.Instance);
        var chunk = new EventChunk(1);
        chunk.AddObject(Encoding.UTF8.GetBytes("""{"event_type":"check","component":"a"}"""));
        return await client.SendAsync(
            chunk,
            1,
            new Deadline(TimeProvider.System, TimeSpan.FromSeconds(30)),
            TestContext.Current.CancellationToken
        );
    }
}
