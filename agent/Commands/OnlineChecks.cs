using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Forwarder.Agent.Configuration;
using Forwarder.Agent.Publishing;

namespace Forwarder.Agent.Commands;

/// <summary>
/// What can be known of the hub without publishing: the token, the name, a connection, TLS, and whether the hub refuses
/// the headers of a publication. Each check of the network is tried only if the one before it succeeded. With a proxy, name
/// and connection are the proxy's, and the last check goes through it.
/// </summary>
internal static class OnlineChecks
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async Task<IReadOnlyList<OnlineCheck>> RunAsync(
        HubConfiguration hub,
        TimeProvider time,
        CancellationToken stop
    )
    {
        var (token, header) = hub.Entra is { } entra
            ? await EntraCheck.RunAsync(hub, entra, stop)
            : TokenCheck.Run(hub, time.GetUtcNow());
        var proxy = hub.Proxy?.Address ?? HttpClient.DefaultProxy.GetProxy(hub.Messages);
        var nearest = proxy ?? hub.Messages;
        List<OnlineCheck> checks = [token];
        List<Func<Task<OnlineCheck>>> network =
        [
            () => ResolveAsync(nearest.DnsSafeHost, stop),
            () => ConnectAsync(nearest, stop),
            () => HubProbe.RunAsync(hub, header, stop),
        ];
        if (proxy is null)
        {
            network.Insert(2, () => ShakeHandsAsync(hub, stop));
        }
        foreach (var check in network)
        {
            if (checks.Count > 1 && checks[^1].HasFailed)
            {
                break;
            }
            checks.Add(await check());
        }
        return checks;
    }

    private static async Task<OnlineCheck> ResolveAsync(string host, CancellationToken stop)
    {
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(host, stop).WaitAsync(Patience, stop);
            return OnlineCheck.Ok("dns", $"{host} is {string.Join(", ", addresses.Select(address => $"{address}"))}.");
        }
        catch (Exception failure) when (failure is SocketException or TimeoutException)
        {
            return OnlineCheck.Failed(
                "dns",
                $"{host} has no address: {failure.Message}.",
                "Check hub_host, or hub_proxy_address, and the name servers of this machine."
            );
        }
    }

    private static async Task<OnlineCheck> ConnectAsync(Uri hub, CancellationToken stop)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(hub.DnsSafeHost, hub.Port, stop).AsTask().WaitAsync(Patience, stop);
            return OnlineCheck.Ok("connect", $"{hub.DnsSafeHost}:{hub.Port} accepts connections.");
        }
        catch (Exception failure) when (failure is SocketException or TimeoutException)
        {
            return OnlineCheck.Failed(
                "connect",
                $"{hub.DnsSafeHost}:{hub.Port} cannot be reached: {failure.Message}.",
                "Let this machine reach that port through the firewall."
            );
        }
    }

    private static async Task<OnlineCheck> ShakeHandsAsync(HubConfiguration configuration, CancellationToken stop)
    {
        var hub = configuration.Messages;
        if (hub.Scheme != Uri.UriSchemeHttps)
        {
            return OnlineCheck.Warning("tls", "None: hub_protocol is http.", "Use https for any hub but a stand-in.");
        }
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(hub.DnsSafeHost, hub.Port, stop);
            await using var tls = new SslStream(client.GetStream());
            var options = HubConnection.Tls(configuration);
            options.TargetHost = hub.DnsSafeHost;
            await tls.AuthenticateAsClientAsync(options, stop).WaitAsync(Patience, stop);
            using var certificate = X509CertificateLoader.LoadCertificate(tls.RemoteCertificate!.GetRawCertData());
            var until = certificate
                .NotAfter.ToUniversalTime()
                .ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
            return OnlineCheck.Ok(
                "tls",
                $"{tls.SslProtocol}, certificate of {certificate.Subject} by {certificate.Issuer} until {until}."
            );
        }
        catch (Exception failure)
            when (failure is AuthenticationException or IOException or SocketException or TimeoutException)
        {
            return Untrusted(failure);
        }
    }

    /// <summary>TLS with the hub failed.</summary>
    public static OnlineCheck Untrusted(Exception failure) =>
        OnlineCheck.Failed(
            "tls",
            $"No trusted connection: {failure.GetBaseException().Message}",
            "Check the clock of this machine; if something on the way replaces the certificate, name its authority in hub_ca_file."
        );
}
