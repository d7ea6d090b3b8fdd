using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Forwarder.Agent.Bbdo.Layers;

namespace Forwarder.Agent.Tests.Bbdo.Layers;

/// <summary>A throw-away certificate of its own authority, as PEM files.</summary>
internal sealed class TestCertificate : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public TestCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=agent.test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("agent.test");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
    }

    public string CertificateFile => Path.Combine(folder.Path, "certificate.pem");

    public string KeyFile => Path.Combine(folder.Path, "key.pem");

    public TlsSettings AsServer => new() { CertificateFile = CertificateFile, KeyFile = KeyFile };

    public TlsSettings AsClient => new() { AuthoritiesFile = CertificateFile };

    public X509Certificate2 Load() => X509Certificate2.CreateFromPemFile(CertificateFile, KeyFile);

    /// <summary>For a peer that trusts the certificate that is in the file now, and no other.</summary>
    public X509ChainPolicy Trust()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.ImportFromPemFile(CertificateFile);
        return policy;
    }

    public void Dispose() => folder.Dispose();
}
