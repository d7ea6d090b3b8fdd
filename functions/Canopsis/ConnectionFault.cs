using System.Security.Authentication;

namespace Forwarder.Functions.Canopsis;

/// <summary>What it means that there was no answer.</summary>
internal static class ConnectionFault
{
    public static CanopsisAnswer NoAnswer(string detail) => new(AnswerClass.RetryLater) { Detail = detail };

    public static CanopsisAnswer Of(Exception broken) =>
        broken switch
        {
            { InnerException: ForbiddenAddressException forbidden } => Misconfigured(forbidden.Message),
            { InnerException: AuthenticationException } => Misconfigured(
                "no TLS session: the certificate is not valid, not trusted or of another name (ca_certificate, verify_certificate), or the port speaks plain HTTP (sending_protocol)"
            ),
            HttpRequestException
            {
                HttpRequestError: HttpRequestError.ProxyTunnelError,
                StatusCode: { } status and not (System.Net.HttpStatusCode)408 and not (System.Net.HttpStatusCode)429
            } when (int)status is >= 400 and < 500 => Misconfigured(
                $"the proxy answers {(int)status} (proxy_address, proxy_username)"
            ),
            HttpRequestException { HttpRequestError: var error } => NoAnswer(error.ToString()),
            _ => NoAnswer(nameof(HttpRequestError.Unknown)),
        };

    private static CanopsisAnswer Misconfigured(string detail) => new(AnswerClass.Misconfigured) { Detail = detail };
}
