using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Forwarder.Functions.Canopsis;

/// <summary>Connections to a customer's Canopsis as its parameters say: proxy, certificates, addresses, redirects, compression.</summary>
internal static class CanopsisConnection
{
    public static SocketsHttpHandler Handler(CanopsisOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            UseCookies = false,
            UseProxy = options.Proxy is not null,
            Proxy = options.Proxy,
            // Below the 75 s after which the proxy in front of Canopsis closes, so that no request meets a closing connection.
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
            // New addresses of the host are found.
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            SslOptions = Tls(options),
        };
        if (!options.AllowsPrivateHost)
        {
            handler.ConnectCallback = ConnectAsync;
        }
        return handler;
    }

    [SuppressMessage(
        "Security",
        "CA5359",
        Justification = "verify_certificate=0 is the operator's decision, for self-signed appliances."
    )]
    private static SslClientAuthenticationOptions Tls(CanopsisOptions options)
    {
        if (!options.VerifyCertificate)
        {
            return new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = static (_, _, _, _) => true,
            };
        }
        if (options.CertificateAuthorities is not { } pem)
        {
            return new SslClientAuthenticationOptions();
        }
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.ImportFromPem(pem);
        return new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
    }

    // The address that is checked is the one that is connected to: a name cannot change its mind in between.
    private static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context,
        CancellationToken cancellation
    )
    {
        var host = context.DnsEndPoint.Host;
        var addresses = await Dns.GetHostAddressesAsync(host, cancellation);
        var allowed = Array.FindAll(addresses, address => !GuardedAddress.Contains(address));
        if (allowed.Length == 0)
        {
            throw new ForbiddenAddressException(host);
        }
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
