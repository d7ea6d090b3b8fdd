using System.Text;

namespace Forwarder.Functions.Canopsis;

/// <summary>A request as an operator could repeat it, every secret replaced (decision 3).</summary>
internal static class CurlCommand
{
    private const string Hidden = "***";

    public static string Of(CanopsisOptions options, ReadOnlySpan<byte> openArray)
    {
        var command = new StringBuilder("curl -X POST");
        if (!options.VerifyCertificate)
        {
            command.Append(" -k");
        }
        if (options.Proxy is { } proxy)
        {
            command.Append(" -x ").Append(Quote(proxy.Address!.ToString()));
            command.Append(proxy.Credentials is null ? "" : $" -U '{Hidden}'");
        }
        command.Append($" -H 'content-type: application/json' -H 'x-canopsis-authkey: {Hidden}' -d ");
        return command
            .Append(Quote(Encoding.UTF8.GetString(openArray) + "]"))
            .Append(' ')
            .Append(Quote(options.EventUrl.ToString()))
            .ToString();
    }

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
