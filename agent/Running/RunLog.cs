namespace Forwarder.Agent.Running;

/// <summary>What the operator reads about the service as a whole. Events 100 to 199.</summary>
internal static partial class RunLog
{
    [LoggerMessage(100, LogLevel.Information, "The agent {Version} is ready, configured by {File}.")]
    public static partial void Ready(this ILogger logger, string version, string file);

    [LoggerMessage(101, LogLevel.Information, "The agent ends.")]
    public static partial void Ending(this ILogger logger);

    [LoggerMessage(102, LogLevel.Information, "The configuration {File} is valid: the agent starts again with it.")]
    public static partial void Reloading(this ILogger logger, string file);

    [LoggerMessage(
        103,
        LogLevel.Error,
        "The configuration was not taken over: {Problem} The agent goes on with the former one."
    )]
    public static partial void ReloadRefused(this ILogger logger, string problem);

    [LoggerMessage(
        104,
        LogLevel.Warning,
        "The log file {File} cannot be written ({Cause}): the log goes to standard output only."
    )]
    public static partial void NoLogFile(this ILogger logger, string file, string cause);

    [LoggerMessage(105, LogLevel.Error, "The spool's database is damaged: the agent starts again to replace it.")]
    public static partial void SpoolDamaged(this ILogger logger);

    [LoggerMessage(106, LogLevel.Warning, "Configuration: {Problem}")]
    public static partial void ConfigurationWarning(this ILogger logger, string problem);

    [LoggerMessage(
        107,
        LogLevel.Error,
        "That the spool's database is damaged cannot be remembered ({Cause}): it is replaced only if the next start meets the "
            + "damage. Free the disk or make spool_directory writable."
    )]
    public static partial void SpoolNotMarked(this ILogger logger, string cause);
}
