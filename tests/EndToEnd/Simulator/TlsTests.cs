using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Forwarder.Simulator;
using Forwarder.Simulator.Tls;

namespace Forwarder.EndToEnd.Tests.Simulator;

/// <summary>The certificates of a simulator that speaks TLS, as a client sees them that trusts what it is told to.</summary>
public sealed class TlsTests
{
    [Theory]
    [InlineData(nameof(CertificateKind.Signed), SslPolicyErrors.None)]
    [InlineData(nameof(CertificateKind.SelfSigned), SslPolicyErrors.None)]
    [InlineData(nameof(CertificateKind.Expired), SslPolicyErrors.RemoteCertificateChainErrors)]
    [InlineData(nameof(CertificateKind.WrongName), SslPolicyErrors.RemoteCertificateNameMismatch)]
    public async Task A_certificate_is_good_or_has_the_one_fault_asked_for(string kind, SslPolicyErrors expected)
    {
        await using var simulator = await StartAsync(kind);
        using var trusted = X509Certificate2.CreateFromPem(simulator.TrustPem);
        Assert.Equal(expected, await ErrorsAsync(simulator, trusted));
    }

    [Theory]
    [InlineData(nameof(CertificateKind.Signed))]
    [InlineData(nameof(CertificateKind.SelfSigned))]
    public async Task Nobody_trusts_it_unasked(string kind)
    {
        await using var simulator = await StartAsync(kind);
        Assert.Equal(SslPolicyErrors.RemoteCertificateChainErrors, await ErrorsAsync(simulator, trusted: null));
    }

    private static Task<CanopsisSimulator> StartAsync(string kind) =>
        CanopsisSimulator.StartAsync(
            new SimulatorOptions { AuthKey = RunningSimulator.Key, Tls = Enum.Parse<CertificateKind>(kind) }
        );

    private static async Task<SslPolicyErrors?> ErrorsAsync(CanopsisSimulator simulator, X509Certificate2? trusted)
    {
        SslPolicyErrors? seen = null;
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                {
                    seen = errors;
                    return certificate is not null;
                },
            },
        };
        if (trusted is not null)
        {
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { trusted },
                RevocationMode = X509RevocationMode.NoCheck,
            };
        }
        using var client = new HttpClient(handler);
        var url = new UriBuilder(simulator.Url) { Host = "localhost", Path = "/api/v4/app-info" }.Uri;
        using var answer = await client.GetAsync(url, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("https", simulator.Url.Scheme);
        return seen;
    }
}
