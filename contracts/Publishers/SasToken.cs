using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Forwarder.Contracts.Publishers;

/// <summary>
/// Shared access signature of Event Hubs (platform, chapter 5): valid for everything below its resource until it expires.
/// A publisher token's resource ends in <c>/publishers/&lt;id&gt;</c>, so that its holder can publish under that name only.
/// </summary>
/// <param name="Resource">Resource URI, lower case.</param>
/// <param name="Expires">UTC, whole seconds.</param>
/// <param name="PolicyName">Name of the policy whose key signed.</param>
public sealed record SasToken(string Resource, DateTimeOffset Expires, string PolicyName)
{
    private const string Scheme = "SharedAccessSignature ";

    /// <summary>The value of the header <c>Authorization</c>.</summary>
    /// <param name="resource">For example <c>https://ns.servicebus.windows.net/events/publishers/acme.paris</c>.</param>
    /// <param name="policyName">Name of the policy.</param>
    /// <param name="key">Key as the portal shows it: its UTF-8 bytes sign, it is not base64-decoded.</param>
    /// <param name="expires">End of validity.</param>
    public static string Sign(Uri resource, string policyName, string key, DateTimeOffset expires)
    {
        var scope = Uri.EscapeDataString(resource.ToString().TrimEnd('/').ToLowerInvariant());
        var seconds = expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{scope}\n{seconds}"));
        var encoded = Uri.EscapeDataString(Convert.ToBase64String(signature));
        return $"{Scheme}sr={scope}&sig={encoded}&se={seconds}&skn={Uri.EscapeDataString(policyName)}";
    }

    /// <summary>Reads what a token says of itself; the signature cannot be checked without the key.</summary>
    public static bool TryRead(string? text, out SasToken? token)
    {
        token = null;
        if (text is null || !text.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return false;
        }
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in text[Scheme.Length..].Split('&'))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 || !parts.TryAdd(part[..equals], Uri.UnescapeDataString(part[(equals + 1)..])))
            {
                return false;
            }
        }
        if (
            !parts.TryGetValue("sr", out var resource)
            || !parts.ContainsKey("sig")
            || !parts.TryGetValue("se", out var expiry)
            || !parts.TryGetValue("skn", out var policy)
            || !long.TryParse(expiry, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds()
        )
        {
            return false;
        }
        token = new SasToken(resource, DateTimeOffset.FromUnixTimeSeconds(seconds), policy);
        return true;
    }
}
