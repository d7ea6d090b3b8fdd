namespace Forwarder.Functions.Delivery;

/// <summary>
/// When a dead letter is sent again without being asked for: what Canopsis lists in <c>failed_events</c> is often a fault of its own that passes. Other
/// causes stay until somebody decides.
/// </summary>
internal static class AutomaticRedrive
{
    private static readonly TimeSpan[] Delays =
    [
        TimeSpan.FromMinutes(10),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(6),
    ];

    /// <param name="redrives">How often it was sent again so far.</param>
    public static DateTimeOffset? Next(DeadLetterReason reason, long redrives, DateTimeOffset now) =>
        reason == DeadLetterReason.Refused && redrives < Delays.Length ? now + Delays[redrives] : null;
}
