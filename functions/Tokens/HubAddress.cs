using System.Net;
using Forwarder.Contracts.Publishers;

namespace Forwarder.Functions.Tokens;

/// <summary>Where a hub is: <c>https://HOST/HUB</c>. Plain http is taken for a loopback address alone, where a stand-in listens.</summary>
internal sealed record HubAddress
{
    public const string Form = "https://<namespace>.servicebus.windows.net/<hub>";

    private readonly Uri hub;

    private HubAddress(Uri hub) => this.hub = hub;

    public string Host => hub.Host;

    public int Port => hub.Port;

    public string Scheme => hub.Scheme;

    /// <summary>Name of the hub.</summary>
    public string Name => hub.AbsolutePath[1..];

    /// <summary>What a token for the whole hub is signed for.</summary>
    public Uri Resource => hub;

    /// <returns>Null for what is no address of a hub.</returns>
    public static HubAddress? Parse(string? text) =>
        Uri.TryCreate(text?.Trim().TrimEnd('/'), UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && IsLoopback(uri)))
        && uri.UserInfo.Length == 0
        && uri.Query.Length == 0
        && uri.Fragment.Length == 0
        && uri.AbsolutePath.Length > 1
        && !uri.AbsolutePath[1..].Contains('/', StringComparison.Ordinal)
            ? new HubAddress(uri)
            : null;

    /// <summary>The address below which this publisher alone may send.</summary>
    public Uri Publisher(PublisherId publisher) => new($"{this}/publishers/{publisher}");

    /// <summary>Where revoked publishers are listed, and one of them is revoked or restored.</summary>
    public Uri Revoked(PublisherId? publisher = null) =>
        new($"{this}/revokedpublishers{(publisher is { } one ? $"/{one}" : "")}?api-version=2014-01&timeout=60");

    /// <inheritdoc/>
    public override string ToString() => hub.GetLeftPart(UriPartial.Path);

    private static bool IsLoopback(Uri uri) =>
        uri.Host == "localhost" || (IPAddress.TryParse(uri.DnsSafeHost, out var ip) && IPAddress.IsLoopback(ip));
}
