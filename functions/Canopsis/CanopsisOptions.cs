using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Functions.Canopsis;

/// <summary>How a customer's Canopsis is reached (stream-connector.md 1.2 and 1.8).</summary>
internal sealed record CanopsisOptions
{
    private const string BasePathRemedy =
        "Write a path with a single slash first and without a last one, or leave it out.";
    private const string RouteRemedy = "Write the path of the route, with a single slash first.";

    private static readonly string[] Routes =
    [
        "canopsis_event_route",
        "canopsis_downtime_route",
        "canopsis_downtime_comment_route",
        "canopsis_downtime_reason_route",
        "canopsis_downtime_type_route",
    ];

    public required Uri EventUrl { get; init; }

    /// <summary>Stands before every route; empty for a Canopsis at the root of its host.</summary>
    public string BasePath { get; init; } = "";

    /// <summary>A secret: in the request header, nowhere else. Empty when it is in a vault.</summary>
    public required string AuthKey { get; init; }

    /// <summary>Where the key is kept; null when the parameters hold it.</summary>
    public VaultAddress? AuthKeySecret { get; init; }
    public int MaxEventsPerRequest { get; init; } = 500;

    /// <summary>For one attempt of a request, its answer included.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(60);
    public bool VerifyCertificate { get; init; } = true;

    /// <summary>PEM of the only authorities that are trusted; null for those of the system.</summary>
    public string? CertificateAuthorities { get; init; }

    /// <summary>Whether loopback and link-local addresses are connected to.</summary>
    public bool AllowsPrivateHost { get; init; }

    /// <summary>Null for a direct connection.</summary>
    public WebProxy? Proxy { get; init; }

    /// <summary>Requests are logged and count as delivered.</summary>
    public bool OnlyLogsRequests { get; init; }

    /// <summary>Requests are logged before they are sent.</summary>
    public bool LogsRequests { get; init; }

    /// <summary>As the parameters name it.</summary>
    public string EventRoute => EventUrl.PathAndQuery[BasePath.Length..];

    /// <param name="route">As the parameters name it, with its encoded query.</param>
    public Uri UrlOf(string route) => new($"{EventUrl.GetLeftPart(UriPartial.Authority)}{BasePath}{route}");

    /// <summary>Without what is secret.</summary>
    public override string ToString() => EventUrl.ToString();

    /// <returns>Null if the parameters form no URL or header; the reasons are added to <paramref name="problems"/>.</returns>
    public static CanopsisOptions? From(ParameterSet parameters, ICollection<ParameterProblem> problems)
    {
        var before = problems.Count(problem => !problem.IsWarning);
        var eventUrl = EventUrlOf(parameters, problems);
        CheckRoutes(parameters, problems);
        var authKey = parameters.Text("canopsis_authkey");
        if (authKey.Any(character => character is <= ' ' or > '~'))
        {
            problems.Add(
                new("canopsis_authkey", "***", "Write the key as Canopsis shows it: visible ASCII characters.")
            );
        }
        var authorities = AuthoritiesOf(parameters, problems);
        VaultAddress? secret = null;
        if (
            parameters.Text("canopsis_authkey_secret") is { Length: > 0 } address
            && !VaultAddress.TryParse(address, out secret)
        )
        {
            problems.Add(new("canopsis_authkey_secret", address, $"Write {VaultAddress.Form}."));
        }
        var proxy = ProxyOf(parameters, problems);
        return problems.Count(problem => !problem.IsWarning) > before
            ? null
            : new CanopsisOptions
            {
                EventUrl = eventUrl!,
                BasePath = parameters.Text("canopsis_base_path"),
                AuthKey = authKey,
                AuthKeySecret = secret,
                MaxEventsPerRequest = (int)parameters.Number("max_buffer_size")!,
                AttemptTimeout = TimeSpan.FromSeconds(parameters.Number("connection_timeout")!.Value),
                VerifyCertificate = parameters.Flag("verify_certificate"),
                CertificateAuthorities = authorities,
                AllowsPrivateHost = parameters.Flag("allow_private_host"),
                Proxy = proxy,
                OnlyLogsRequests = parameters.Flag("send_data_test"),
                LogsRequests = parameters.Flag("log_curl_commands"),
            };
    }

    private static Uri? EventUrlOf(ParameterSet parameters, ICollection<ParameterProblem> problems)
    {
        var host = parameters.Text("canopsis_host");
        var kind = Uri.CheckHostName(host);
        if (kind == UriHostNameType.Unknown)
        {
            problems.Add(
                new("canopsis_host", host, "Write a host name or address only, without scheme, port or path.")
            );
            return null;
        }
        var basePath = parameters.Text("canopsis_base_path");
        if (basePath.Length > 0 && (!IsPath(basePath) || basePath.EndsWith('/')))
        {
            problems.Add(new("canopsis_base_path", basePath, BasePathRemedy));
            return null;
        }
        var route = parameters.Text("canopsis_event_route");
        var isUrl = Uri.TryCreate(
            $"{parameters.Text("sending_protocol")}://{InUrl(host, kind)}:{parameters.Number("canopsis_port")}{basePath}{route}",
            UriKind.Absolute,
            out var url
        );
        if (!isUrl && IsPath(route))
        {
            problems.Add(new("canopsis_event_route", route, RouteRemedy));
        }
        return url;
    }

    private static void CheckRoutes(ParameterSet parameters, ICollection<ParameterProblem> problems)
    {
        foreach (var name in Routes)
        {
            if (parameters.Text(name) is var route && !IsPath(route))
            {
                problems.Add(new(name, route, RouteRemedy));
            }
        }
    }

    // What two slashes begin is another host to whoever resolves it, and the key would go there; a backslash counts as a slash.
    private static bool IsPath(string path) => path is ['/', .. var rest] && rest is not ['/' or '\\', ..];

    private static string? AuthoritiesOf(ParameterSet parameters, ICollection<ParameterProblem> problems)
    {
        var pem = parameters.Text("ca_certificate");
        if (pem.Length == 0)
        {
            return null;
        }
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPem(pem);
            if (authorities.Count > 0)
            {
                return pem;
            }
        }
        catch (CryptographicException)
        {
            // Told below.
        }
        problems.Add(
            new("ca_certificate", "***", "Write one or more certificates as PEM, from -----BEGIN CERTIFICATE----- on.")
        );
        return null;
    }

    private static WebProxy? ProxyOf(ParameterSet parameters, ICollection<ParameterProblem> problems)
    {
        var host = parameters.Text("proxy_address");
        if (host.Length == 0)
        {
            return null;
        }
        var kind = Uri.CheckHostName(host);
        if (kind == UriHostNameType.Unknown)
        {
            problems.Add(new("proxy_address", host, "Write a host name or address only, without scheme or port."));
            return null;
        }
        var user = parameters.Text("proxy_username");
        return new WebProxy(
            $"{parameters.Text("proxy_protocol")}://{InUrl(host, kind)}:{parameters.Number("proxy_port")}"
        )
        {
            Credentials = user.Length > 0 ? new NetworkCredential(user, parameters.Text("proxy_password")) : null,
        };
    }

    private static string InUrl(string host, UriHostNameType kind) =>
        kind == UriHostNameType.IPv6 ? $"[{host.Trim('[', ']')}]" : host;
}
