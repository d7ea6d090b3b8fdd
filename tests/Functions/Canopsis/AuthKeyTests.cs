using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;
using Forwarder.Functions.Canopsis;
using Forwarder.Functions.Mapping;
using Forwarder.Functions.Tests.Logging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Forwarder.Functions.Tests.Canopsis;

/// <summary>The key of a customer in a vault on a loopback port, which speaks as Key Vault does.</summary>
public sealed class AuthKeyTests : IAsyncDisposable
{
    private readonly ManualTime time = new();
    private readonly RecordingLogger<AuthKey> log = new();
    private readonly WebApplication server;
    private readonly X509Certificate2 certificate = SelfSigned();
    private readonly List<string> asked = [];
    private string secret = "first-key";
    private int status = 200;

    public AuthKeyTests()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        server = builder.Build();
        server.Run(AnswerAsync);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_key_is_read_once_and_again_when_canopsis_refuses_it()
    {
        await using var canopsis = await StubCanopsis.StartAsync();
        using var key = await StartAsync();
        using var client = Client(canopsis, key);

        Assert.Equal(AnswerClass.Delivered, await SendAsync(client));
        Assert.Equal(AnswerClass.Delivered, await SendAsync(client));
        Assert.Single(asked);

        secret = "second-key";
        time.Advance(TimeSpan.FromMinutes(1));
        canopsis.ThenStatus(401, """{"error":"Unauthorized"}""");

        Assert.Equal(AnswerClass.Delivered, await SendAsync(client));
        Assert.Equal(2, asked.Count);
        Assert.Equal(
            ["first-key", "first-key", "first-key", "second-key"],
            canopsis.Received.Select(request => request.Headers["x-canopsis-authkey"])
        );
        Assert.Equal(3, canopsis.Accepted.Count);
    }

    [Fact]
    public async Task A_key_that_stays_refused_is_not_read_with_each_request()
    {
        await using var canopsis = await StubCanopsis.StartAsync();
        using var key = await StartAsync();
        using var client = Client(canopsis, key);
        for (var i = 0; i < 3; i++)
        {
            canopsis.ThenStatus(401, """{"error":"Unauthorized"}""");
            time.Advance(TimeSpan.FromSeconds(20));
            Assert.Equal(AnswerClass.Misconfigured, await SendAsync(client));
        }

        Assert.Equal(2, asked.Count);
    }

    [Theory]
    [InlineData(403, AnswerClass.Misconfigured, "Key Vault Secrets User")]
    [InlineData(404, AnswerClass.Misconfigured, "there is no secret")]
    public async Task Without_a_key_nothing_is_sent_and_the_reason_is_told(int answer, object expected, string words)
    {
        status = answer;
        await using var canopsis = await StubCanopsis.StartAsync();
        using var key = await StartAsync();
        using var client = Client(canopsis, key);

        Assert.Equal(expected, await SendAsync(client));

        Assert.Empty(canopsis.Received);
        Assert.Contains(log.Entries, entry => entry.Message.Contains(words, StringComparison.Ordinal));
        Assert.DoesNotContain(log.Entries, entry => entry.Message.Contains("first-key", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_vault_that_fails_is_tried_again_later()
    {
        status = 503;
        using var key = await StartAsync();

        var fault = await Assert.ThrowsAsync<SecretUnreadableException>(() => key.GetAsync(Cancellation).AsTask());

        Assert.True(fault.IsTransient);
        status = 200;
        Assert.Equal("first-key", await key.GetAsync(Cancellation));
    }

    [Theory]
    [InlineData("https://v.vault.azure.net/secrets/acme", true)]
    [InlineData("https://v.vault.azure.net/secrets/acme/0123456789abcdef", true)]
    [InlineData("https://v.vault.azure.net/keys/acme", false)]
    [InlineData("http://v.vault.azure.net/secrets/acme", false)]
    [InlineData("https://user@v.vault.azure.net/secrets/acme", false)]
    [InlineData("acme", false)]
    public void Only_addresses_of_secrets_are_accepted(string text, bool isValid) =>
        Assert.Equal(isValid, VaultAddress.TryParse(text, out _));

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        certificate.Dispose();
    }

    private async Task<AuthKey> StartAsync()
    {
        await server.StartAsync(Cancellation);
        var options = new SecretClientOptions
        {
            // The stand-in's name is no vault's.
            DisableChallengeResourceVerification = true,
            Retry = { MaxRetries = 0 },
            Transport = new HttpClientTransport(
                new HttpClient(
                    new SocketsHttpHandler
                    {
                        SslOptions = new SslClientAuthenticationOptions
                        {
                            RemoteCertificateValidationCallback = (_, shown, _, _) =>
                                shown?.GetCertHashString() == certificate.GetCertHashString(),
                        },
                    }
                )
            ),
        };
        var vault = new KeyVault(() => new FixedToken(), options);
        Assert.True(VaultAddress.TryParse($"{server.Urls.Single()}/secrets/acme", out var address));
        return new AuthKey(cancellation => vault.ReadAsync(address!, cancellation), time);
    }

    private CanopsisClient Client(StubCanopsis canopsis, AuthKey key) =>
        new(
            "acme",
            new CanopsisOptions
            {
                EventUrl = new Uri(canopsis.Url, "/api/v4/event"),
                AuthKey = "",
                AllowsPrivateHost = true,
            },
            time,
            log,
            key
        );

    private static async Task<AnswerClass> SendAsync(CanopsisClient client)
    {
        var chunk = new EventChunk(1);
        chunk.AddObject("""{"event_type":"check","component":"c","state":0}"""u8);
        var answer = await client.SendAsync(
            chunk,
            1,
            new Deadline(TimeProvider.System, TimeSpan.FromMinutes(1)),
            Cancellation
        );
        return answer.Class;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Headers.Authorization.Count == 0)
        {
            context.Response.StatusCode = 401;
            context.Response.Headers.WWWAuthenticate =
                "Bearer authorization=\"https://login.example.test/tenant\", resource=\"https://vault.azure.net\"";
            return;
        }
        asked.Add(context.Request.Path);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(
            status == 200
                ? $$"""{"value":"{{secret}}","id":"{{server.Urls.Single()}}/secrets/acme/1","attributes":{"enabled":true} }"""
                : """{"error":{"code":"Code","message":"no"}}"""
        );
    }

    private static X509Certificate2 SelfSigned()
    {
        using var rsa = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private sealed class FixedToken : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new("token", DateTimeOffset.UtcNow.AddHours(1));

        public override ValueTask<AccessToken> GetTokenAsync(
            TokenRequestContext requestContext,
            CancellationToken cancellationToken
        ) => new(GetToken(requestContext, cancellationToken));
    }
}
