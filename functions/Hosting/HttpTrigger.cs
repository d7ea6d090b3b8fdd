using System.Text;
using System.Text.Json;

namespace Forwarder.Functions.Hosting;

/// <summary>Reads the argument of an <c>httpTrigger</c> in default mode (platform.md 1.5 and 12).</summary>
internal static class HttpTrigger
{
    private const string KeyHeader = "x-functions-key";
    private const string KeyParameter = "code";

    /// <exception cref="InvalidEnvelopeException">The binding is missing.</exception>
    public static HttpCall Read(InvocationEnvelope envelope, string binding, string invocationId)
    {
        var request = InvocationEnvelope.ParseElement(envelope.Data(binding));
        var headers = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in Members(request, "Headers"))
        {
            headers[name] =
                value.ValueKind == JsonValueKind.Array
                    ? [.. value.EnumerateArray().Select(item => LenientJson.Text(item) ?? "")]
                    : [LenientJson.Text(value) ?? ""];
        }
        headers.Remove(KeyHeader);
        var query = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in Members(request, "Query"))
        {
            query[name] = LenientJson.Text(value) ?? "";
        }
        query.Remove(KeyParameter);
        var routeParameters = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in Members(request, "Params"))
        {
            routeParameters[name] = LenientJson.Text(value);
        }
        return new HttpCall
        {
            InvocationId = invocationId,
            Method = LenientJson.Text(LenientJson.Member(request, "Method")) ?? "",
            Url = WithoutKey(LenientJson.Text(LenientJson.Member(request, "Url")) ?? ""),
            Query = query,
            Params = routeParameters,
            Headers = headers,
            Body = Body(LenientJson.Text(LenientJson.Member(request, "Body")), headers),
        };
    }

    private static IEnumerable<(string Name, JsonElement Value)> Members(JsonElement request, string name) =>
        LenientJson.Member(request, name) is { ValueKind: JsonValueKind.Object } parent
            ? parent.EnumerateObject().Select(member => (member.Name, member.Value))
            : [];

    private static ReadOnlyMemory<byte> Body(string? text, Dictionary<string, IReadOnlyList<string>> headers)
    {
        if (text is null)
        {
            return ReadOnlyMemory<byte>.Empty;
        }
        var type = headers.TryGetValue("Content-Type", out var values) && values.Count > 0 ? values[0] : "";
        var binary =
            type.StartsWith("application/octet-stream", StringComparison.OrdinalIgnoreCase)
            || type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase);
        var bytes = new byte[text.Length];
        return binary && Convert.TryFromBase64String(text, bytes, out var length)
            ? bytes.AsMemory(0, length)
            : Encoding.UTF8.GetBytes(text);
    }

    private static string WithoutKey(string url)
    {
        var start = url.IndexOf('?', StringComparison.Ordinal);
        if (start < 0)
        {
            return url;
        }
        var kept = url[(start + 1)..]
            .Split('&')
            .Where(parameter => !parameter.StartsWith(KeyParameter + "=", StringComparison.OrdinalIgnoreCase))
            .ToList();
        return kept.Count == 0 ? url[..start] : $"{url[..start]}?{string.Join('&', kept)}";
    }
}
