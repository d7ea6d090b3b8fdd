using Forwarder.Contracts.Parameters;

namespace Forwarder.Functions.Canopsis;

/// <summary>How a customer's Canopsis is reached (stream-connector.md 1.2 and 1.8).</summary>
internal sealed record CanopsisOptions
{
    public required Uri EventUrl { get; init; }

    /// <summary>A secret: in the request header, nowhere else.</summary>
    public required string AuthKey { get; init; }
    public int MaxEventsPerRequest { get; init; } = 500;

    /// <summary>For one attempt of a request, its answer included.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(60);
    public bool VerifyCertificate { get; init; } = true;

    /// <returns>Null if the parameters form no URL or header; the reasons are added to <paramref name="problems"/>.</returns>
    public static CanopsisOptions? From(ParameterSet parameters, ICollection<ParameterProblem> problems)
    {
        var host = parameters.Text("canopsis_host");
        var kind = Uri.CheckHostName(host);
        if (kind == UriHostNameType.Unknown)
        {
            problems.Add(
                new("canopsis_host", host, "Write a host name or address only, without scheme, port or path.")
            );
        }
        var route = parameters.Text("canopsis_event_route");
        var isUrl = Uri.TryCreate(
            $"{parameters.Text("sending_protocol")}://{(kind == UriHostNameType.IPv6 ? $"[{host.Trim('[', ']')}]" : host)}:{parameters.Number("canopsis_port")}{route}",
            UriKind.Absolute,
            out var url
        );
        if (!route.StartsWith('/') || (!isUrl && kind != UriHostNameType.Unknown))
        {
            problems.Add(new("canopsis_event_route", route, "Write the path of the route, from its first slash on."));
        }
        var authKey = parameters.Text("canopsis_authkey");
        if (authKey.Any(character => character is <= ' ' or > '~'))
        {
            problems.Add(
                new("canopsis_authkey", "***", "Write the key as Canopsis shows it: visible ASCII characters.")
            );
        }
        return problems.Any(problem => !problem.IsWarning)
            ? null
            : new CanopsisOptions
            {
                EventUrl = url!,
                AuthKey = authKey,
                MaxEventsPerRequest = (int)parameters.Number("max_buffer_size")!,
                AttemptTimeout = TimeSpan.FromSeconds(parameters.Number("connection_timeout")!.Value),
                VerifyCertificate = parameters.Flag("verify_certificate"),
            };
    }
}
