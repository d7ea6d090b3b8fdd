using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Forwarder.Functions.Tests.Canopsis;

/// <summary>An authority and certificates of localhost signed by it.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly X509Certificate2 authority;

    public TestCertificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=Test authority {Guid.NewGuid():N}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authority = request.CreateSelfSigned(Now.AddYears(-1), Now.AddYears(1));
    }

    private static DateTimeOffset Now => DateTimeOffset.UtcNow;

    public string Pem => authority.ExportCertificatePem();

    public X509Certificate2 For(string name, bool isExpired = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(
            authority,
            Now.AddDays(-10),
            isExpired ? Now.AddDays(-1) : Now.AddDays(10),
            RandomNumberGenerator.GetBytes(8)
        );
        using var withKey = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }

    public void Dispose() => authority.Dispose();
}
