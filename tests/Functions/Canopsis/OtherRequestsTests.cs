using System.Net;
using Forwarder.Functions.Canopsis;
using Forwarder.Functions.Downtimes;
using Forwarder.Functions.Mapping;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forwarder.Functions.Tests.Canopsis;

/// <summary>Requests of downtimes and of operators' commands take the same way as those with events, whatever the parameters say about it.</summary>
public sealed class OtherRequestsTests : IDisposable
{
    private const string Downtimes = "downtimes";
    private const string Commands = "commands";
    private const string Route = "/api/v4/bulk/pbehaviors";

    private readonly TestCertificates certificates = new();

    [Theory]
    [InlineData(Downtimes)]
    [InlineData(Commands)]
    public async Task The_base_path_stands_before_their_routes(string sender)
    {
        await using var canopsis = await StubCanopsis.StartAsync();
        var options = Options(canopsis, "localhost", "/portal");

        var (isDone, _) = await SendAsync(sender, options);

        Assert.True(isDone);
        var received = Assert.Single(canopsis.Received);
        Assert.Equal(("/portal" + Route, "KEY"), (received.Route, received.Headers["x-canopsis-authkey"]));
    }

    [Theory]
    [InlineData(Downtimes)]
    [InlineData(Commands)]
    public async Task They_go_through_the_proxy_and_believe_the_named_authority_only(string sender)
    {
        using var certificate = certificates.For("canopsis.example.test");
        await using var canopsis = await StubCanopsis.StartAsync(certificate);
        await using var proxy = new StubProxy("user", "secret");
        var untrusting = Options(canopsis, "canopsis.example.test") with
        {
            Proxy = new WebProxy($"http://127.0.0.1:{proxy.Port}")
            {
                Credentials = new NetworkCredential("user", "secret"),
            },
        };

        Assert.False((await SendAsync(sender, untrusting)).IsDone);
        Assert.Empty(canopsis.Received);
        Assert.True((await SendAsync(sender, untrusting with { CertificateAuthorities = certificates.Pem })).IsDone);

        Assert.Single(canopsis.Received);
        Assert.Equal(
            [$"canopsis.example.test:{canopsis.Url.Port}", $"canopsis.example.test:{canopsis.Url.Port}"],
            proxy.Tunnels
        );
    }

    [Theory]
    [InlineData(Downtimes)]
    [InlineData(Commands)]
    public async Task They_do_not_connect_to_a_guarded_address(string sender)
    {
        await using var canopsis = await StubCanopsis.StartAsync();

        var (isDone, problem) = await SendAsync(sender, Options(canopsis) with { AllowsPrivateHost = false });

        Assert.False(isDone);
        Assert.Contains("allow_private_host=1", problem, StringComparison.Ordinal);
        Assert.Empty(canopsis.Received);
    }

    [Theory]
    [InlineData(Downtimes)]
    [InlineData(Commands)]
    public async Task They_carry_the_key_to_no_other_host_by_a_redirect(string sender)
    {
        await using var other = await StubCanopsis.StartAsync();
        await using var canopsis = await StubCanopsis.StartAsync();
        canopsis.ThenStatus(307, "", ("Location", other.Url.ToString()));

        Assert.False((await SendAsync(sender, Options(canopsis))).IsDone);
        Assert.Single(canopsis.Received);
        Assert.Empty(other.Received);
    }

    public void Dispose() => certificates.Dispose();

    private static CanopsisOptions Options(StubCanopsis canopsis, string host = "localhost", string basePath = "") =>
        new()
        {
            EventUrl = new Uri($"{canopsis.Url.Scheme}://{host}:{canopsis.Url.Port}{basePath}/api/v4/event"),
            BasePath = basePath,
            AuthKey = "KEY",
            AllowsPrivateHost = true,
        };

    private static async Task<(bool IsDone, string? Problem)> SendAsync(string sender, CanopsisOptions options)
    {
        var cancellation = TestContext.Current.CancellationToken;
        if (sender == Commands)
        {
            using var key = new AuthKey(options.AuthKey);
            using var session = new CanopsisSession(options, key);
            var reply = await session.SendAsync(HttpMethod.Post, Route, "[]"u8.ToArray(), cancellation);
            return (reply.IsSuccess, reply.Fault);
        }
        using var client = new CanopsisClient("lab", options, TimeProvider.System, NullLogger.Instance);
        var downtimes = new PbehaviorClient("lab", options, new PbehaviorRoutes(), client, NullLogger.Instance);
        var answer = await downtimes.SendAsync(
            new CanopsisRequest(HttpMethod.Post, Route, null, "[]"u8.ToArray()),
            cancellation
        );
        return (answer.IsDone, answer.Detail);
    }
}
