using System.Net;
using Azure.Core;
using Azure.Core.Pipeline;
using Forwarder.Functions.Tables;

namespace Forwarder.Functions.Tests.Tables;

public sealed class EntraTests
{
    private readonly RecordingCredential credential = new();
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_key_the_credentials_token_for_storage_is_sent()
    {
        using var network = new RecordingNetwork();
        var options = new TablePipelineOptions { Transport = new HttpClientTransport(network) };
        var account = new TableAccount(new Uri("https://acme.table.core.windows.net"), credential);

        await new TableService(account, TimeProvider.System, options).Table("lanes").GetAsync("p", "r", cancellation);

        Assert.Equal(["https://storage.azure.com/.default"], credential.Scopes);
        Assert.Equal("Bearer token-1", network.Authorization);
        Assert.Equal("https://acme.table.core.windows.net/lanes(PartitionKey='p',RowKey='r')", network.Url);
    }

    [Fact]
    public async Task A_token_never_travels_over_plain_http()
    {
        await using var server = await StubTableServer.StartAsync(StubTableServer.Status(200));
        var table = new TableService(new TableAccount(server.Url, credential), TimeProvider.System).Table("lanes");

        await Assert.ThrowsAsync<InvalidOperationException>(() => table.GetAsync("p", "r", cancellation));

        Assert.Empty(server.Requests);
    }

    private sealed class RecordingCredential : TokenCredential
    {
        public string[] Scopes { get; private set; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scopes = requestContext.Scopes;
            return new AccessToken("token-1", DateTimeOffset.MaxValue);
        }

        public override ValueTask<AccessToken> GetTokenAsync(
            TokenRequestContext requestContext,
            CancellationToken cancellationToken
        ) => ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }

    private sealed class RecordingNetwork : HttpMessageHandler
    {
        public string? Authorization { get; private set; }
        public string? Url { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            Authorization = request.Headers.Authorization?.ToString();
            Url = request.RequestUri?.AbsoluteUri;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotFound));
        }
    }
}
