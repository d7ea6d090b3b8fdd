namespace Forwarder.Functions.Hosting;

/// <summary>
/// The argument of an HTTP function in the default (non-forwarding) mode. The function key, which the host passes on in clear, has been
/// taken out of the URL, the query and the headers (platform.md 12). The host hands on no body that the caller sent in chunks.
/// </summary>
internal sealed class HttpCall
{
    public required string InvocationId { get; init; }
    public required string Method { get; init; }
    public required string Url { get; init; }

    /// <summary>Repeated parameters arrive joined with commas.</summary>
    public required IReadOnlyDictionary<string, string> Query { get; init; }

    /// <summary>Route parameters; a missing optional one is null.</summary>
    public required IReadOnlyDictionary<string, string?> Params { get; init; }

    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Headers { get; init; }

    public ReadOnlyMemory<byte> Body { get; init; }
}
