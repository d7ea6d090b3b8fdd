namespace Forwarder.Agent;

internal static partial class PipelineLog
{
    [LoggerMessage(
        200,
        LogLevel.Error,
        "The spool cannot be written ({Cause}). Nothing is acknowledged to the brokers and nothing is lost: they keep their "
            + "events until the spool can be written again. Check the disk of spool_directory."
    )]
    public static partial void CommitFailed(this ILogger logger, string cause);

    [LoggerMessage(201, LogLevel.Information, "The spool can be written again.")]
    public static partial void CommitHealed(this ILogger logger);

    [LoggerMessage(
        202,
        LogLevel.Warning,
        "Session {Session} with {Address} brings events (broker id {Source}) that another session brings too. They are "
            + "acknowledged and not forwarded; should the other session end, this one takes over. If that is not meant, remove "
            + "one of the two outputs."
    )]
    public static partial void DuplicateSender(this ILogger logger, long session, string address, uint source);
}
