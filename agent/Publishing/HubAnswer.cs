using System.Net;

namespace Forwarder.Agent.Publishing;

/// <summary>What the hub answered to one publication.</summary>
/// <param name="Status">Of HTTP.</param>
/// <param name="RetryAfter">How long the hub asks to wait.</param>
/// <param name="Detail">Its explanation, without secrets; empty when it gave none.</param>
internal readonly record struct HubAnswer(HttpStatusCode Status, TimeSpan? RetryAfter, string Detail)
{
    /// <summary>What has to be done about it (platform, chapter 5).</summary>
    public HubVerdict Verdict =>
        (int)Status switch
        {
            201 => HubVerdict.Stored,
            400 => HubVerdict.Malformed,
            401 => HubVerdict.Unauthorized,
            403 or 404 => HubVerdict.Refused,
            413 => HubVerdict.TooLarge,
            429 or 503 => HubVerdict.Throttled,
            408 or >= 500 => HubVerdict.Unknown,
            // a redirection, or a page of something that is not the hub
            _ => HubVerdict.Refused,
        };

    /// <summary>For log and health view.</summary>
    public override string ToString() =>
        Detail.Length > 0 ? $"status {(int)Status} {Status}: {Detail}" : $"status {(int)Status} {Status}";
}
