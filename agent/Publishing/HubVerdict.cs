namespace Forwarder.Agent.Publishing;

/// <summary>Classes of the hub's answers (platform, chapter 5, status codes).</summary>
internal enum HubVerdict
{
    /// <summary>The pack is stored.</summary>
    Stored,

    /// <summary>It may have been stored: again, soon.</summary>
    Unknown,

    /// <summary>The hub is busy: again, after at least four seconds or what it asks for.</summary>
    Throttled,

    /// <summary>The token is bad, expired or for something else: a fresh one at once, then slowly, with an alarm.</summary>
    Unauthorized,

    /// <summary>No right, no such hub, a firewall: slowly, with an alarm.</summary>
    Refused,

    /// <summary>The request is wrong: for ever if it stays so while other packs are taken, otherwise like <see cref="Refused"/>.</summary>
    Malformed,

    /// <summary>The pack must be split; one that holds a single event is like <see cref="Malformed"/>.</summary>
    TooLarge,
}
