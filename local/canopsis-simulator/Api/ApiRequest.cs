using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.WebUtilities;

namespace Forwarder.Simulator.Api;

/// <summary>One request, read completely.</summary>
internal sealed record ApiRequest
{
    private const string AuthKeyName = "authkey";

    public required string Method { get; init; }

    /// <summary>Decoded, as the server decodes it before routing: an encoded slash in an id is a slash.</summary>
    public required string Path { get; init; }

    /// <summary>With its question mark, or empty.</summary>
    public required string Query { get; init; }

    public required string ContentType { get; init; }

    public required string Authorization { get; init; }

    /// <summary>API key from the query, else from its header, else empty.</summary>
    public required string AuthKey { get; init; }

    [SuppressMessage("Performance", "CA1819", Justification = "Kept and sliced without copying")]
    public required byte[] Body { get; init; }

    /// <summary>The body was longer than the front server lets through, and <see cref="Body"/> is empty.</summary>
    public required bool IsTooLarge { get; init; }

    /// <summary>The query as it may be remembered: without the key.</summary>
    public string SafeQuery
    {
        get
        {
            if (Query.Length == 0)
            {
                return Query;
            }
            var parts = QueryHelpers.ParseQuery(Query);
            if (!parts.ContainsKey(AuthKeyName))
            {
                return Query;
            }
            parts[AuthKeyName] = "***";
            return QueryHelpers.AddQueryString("", parts);
        }
    }

    public static async Task<ApiRequest> ReadAsync(HttpRequest request)
    {
        var (body, isTooLarge) = await RequestBody.ReadAsync(request);
        var key = request.Query[AuthKeyName].ToString();
        return new ApiRequest
        {
            Method = request.Method,
            Path = (request.Path.Value ?? "/").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase),
            Query = request.QueryString.Value ?? "",
            ContentType = request.ContentType ?? "",
            Authorization = request.Headers.Authorization.ToString(),
            AuthKey = key.Length > 0 ? key : request.Headers["x-canopsis-authkey"].ToString(),
            Body = body,
            IsTooLarge = isTooLarge,
        };
    }
}
