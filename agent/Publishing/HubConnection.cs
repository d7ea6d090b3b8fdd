using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Forwarder.Agent.Bbdo.Layers;
using Forwarder.Agent.Configuration;

namespace Forwarder.Agent.Publishing;

/// <summary>
/// The connection to the hub: TLS 1.2 or later, always verified, through the proxy of the configuration or of the
/// environment.
/// </summary>
internal static class HubConnection
{
    /// <exception cref="IOException"><c>hub_ca_file</c> cannot be read.</exception>
    public static HttpClient Create(HubConfiguration hub) => new(CreateHandler(hub)) { Timeout = hub.Timeout };

    /// <exception cref="IOException"><c>hub_ca_file</c> cannot be read.</exception>
    public static SocketsHttpHandler CreateHandler(HubConfiguration hub)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            ConnectTimeout = TimeSpan.FromSeconds(20),
            SslOptions = Tls(hub),
        };
        if (hub.Proxy is { } proxy)
        {
            handler.Proxy = new WebProxy(proxy.Address) { Credentials = proxy.Account };
        }
        return handler;
    }

    /// <summary>How the hub is verified.</summary>
    /// <exception cref="IOException"><c>hub_ca_file</c> cannot be read.</exception>
    public static SslClientAuthenticationOptions Tls(HubConfiguration hub)
    {
        var options = new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        };
        if (hub.AuthoritiesFile is { } file)
        {
            var authorities = TlsLayer.ReadAuthorities(file);
            options.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                errors == SslPolicyErrors.None
                || (
                    errors == SslPolicyErrors.RemoteCertificateChainErrors && IsTrusted(certificate, chain, authorities)
                );
        }
        return options;
    }

    // The system's authorities did not do: those of the file are asked, with the certificates that the server sent.
    private static bool IsTrusted(X509Certificate? certificate, X509Chain? sent, X509Certificate2Collection authorities)
    {
        if (certificate is not X509Certificate2 server)
        {
            return false;
        }
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        // A site's own authority publishes no revocations.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid("1.3.6.1.5.5.7.3.1"));
        chain.ChainPolicy.ExtraStore.AddRange(sent?.ChainPolicy.ExtraStore ?? []);
        return chain.Build(server);
    }
}
