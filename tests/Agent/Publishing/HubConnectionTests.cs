using System.Security.Cryptography.X509Certificates;
using Forwarder.Agent.Spool;
using Forwarder.Agent.Tests.Bbdo;
using Forwarder.Agent.Tests.Bbdo.Layers;

namespace Forwarder.Agent.Tests.Publishing;

/// <summary>The way to the hub over real TLS: authorities, proxy, Entra ID.</summary>
public sealed class HubConnectionTests : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private readonly TestCertificate certificate = new();
    private readonly SpoolSignal signal = new();
    private HubStub hub = null!;
    private SpoolDatabase spool = null!;
    private X509Certificate2 loaded = null!;

    private string Tls(string more) =>
        $$"""
            {"hub_host":"127.0.0.1","hub_port":{{hub.Port}},"hub_name":"events","hub_publisher":"acme.paris",{{more}}}
            """;

    private string Trusted => $"\"hub_ca_file\":\"{certificate.CertificateFile}\",";

    private const string Token = "\"hub_token\":\"SharedAccessSignature sr=x&sig=y&se=4102444800&skn=z\"";

    [Fact]
    public async Task A_hub_that_nobody_certifies_gets_nothing()
    {
        await using var publisher = Start(Tls(Token));
        await Eventually.TrueAsync(() => publisher.Counters.Retries > 0);
        Assert.Empty(hub.Received);
        Assert.Contains("certificate", publisher.State.Read().LastError, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_authority_of_the_site_is_trusted_when_its_file_is_named()
    {
        await using var publisher = Start(Tls(Trusted + Token));
        await Eventually.TrueAsync(() => publisher.Counters.Packs == 1);
        Assert.Equal("/events/publishers/acme.paris/messages?api-version=2014-01&timeout=60", hub.Received.First().Url);
    }

    [Fact]
    public async Task A_certificate_of_a_trusted_authority_for_another_host_is_refused()
    {
        await using var publisher = Start(
            Tls(Trusted + Token).Replace("127.0.0.1", "localhost", StringComparison.Ordinal)
        );
        await Eventually.TrueAsync(() => publisher.Counters.Retries > 0);
        Assert.Empty(hub.Received);
    }

    [Fact]
    public async Task The_proxy_is_used_with_its_account()
    {
        await using var proxy = new ConnectProxy("site", "s3cret");
        var password = Path.Combine(folder.Path, "password");
        await File.WriteAllTextAsync(password, "s3cret\n", TestContext.Current.CancellationToken);
        await using var publisher = Start(
            Tls(
                $"\"hub_proxy_address\":\"127.0.0.1\",\"hub_proxy_port\":{proxy.Port},\"hub_proxy_username\":\"site\","
                    + $"\"hub_proxy_password_file\":\"{password}\",{Trusted}{Token}"
            )
        );
        await Eventually.TrueAsync(() => publisher.Counters.Packs == 1);
        Assert.Equal([$"127.0.0.1:{hub.Port}"], proxy.Connected);
    }

    [Fact]
    public async Task A_proxy_that_refuses_the_account_is_named_and_the_password_is_not()
    {
        await using var proxy = new ConnectProxy("site", "another");
        await using var publisher = Start(
            Tls(
                $"\"hub_proxy_address\":\"127.0.0.1\",\"hub_proxy_port\":{proxy.Port},\"hub_proxy_username\":\"site\","
                    + $"\"hub_proxy_password\":\"s3cret\",{Trusted}{Token}"
            )
        );
        await Eventually.TrueAsync(() => publisher.Counters.Retries > 0);
        var error = publisher.State.Read().LastError!;
        Assert.Contains("407", error, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_application_of_Entra_publishes_to_the_plain_endpoint_and_names_the_publisher()
    {
        var secret = Path.Combine(folder.Path, "secret");
        await File.WriteAllTextAsync(secret, "first\n", TestContext.Current.CancellationToken);
        hub.Answers.Enqueue(201);
        hub.Answers.Enqueue(401);
        await using var publisher = Start(
            Tls(Trusted + Entra("client_secret", $"\"hub_client_secret_file\":\"{secret}\""))
        );
        await Eventually.TrueAsync(() => publisher.Counters.Packs == 1);
        var first = hub.Received.First();
        Assert.Equal("/events/messages?api-version=2014-01&timeout=60", first.Url);
        Assert.Equal("Bearer entra-1", first.Authorization);
        Assert.Equal("""{"PartitionKey":"acme.paris"}""", first.BrokerProperties);
        Assert.Equal("https://eventhubs.azure.net/.default", hub.TokenRequests.First()["scope"].Split(' ')[0]);

        await File.WriteAllTextAsync(secret, "second\n", TestContext.Current.CancellationToken);
        Commit();
        await Eventually.TrueAsync(() => publisher.Counters.Packs == 2);
        Assert.Equal("Bearer entra-2", hub.Received.Last().Authorization);
        Assert.Equal(["first", "second"], hub.TokenRequests.Select(form => form["client_secret"]));
    }

    [Fact]
    public async Task An_application_of_Entra_may_have_a_certificate()
    {
        var file = Path.Combine(folder.Path, "client.pem");
        using (var key = System.Security.Cryptography.RSA.Create(2048))
        {
            var request = new CertificateRequest(
                "CN=acme-paris",
                key,
                System.Security.Cryptography.HashAlgorithmName.SHA256,
                System.Security.Cryptography.RSASignaturePadding.Pkcs1
            );
            using var own = request.CreateSelfSigned(
                DateTimeOffset.UtcNow.AddDays(-1),
                DateTimeOffset.UtcNow.AddDays(1)
            );
            await File.WriteAllTextAsync(
                file,
                $"{own.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n",
                TestContext.Current.CancellationToken
            );
        }
        await using var publisher = Start(
            Tls(Trusted + Entra("certificate", $"\"hub_client_certificate_file\":\"{file}\""))
        );
        await Eventually.TrueAsync(() => publisher.Counters.Packs == 1);
        Assert.Equal("Bearer entra-1", hub.Received.First().Authorization);
        Assert.StartsWith("eyJ", hub.TokenRequests.First()["client_assertion"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_with_a_managed_identity_needs_no_secret_at_all()
    {
        await using var identity = await HubStub.StartAsync();
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", $"http://127.0.0.1:{identity.Port}/msi/token");
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", "of this machine");
        try
        {
            await using var publisher = Start(Tls(Trusted + "\"hub_authentication\":\"managed_identity\""));
            await Eventually.TrueAsync(() => publisher.Counters.Packs == 1);
            Assert.Equal("Bearer msi for https://eventhubs.azure.net", hub.Received.First().Authorization);
        }
        finally
        {
            Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", null);
            Environment.SetEnvironmentVariable("IDENTITY_HEADER", null);
        }
    }

    public async ValueTask InitializeAsync()
    {
        loaded = certificate.Load();
        hub = await HubStub.StartAsync(loaded);
        spool = SpoolDatabase.Open(folder.Path);
        Commit();
    }

    public async ValueTask DisposeAsync()
    {
        spool.Dispose();
        await hub.DisposeAsync();
        loaded.Dispose();
        certificate.Dispose();
        folder.Dispose();
    }

    private string Entra(string how, string proof) =>
        $"\"hub_authentication\":\"{how}\",\"hub_tenant_id\":\"00000000-0000-0000-0000-000000000001\","
        + $"\"hub_client_id\":\"00000000-0000-0000-0000-000000000002\",\"hub_authority\":\"https://127.0.0.1:{hub.Port}/\",{proof}";

    private TestPublisher Start(string parameters)
    {
        var publisher = new TestPublisher(spool, signal, parameters, TimeProvider.System);
        publisher.StartAsync().GetAwaiter().GetResult();
        return publisher;
    }

    private void Commit()
    {
        spool.Commit([new SealedPack("e", 1, DateTimeOffset.UnixEpoch, 1, [1])], [], []);
        signal.Committed();
    }
}
