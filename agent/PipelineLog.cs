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
}
