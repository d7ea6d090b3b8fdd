using System.Security.Cryptography.X509Certificates;
using Forwarder.Agent.Commands;
using Forwarder.Agent.Tests.Bbdo.Layers;
using Forwarder.Agent.Tests.Publishing;
using Forwarder.Contracts.Publishers;

namespace Forwarder.Agent.Tests.Commands;

/// <summary><c>validate --online</c> over TLS, through a proxy and with Entra ID: each as the agent itself would go.</summary>
public sealed class ValidateOnlineTests : IAsyncLifetime
{
    private const string Tenant = "00000000-0000-0000-0000-000000000001";
    private const string Application = "00000000-0000-0000-0000-000000000002";

    private readonly TestCertificate certificate = new();
    private readonly ConnectProxy proxy = new("site", "s3cret");
    private X509Certificate2 loaded = null!;
    private HubStub hub = null!;

    [Fact]
    public async Task An_authority_of_the_site_is_trusted_when_its_file_is_named()
    {
        using var file = Configure([]);

        var validated = await Typed.RunAsync("validate", "--online", "--config", file.Path);

        Assert.Equal(ExitCodes.Done, validated.Code);
        Assert.Contains(
            "ok       tls: Tls13, certificate of CN=agent.test",
            validated.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("ok       hub: ", validated.Output, StringComparison.Ordinal);
        Assert.Empty(hub.Received);
    }

    [Fact]
    public async Task Through_a_proxy_its_name_and_port_are_tried_and_then_the_hub_behind_it()
    {
        using var file = Configure([.. Proxy("s3cret")]);

        var validated = await Typed.RunAsync("validate", "--online", "--config", file.Path);

        Assert.Equal(ExitCodes.Done, validated.Code);
        Assert.Contains(
            $"ok       connect: 127.0.0.1:{proxy.Port} accepts",
            validated.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("ok       hub: ", validated.Output, StringComparison.Ordinal);
        Assert.Equal([$"127.0.0.1:{hub.Port}"], proxy.Connected);
        Assert.Empty(hub.Received);
    }

    [Fact]
    public async Task A_proxy_that_refuses_the_account_is_told_and_the_password_is_not()
    {
        using var file = Configure([.. Proxy("0ther")]);

        var validated = await Typed.RunAsync("validate", "--online", "--config", file.Path);

        Assert.Equal(ExitCodes.No, validated.Code);
        Assert.Contains("failed   proxy: ", validated.Output, StringComparison.Ordinal);
        Assert.Contains("407", validated.Output, StringComparison.Ordinal);
        Assert.Contains("hub_proxy_username", validated.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("0ther", validated.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_application_of_Entra_gets_its_token_through_the_proxy_too()
    {
        using var file = Configure([.. Entra(), .. Proxy("s3cret")]);

        var validated = await Typed.RunAsync("validate", "--online", "--config", file.Path);

        Assert.Equal(ExitCodes.Done, validated.Code);
        Assert.Contains(
            $"ok       token: 127.0.0.1 gives the application {Application}, which has a secret, a token for Event Hubs.",
            validated.Output,
            StringComparison.Ordinal
        );
        Assert.Equal([$"127.0.0.1:{hub.Port}", $"127.0.0.1:{hub.Port}"], proxy.Connected);
        Assert.Equal("s3cret of the application", Assert.Single(hub.TokenRequests)["client_secret"]);
        Assert.Empty(hub.Received);
    }

    [Fact]
    public async Task A_secret_that_Entra_refuses_is_told_with_its_reason_and_never_shown()
    {
        hub.RefusesTokens = true;
        using var file = Configure([.. Entra()]);

        var validated = await Typed.RunAsync("validate", "--online", "--config", file.Path);

        Assert.Equal(ExitCodes.No, validated.Code);
        Assert.Contains("failed   token: 127.0.0.1 gives the application", validated.Output, StringComparison.Ordinal);
        Assert.Contains("AADSTS7000215", validated.Output, StringComparison.Ordinal);
        Assert.Contains("hub_client_id and its secret", validated.Output, StringComparison.Ordinal);
        Assert.Contains("failed   hub: Not asked", validated.Output, StringComparison.Ordinal);
        Assert.EndsWith("is valid, but 2 of 5 checks failed.", validated.Output.TrimEnd(), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", validated.Output, StringComparison.Ordinal);
    }

    public async ValueTask InitializeAsync()
    {
        loaded = certificate.Load();
        hub = await HubStub.StartAsync(loaded);
    }

    public async ValueTask DisposeAsync()
    {
        await hub.DisposeAsync();
        await proxy.DisposeAsync();
        loaded.Dispose();
        certificate.Dispose();
    }

    private AgentFile Configure((string Name, object Value)[] more)
    {
        var file = new AgentFile([
            ("hub_protocol", "https"),
            ("hub_port", hub.Port),
            ("hub_ca_file", certificate.CertificateFile),
            .. more,
        ]);
        var scope = new Uri("https://127.0.0.1/events/publishers/lab.central");
        File.WriteAllText(file.TokenFile, SasToken.Sign(scope, "agents", "key", DateTimeOffset.UtcNow.AddDays(100)));
        return file;
    }

    private (string Name, object Value)[] Proxy(string password) =>
        [
            ("hub_proxy_address", "127.0.0.1"),
            ("hub_proxy_port", proxy.Port),
            ("hub_proxy_username", "site"),
            ("hub_proxy_password", password),
        ];

    private (string Name, object Value)[] Entra() =>
        [
            ("hub_token_file", ""),
            ("hub_authentication", "client_secret"),
            ("hub_tenant_id", Tenant),
            ("hub_client_id", Application),
            ("hub_client_secret", "s3cret of the application"),
            ("hub_authority", $"https://127.0.0.1:{hub.Port}/"),
        ];
}
