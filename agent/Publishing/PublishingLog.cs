namespace Forwarder.Agent.Publishing;

/// <summary>What the operator reads about publishing. Events 300 to 399.</summary>
internal static partial class PublishingLog
{
    [LoggerMessage(
        300,
        LogLevel.Warning,
        "A pack was not published ({Cause}). Nothing is lost: it stays in the spool. Attempt {Attempt}, the next in {Seconds:0.0} s."
    )]
    public static partial void PublishFailed(this ILogger logger, string cause, int attempt, double seconds);

    [LoggerMessage(301, LogLevel.Information, "Publishing as {Publisher} to {Host}.")]
    public static partial void PublishingStarted(this ILogger logger, string publisher, string host);

    [LoggerMessage(
        302,
        LogLevel.Error,
        "The spool cannot be read or written ({Cause}). Nothing is lost; it is tried again every second. {Remedy}"
    )]
    public static partial void SpoolFailed(this ILogger logger, string cause, string remedy);

    [LoggerMessage(
        303,
        LogLevel.Error,
        "The hub refuses packs ({Cause}). Nothing is lost: they stay in the spool. They are tried again, next in {Seconds:0.0} s. {Remedy}"
    )]
    public static partial void HubRefuses(this ILogger logger, string cause, string remedy, double seconds);

    [LoggerMessage(
        304,
        LogLevel.Information,
        "Packs are published again, after {Attempts} failed attempts in {Seconds} s."
    )]
    public static partial void PublishingAgain(this ILogger logger, int attempts, long seconds);

    [LoggerMessage(
        305,
        LogLevel.Error,
        "The hub refuses a pack with {Events} events for ever ({Cause}) and takes others. It is kept apart in the spool: "
            + "canopsis-agent spool list --set-aside shows it, spool requeue sends it once more. {Remedy}"
    )]
    public static partial void SetAside(this ILogger logger, int events, string cause, string remedy);

    [LoggerMessage(
        306,
        LogLevel.Warning,
        "A pack of {Bytes} bytes with {Events} events is too large for what stands before the hub: it is sent in parts. {Remedy}"
    )]
    public static partial void Split(this ILogger logger, int bytes, int events, string remedy);

    [LoggerMessage(
        307,
        LogLevel.Warning,
        "The publisher token ends in {Days} days, at {Expires:u}. Issue a new one and put it into hub_token_file; no restart is "
            + "needed."
    )]
    public static partial void TokenEndsSoon(this ILogger logger, int days, DateTimeOffset expires);

    [LoggerMessage(
        308,
        LogLevel.Error,
        "The publisher token has ended at {Expires:u}: the hub takes nothing any more and the spool fills. Issue a new one and "
            + "put it into hub_token_file; no restart is needed."
    )]
    public static partial void TokenEnded(this ILogger logger, DateTimeOffset expires);

    [LoggerMessage(
        309,
        LogLevel.Error,
        "The publisher token is for {Resource} and cannot publish to {Target}. Issue one for this hub and hub_publisher."
    )]
    public static partial void TokenForAnother(this ILogger logger, string resource, string target);

    [LoggerMessage(
        310,
        LogLevel.Error,
        "The publisher token cannot be read as one: it must begin with SharedAccessSignature."
    )]
    public static partial void TokenUnreadable(this ILogger logger);

    [LoggerMessage(
        311,
        LogLevel.Error,
        "hub_token_file = {File}: The publisher token cannot be read ({Cause}). The one that was read before is used until the "
            + "hub refuses it. Make the file readable for the agent's user; no restart is needed."
    )]
    public static partial void TokenFileUnreadable(this ILogger logger, string file, string cause);
}
