namespace Forwarder.Agent.Publishing;

internal static partial class PublishingLog
{
    [LoggerMessage(
        300,
        LogLevel.Warning,
        "A pack was not published ({Cause}). Nothing is lost: it stays in the spool. Attempt {Attempt}, the next in {Seconds:0.0} s."
    )]
    public static partial void PublishFailed(this ILogger logger, string cause, int attempt, double seconds);

    [LoggerMessage(
        302,
        LogLevel.Error,
        "The spool cannot be read or written ({Cause}). Nothing is lost; the next attempt in a second. {Remedy}"
    )]
    public static partial void SpoolFailed(this ILogger logger, string cause, string remedy);

    [LoggerMessage(301, LogLevel.Information, "Publishing as {Publisher}.")]
    public static partial void PublishingStarted(this ILogger logger, string publisher);
}
