using System.Net.Http.Headers;

namespace Forwarder.Functions.Canopsis;

/// <summary>
/// Single requests to a customer's Canopsis, whatever the route, over the connection that its parameters describe. For an operator who waits: nothing is
/// repeated.
/// </summary>
internal sealed class CanopsisSession(CanopsisOptions options, AuthKey key) : IDisposable
{
    private const int LargestAnswerBytes = 16 * 1024 * 1024;

    private readonly HttpClient http = new(CanopsisConnection.Handler(options))
    {
        Timeout = options.AttemptTimeout,
        MaxResponseContentBufferSize = LargestAnswerBytes,
    };

    /// <summary>Never throws for what Canopsis, the network or the vault do.</summary>
    /// <param name="route">As the parameters name it, with its encoded query.</param>
    /// <param name="body">JSON; empty for none.</param>
    public async Task<CanopsisReply> SendAsync(
        HttpMethod method,
        string route,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellation
    )
    {
        using var request = new HttpRequestMessage(method, options.UrlOf(route));
        if (!body.IsEmpty)
        {
            request.Content = new ReadOnlyMemoryContent(body)
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            };
        }
        try
        {
            request.Headers.Add(CanopsisClient.AuthKeyHeader, await key.GetAsync(cancellation));
            using var response = await http.SendAsync(request, cancellation);
            return new CanopsisReply(
                (int)response.StatusCode,
                await response.Content.ReadAsByteArrayAsync(cancellation),
                null
            );
        }
        catch (HttpRequestException broken)
        {
            return CanopsisReply.None(Words(broken));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return CanopsisReply.None(
                $"no answer within {options.AttemptTimeout.TotalSeconds:0} s (connection_timeout)"
            );
        }
        catch (SecretUnreadableException unreadable)
        {
            return CanopsisReply.None(unreadable.Message);
        }
    }

    public void Dispose() => http.Dispose();

    private static string Words(HttpRequestException broken) =>
        broken.InnerException is ForbiddenAddressException forbidden
            ? forbidden.Message
            : broken.HttpRequestError switch
            {
                HttpRequestError.NameResolutionError => "the name in canopsis_host cannot be resolved",
                HttpRequestError.ConnectionError =>
                    "nothing answers at canopsis_host and canopsis_port, or a firewall is between",
                HttpRequestError.SecureConnectionError =>
                    "no TLS session: the certificate is not trusted or has another name, or the port speaks plain HTTP (sending_protocol)",
                HttpRequestError.ProxyTunnelError => "the proxy refuses (proxy_address, proxy_username)",
                var other => $"the connection broke ({other})",
            };
}
