using Forwarder.Contracts.Publishers;

namespace Forwarder.Functions.Tokens;

/// <summary>
/// A token with which one agent may publish under its own name and do nothing else. Its text is a secret: whoever has it can
/// send in that agent's name until it expires or the publisher is revoked.
/// </summary>
internal sealed record PublisherToken(
    PublisherId Publisher,
    HubAddress Hub,
    string Policy,
    DateTimeOffset Expires,
    string Text
)
{
    public const string DefaultPolicy = "agents";
    public const int DefaultDays = 365;
    public const int LongestDays = 1825;

    /// <param name="key">Key of the policy; its rights must be Send and no more.</param>
    /// <param name="days">Days until it expires, from now on.</param>
    public static PublisherToken Issue(
        PublisherId publisher,
        HubAddress hub,
        string policy,
        string key,
        DateTimeOffset now,
        int days
    )
    {
        var expires = DateTimeOffset.FromUnixTimeSeconds(now.AddDays(days).ToUnixTimeSeconds());
        return new(publisher, hub, policy, expires, SasToken.Sign(hub.Publisher(publisher), policy, key, expires));
    }

    /// <summary>Not the text, so that no log shows it by accident.</summary>
    public override string ToString() => $"token of {Publisher} for {Hub}, valid until {Expires:u}";
}
