using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Forwarder.Agent.Bbdo.Layers;

/// <summary>The TLS extension: a handshake right after the clear negotiation (bbdo 2.3).</summary>
internal static class TlsLayer
{
    private const SslProtocols Versions = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>The handshake as the side that answered the negotiation.</summary>
    /// <exception cref="AuthenticationException">The peers do not agree.</exception>
    /// <exception cref="IOException">The peer closed, or a file cannot be read.</exception>
    /// <exception cref="CryptographicException">A file is not what it must be.</exception>
    public static async Task<SslStream> ServeAsync(
        Stream connection,
        TlsSettings settings,
        CancellationToken cancellationToken
    )
    {
        var options = new SslServerAuthenticationOptions
        {
            EnabledSslProtocols = Versions,
            ServerCertificateContext = ReadCertificate(settings),
        };
        return await ShakeHandsAsync(connection, tls => tls.AuthenticateAsServerAsync(options, cancellationToken));
    }

    /// <summary>The handshake as the side that began the negotiation.</summary>
    /// <param name="connection">Where the answer came from.</param>
    /// <param name="host">Host of the broker's address.</param>
    /// <param name="settings">Which authorities count.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="AuthenticationException">The peers do not agree, or the broker is not who it should be.</exception>
    /// <exception cref="IOException">The peer closed, or a file cannot be read.</exception>
    /// <exception cref="CryptographicException">A file is not what it must be.</exception>
    public static async Task<SslStream> ConnectAsync(
        Stream connection,
        string host,
        TlsSettings settings,
        CancellationToken cancellationToken
    )
    {
        var options = new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = Versions,
            TargetHost = settings.BrokerName.Length > 0 ? settings.BrokerName : host,
            CertificateChainPolicy = Trusting(ReadAuthorities(settings.AuthoritiesFile)),
            ClientCertificateContext = settings.CanServe ? ReadCertificate(settings) : null,
        };
        return await ShakeHandsAsync(connection, tls => tls.AuthenticateAsClientAsync(options, cancellationToken));
    }

    /// <summary>Certificate, key and chain from their files.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    /// <exception cref="CryptographicException">A file is not what it must be.</exception>
    public static SslStreamCertificateContext ReadCertificate(TlsSettings settings)
    {
        var certificate = X509Certificate2.CreateFromPemFile(settings.CertificateFile, settings.KeyFile);
        X509Certificate2Collection chain = [];
        chain.ImportFromPemFile(settings.CertificateFile);
        return SslStreamCertificateContext.Create(certificate, chain, offline: true);
    }

    /// <summary>The certificates of a file; there is at least one.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="CryptographicException">It holds none.</exception>
    public static X509Certificate2Collection ReadAuthorities(string file)
    {
        X509Certificate2Collection authorities = [];
        authorities.ImportFromPemFile(file);
        return authorities.Count > 0
            ? authorities
            : throw new CryptographicException("The file holds no certificate in PEM form.");
    }

    // A site's own authority publishes no revocations.
    private static X509ChainPolicy Trusting(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    private static async Task<SslStream> ShakeHandsAsync(Stream connection, Func<SslStream, Task> handshake)
    {
        var tls = new SslStream(connection, leaveInnerStreamOpen: true);
        try
        {
            await handshake(tls);
            return tls;
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }
}
