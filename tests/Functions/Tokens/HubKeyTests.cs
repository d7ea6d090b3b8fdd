using System.Net;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;
using Forwarder.Functions.Tokens;

namespace Forwarder.Functions.Tests.Tokens;

public sealed class HubKeyTests
{
    private const string Secret = "https://kvs-test.vault.azure.net/secrets/hub-agents-key";

    [Fact]
    public async Task The_environment_gives_the_key_when_no_secret_is_named() =>
        Assert.Equal(("the key", null), await HubKey.ReadAsync(null, " the key\n", CancellationToken.None));

    [Fact]
    public async Task Without_either_both_ways_are_named()
    {
        var (key, problem) = await HubKey.ReadAsync(null, " ", CancellationToken.None);

        Assert.Null(key);
        Assert.Contains(HubKey.SecretForm, problem, StringComparison.Ordinal);
        Assert.Contains(HubKey.Variable, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hub-agents-key")]
    [InlineData("http://kvs-test.vault.azure.net/secrets/hub-agents-key")]
    [InlineData("https://kvs-test.vault.azure.net/")]
    public async Task What_is_no_secret_is_refused_before_any_call(string secret)
    {
        var (key, problem) = await HubKey.ReadAsync(secret, "the key", CancellationToken.None);

        Assert.Null(key);
        Assert.StartsWith($"--key-secret = {secret}: not the address", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_vault_gives_the_key()
    {
        var asked = new List<string>();

        var read = await ReadAsync(
            HttpStatusCode.OK,
            "{\"value\":\"key of the vault\\n\",\"id\":\"" + Secret + "/1\",\"attributes\":{}}",
            asked
        );

        Assert.Equal(("key of the vault", null), read);
        Assert.Equal("/secrets/hub-agents-key", Assert.Single(asked));
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "Key Vault Secrets User")]
    [InlineData(HttpStatusCode.NotFound, "no such secret")]
    [InlineData(HttpStatusCode.BadRequest, "does not answer")]
    public async Task A_vault_that_refuses_is_explained(HttpStatusCode status, string remedy)
    {
        var (key, problem) = await ReadAsync(status, """{"error":{"code":"x","message":"y"}}""", []);

        Assert.Null(key);
        Assert.Contains(remedy, problem, StringComparison.Ordinal);
    }

    private static async Task<(string? Key, string? Problem)> ReadAsync(
        HttpStatusCode status,
        string body,
        List<string> asked
    )
    {
        using var vault = new Vault(status, body, asked);
        using var client = new HttpClient(vault);
        var options = new SecretClientOptions { Transport = new HttpClientTransport(client) };
        return await HubKey.ReadAsync(Secret, null, TestContext.Current.CancellationToken, options, new Signed());
    }

    /// <summary>Asks for a token first, as the service does, then answers.</summary>
    private sealed class Vault(HttpStatusCode status, string body, List<string> asked) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            if (request.Headers.Authorization is null)
            {
                var challenge = new HttpResponseMessage(HttpStatusCode.Unauthorized);
                challenge.Headers.TryAddWithoutValidation(
                    "WWW-Authenticate",
                    "Bearer authorization=\"https://login.microsoftonline.com/tenant\", resource=\"https://vault.azure.net\""
                );
                return Task.FromResult(challenge);
            }
            asked.Add(request.RequestUri!.AbsolutePath);
            return Task.FromResult(
                new HttpResponseMessage(status)
                {
                    Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
                }
            );
        }
    }

    private sealed class Signed : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new("token", DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(
            TokenRequestContext requestContext,
            CancellationToken cancellationToken
        ) => new(GetToken(requestContext, cancellationToken));
    }
}
