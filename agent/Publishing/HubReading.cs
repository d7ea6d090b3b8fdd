namespace Forwarder.Agent.Publishing;

/// <summary>The state of publishing at one instant.</summary>
/// <param name="LastPublished">When the hub last stored a pack; null: not since the start.</param>
/// <param name="FailingSince">When the first of the attempts failed that have all failed since; null: the last one succeeded.</param>
/// <param name="FailedAttempts">How many these are.</param>
/// <param name="LastError">Cause of the last failure, also of one that is over.</param>
/// <param name="LastErrorAt">When that was.</param>
/// <param name="TokenExpires">When the publisher token ends; null with Entra ID.</param>
/// <param name="TokenResource">What it is for; null likewise.</param>
internal sealed record HubReading(
    DateTimeOffset? LastPublished,
    DateTimeOffset? FailingSince,
    int FailedAttempts,
    string? LastError,
    DateTimeOffset? LastErrorAt,
    DateTimeOffset? TokenExpires,
    string? TokenResource
);
