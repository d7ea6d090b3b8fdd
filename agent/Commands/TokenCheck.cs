using System.Globalization;
using Forwarder.Agent.Configuration;
using Forwarder.Agent.Publishing;
using Forwarder.Contracts.Publishers;

namespace Forwarder.Agent.Commands;

/// <summary>What a publisher token says of itself: for what it is valid, and until when. The hub alone can check its signature.</summary>
internal static class TokenCheck
{
    /// <summary>The result, and the value of the header; empty when there is none.</summary>
    public static (OnlineCheck Check, string Header) Run(HubConfiguration hub, DateTimeOffset now)
    {
        var source = hub.TokenFile is null ? "hub_token" : $"hub_token_file {hub.TokenFile}";
        string text;
        try
        {
            text = hub.TokenFile is { } file ? File.ReadAllText(file).Trim() : hub.Token ?? "";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return (Failed($"{source} cannot be read: {failure.Message}", "Put the publisher token there."), "");
        }
        if (!SasToken.TryRead(text, out var token))
        {
            return (Failed($"{source} holds no SharedAccessSignature token.", "Issue a publisher token."), "");
        }
        return (Judge(token!, hub, now), text);
    }

    private static OnlineCheck Judge(SasToken token, HubConfiguration hub, DateTimeOffset now)
    {
        var left = token.Expires - now;
        var until = token.Expires.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        var said =
            $"{token.Resource}, policy {token.PolicyName}, until {until} ({(int)Math.Floor(left.TotalDays)} days)";
        if (left <= TimeSpan.Zero)
        {
            return Failed($"{said}: it has expired.", "Issue a new publisher token.");
        }
        if (!hub.IsCoveredBy(token.Resource))
        {
            return Failed(
                $"{said}: it is not valid for {hub.Resource}.",
                $"Issue one for the publisher {hub.Publisher}, or correct hub_host, hub_name and hub_publisher."
            );
        }
        if (left < TokenWatch.Ahead)
        {
            return OnlineCheck.Warning("token", $"{said}.", "It ends soon: issue a new one.");
        }
        return IsOwn(token.Resource, hub)
            ? OnlineCheck.Ok("token", $"{said}.")
            : OnlineCheck.Warning(
                "token",
                $"{said}: it reaches beyond this publisher.",
                "Issue one whose scope ends there, so that nobody can publish as another customer with it."
            );
    }

    private static bool IsOwn(string resource, HubConfiguration hub) =>
        string.Equals(
            new Uri(resource).AbsolutePath.TrimEnd('/'),
            new Uri(hub.Resource).AbsolutePath,
            StringComparison.OrdinalIgnoreCase
        );

    private static OnlineCheck Failed(string detail, string remedy) => OnlineCheck.Failed("token", detail, remedy);
}
