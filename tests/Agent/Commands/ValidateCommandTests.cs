using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Forwarder.Agent.Commands;
using Forwarder.Agent.Tests.Publishing;
using Forwarder.Contracts.Publishers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Forwarder.Agent.Tests.Commands;

public sealed class ValidateCommandTests
{
    private const string Scope = "http://127.0.0.1/events/publishers/lab.central";

    [Fact]
    public async Task Everything_wrong_is_told_at_once_with_key_value_and_remedy()
    {
        using var file = new AgentFile(
            ("hub_publisher", "Lab"),
            ("listen_address", "everywhere"),
            ("accepted_hosts", "web["),
            ("proxy_address", "10.0.0.1")
        );

        var validated = await Typed.RunAsync("validate", "--config", file.Path);

        Assert.Equal(ExitCodes.Unusable, validated.Code);
        Assert.Contains(
            "error    hub_publisher = Lab: Write <customer>.<agent>",
            validated.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("error    listen_address = everywhere: ", validated.Output, StringComparison.Ordinal);
        Assert.Contains("error    accepted_hosts = web[: ", validated.Output, StringComparison.Ordinal);
        Assert.Contains("error    proxy_address: It does not belong here.", validated.Output, StringComparison.Ordinal);
        Assert.EndsWith("is not valid: 4 errors.", validated.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_warning_leaves_the_configuration_valid()
    {
        using var file = new AgentFile(("accepted_hostgroups", "a"), ("rejected_hostgroups", "b"));

        var validated = await Typed.RunAsync("validate", "--json", "--config", file.Path);

        Assert.Equal(ExitCodes.Done, validated.Code);
        var report = JsonDocument.Parse(validated.Output).RootElement;
        Assert.True(report.GetProperty("valid").GetBoolean());
        var problem = Assert.Single(report.GetProperty("problems").EnumerateArray());
        Assert.Equal("warning", problem.GetProperty("level").GetString());
        Assert.Equal("rejected_hostgroups", problem.GetProperty("parameter").GetString());
    }

    [Fact]
    public async Task A_token_file_that_a_start_would_refuse_is_an_error()
    {
        using var file = new AgentFile(("hub_token_file", "/none/publisher.token"));

        var validated = await Typed.RunAsync("validate", "--config", file.Path);

        Assert.Equal(ExitCodes.Unusable, validated.Code);
        Assert.Contains(
            "error    hub_token_file = /none/publisher.token: The publisher token cannot be read",
            validated.Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_the_reference_knows_and_has_no_effect_here_is_a_warning()
    {
        using var file = new AgentFile(("accepted_metrics", "cpu"));

        var validated = await Typed.RunAsync("validate", "--config", file.Path);

        Assert.Equal(ExitCodes.Done, validated.Code);
        Assert.StartsWith(
            "warning  accepted_metrics = cpu: It has no effect.",
            validated.Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Online_every_check_passes_and_nothing_is_published()
    {
        await using var hub = await HubStub.StartAsync();
        using var file = new AgentFile(("hub_port", hub.Port));
        Issue(file, Scope, days: 100);

        var validated = await Typed.RunAsync("validate", "--online", "--config", file.Path);

        Assert.Equal(ExitCodes.Done, validated.Code);
        Assert.Contains(
            "ok       token: http://127.0.0.1/events/publishers/lab.central, policy agents, until",
            validated.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("(99 days)", validated.Output, StringComparison.Ordinal);
        Assert.Contains("ok       hub: ", validated.Output, StringComparison.Ordinal);
        Assert.Empty(hub.Received);
    }

    [Theory]
    [InlineData("http://127.0.0.1/events/publishers/lab.central", -1, "failed", "it has expired")]
    [InlineData("http://127.0.0.1/events/publishers/lab.central", 10, "warning", "It ends soon")]
    [InlineData("http://127.0.0.1/events/publishers/lab.central2", 100, "failed", "is not valid for")]
    [InlineData("http://127.0.0.1/other", 100, "failed", "is not valid for")]
    [InlineData("http://elsewhere/events/publishers/lab.central", 100, "failed", "is not valid for")]
    [InlineData("http://127.0.0.1/events", 100, "warning", "reaches beyond this publisher")]
    public async Task Online_the_scope_and_the_end_of_the_token_are_judged(
        string scope,
        int days,
        string outcome,
        string told
    )
    {
        using var file = new AgentFile();
        Issue(file, scope, days);

        var validated = await Typed.RunAsync("validate", "--online", "--json", "--config", file.Path);

        var token = JsonDocument.Parse(validated.Output).RootElement.GetProperty("checks")[0];
        Assert.Equal(outcome, token.GetProperty("outcome").GetString());
        Assert.Contains(told, $"{token.GetProperty("detail")} {token.GetProperty("remedy")}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Online_what_fails_first_is_told_and_the_token_is_never_shown()
    {
        using var file = new AgentFile();
        var token = Issue(file, Scope, days: 100);

        var validated = await Typed.RunAsync("validate", "--online", "--config", file.Path);

        Assert.Equal(ExitCodes.No, validated.Code);
        Assert.Contains("failed   connect: 127.0.0.1:1 cannot be reached", validated.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hub:", validated.Output, StringComparison.Ordinal);
        var signature = token.Split('&').Single(part => part.StartsWith("sig=", StringComparison.Ordinal))[4..];
        Assert.DoesNotContain(signature, validated.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, "failed", "Issue a new one")]
    [InlineData(HttpStatusCode.Forbidden, "failed", "right to send")]
    [InlineData(HttpStatusCode.NotFound, "failed", "no such hub")]
    [InlineData(HttpStatusCode.ServiceUnavailable, "warning", "busy")]
    public async Task Online_a_refusal_of_the_hub_has_its_remedy(HttpStatusCode status, string outcome, string told)
    {
        await using var hub = await RefusingHubAsync(status, certificate: null);
        using var file = new AgentFile(("hub_port", new Uri(hub.Urls.Single()).Port));
        Issue(file, Scope, days: 100);

        var validated = await Typed.RunAsync("validate", "--online", "--config", file.Path);

        Assert.Equal(outcome == "failed" ? ExitCodes.No : ExitCodes.Done, validated.Code);
        Assert.Contains(
            $"{outcome, -8} hub: The hub answers {(int)status}.",
            validated.Output,
            StringComparison.Ordinal
        );
        Assert.Contains(told, validated.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Online_a_certificate_of_nobody_known_fails()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));
        await using var hub = await RefusingHubAsync(HttpStatusCode.Unauthorized, certificate);
        using var file = new AgentFile(("hub_protocol", "https"), ("hub_port", new Uri(hub.Urls.Single()).Port));
        Issue(file, Scope, days: 100);

        var validated = await Typed.RunAsync("validate", "--online", "--config", file.Path);

        Assert.Equal(ExitCodes.No, validated.Code);
        Assert.Contains("failed   tls: No trusted connection", validated.Output, StringComparison.Ordinal);
    }

    private static string Issue(AgentFile file, string scope, int days)
    {
        var token = SasToken.Sign(new Uri(scope), "agents", "key", DateTimeOffset.UtcNow.AddDays(days));
        File.WriteAllText(file.TokenFile, token);
        return token;
    }

    private static async Task<WebApplication> RefusingHubAsync(HttpStatusCode status, X509Certificate2? certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, endpoint => Secure(endpoint, certificate))
        );
        var hub = builder.Build();
        hub.Run(context =>
        {
            context.Response.StatusCode = (int)status;
            return Task.CompletedTask;
        });
        await hub.StartAsync(TestContext.Current.CancellationToken);
        return hub;
    }

    private static void Secure(ListenOptions endpoint, X509Certificate2? certificate)
    {
        if (certificate is not null)
        {
            endpoint.UseHttps(certificate);
        }
    }
}
