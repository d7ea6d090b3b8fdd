using System.Text;

namespace Forwarder.Functions.Canopsis;

/// <summary>A request as an operator could repeat it, every secret replaced (decision 3).</summary>
internal static class CurlCommand
{
    private const string Hidden = "***";

    public static string Of(CanopsisOptions options, ReadOnlySpan<byte> openArray) =>
        Of(options, HttpMethod.Post, options.EventUrl, [.. openArray, (byte)']']);

    /// <param name="body">Empty for none.</param>
    public static string Of(CanopsisOptions options, HttpMethod method, Uri url, ReadOnlySpan<byte> body)
    {
        var command = new StringBuilder($"curl -X {method}");
        if (!options.VerifyCertificate)
        {
            command.Append(" -k");
        }
        if (options.Proxy is { } proxy)
        {
            command.Append(" -x ").Append(Quote(proxy.Address!.ToString()));
            command.Append(proxy.Credentials is null ? "" : $" -U '{Hidden}'");
        }
        command.Append($" -H 'content-type: application/json' -H 'x-canopsis-authkey: {Hidden}' ");
        if (!body.IsEmpty)
        {
            command.Append("-d ").Append(Quote(Encoding.UTF8.GetString(body))).Append(' ');
        }
        return command.Append(Quote(url.AbsoluteUri)).ToString();
    }

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
