using System.Diagnostics.CodeAnalysis;

namespace Forwarder.Functions.Canopsis;

/// <summary>Where a secret is kept in Key Vault. Without a version it is the present one.</summary>
internal sealed record VaultAddress(Uri Vault, string Name, string? Version)
{
    public const string Form = "https://<vault>.vault.azure.net/secrets/<name>";

    public static bool TryParse(string text, [NotNullWhen(true)] out VaultAddress? address)
    {
        address = null;
        if (
            !Uri.TryCreate(text, UriKind.Absolute, out var uri)
            || uri.Scheme != Uri.UriSchemeHttps
            || uri.UserInfo.Length > 0
            || uri.Query.Length > 0
        )
        {
            return false;
        }
        var parts = uri.AbsolutePath.Trim('/').Split('/');
        if (parts is not (["secrets", _] or ["secrets", _, _]) || !parts.Skip(1).All(IsName))
        {
            return false;
        }
        address = new VaultAddress(
            new Uri(uri.GetLeftPart(UriPartial.Authority)),
            parts[1],
            parts.ElementAtOrDefault(2)
        );
        return true;
    }

    public override string ToString() => $"{Vault.GetLeftPart(UriPartial.Authority)}/secrets/{Name}";

    private static bool IsName(string part) =>
        part.Length is > 0 and <= 127
        && part.All(character => char.IsAsciiLetterOrDigit(character) || character == '-');
}
