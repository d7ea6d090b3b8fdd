using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Forwarder.Simulator.Tls;

/// <summary>The certificate of one simulated server, made at its start.</summary>
/// <param name="Server">With its private key.</param>
/// <param name="TrustPem">Certificate that a client has to trust: the authority's, or the server's own.</param>
internal sealed record ServerCertificate(X509Certificate2 Server, string TrustPem) : IDisposable
{
    private const string Host = "localhost";
    private const string OtherHost = "canopsis.example";
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const int KeyBits = 2048;
    private const int Days = 730;
    private static readonly TimeSpan Past = TimeSpan.FromDays(2);

    /// <param name="now">Beginning of its time, except for an expired one.</param>
    public static ServerCertificate Create(CertificateKind kind, DateTimeOffset now)
    {
        using var key = RSA.Create(KeyBits);
        if (kind == CertificateKind.SelfSigned)
        {
            var own = Request($"CN={Host}", key).CreateSelfSigned(now - Past, now.AddDays(Days));
            return new ServerCertificate(own, own.ExportCertificatePem());
        }
        using var keyOfAuthority = RSA.Create(KeyBits);
        var authorityRequest = Request("CN=Authority of the simulator", keyOfAuthority);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        using var authority = authorityRequest.CreateSelfSigned(now - (2 * Past), now.AddDays(Days));
        var request = Request($"CN={Host}", key);
        request.CertificateExtensions.Add(NamesOf(kind));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], false));
        var end = kind == CertificateKind.Expired ? now.AddHours(-1) : now.AddDays(Days - 1);
        using var signed = request.Create(authority, now - Past, end, RandomNumberGenerator.GetBytes(16));
        return new ServerCertificate(signed.CopyWithPrivateKey(key), authority.ExportCertificatePem());
    }

    public void Dispose() => Server.Dispose();

    private static CertificateRequest Request(string name, RSA key) =>
        new(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    private static X509Extension NamesOf(CertificateKind kind)
    {
        var names = new SubjectAlternativeNameBuilder();
        if (kind == CertificateKind.WrongName)
        {
            names.AddDnsName(OtherHost);
        }
        else
        {
            names.AddDnsName(Host);
            names.AddIpAddress(IPAddress.Loopback);
        }
        return names.Build();
    }
}
