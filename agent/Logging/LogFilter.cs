namespace Forwarder.Agent.Logging;

/// <summary>
/// <c>log_level</c> as the reference connector means it (stream-connector, chapter 1.2): 1 errors and notices, 2 warnings and
/// information too, 3 everything. Notices are the few lines that say what state the agent is in.
/// </summary>
internal static class LogFilter
{
    private static readonly HashSet<int> Notices =
    [
        100, // ready
        101, // ends
        102, // reload
        104, // no log file
        106, // a doubtful parameter
        201, // the spool can be written again
        204, // cold start
        207, // the spool has room again
        300, // packs are not published
        301, // publishing begins
        304, // publishing again
        306, // a pack is sent in parts
        307, // the token ends soon
        403, // packs of earlier starts
        1100, // awaiting brokers
        1101, // session began
        1102, // session ended
    ];

    // A start that fails: the agent itself says why, in one line that names the parameter.
    private const string Host = "Microsoft.Extensions.Hosting.Internal.Host";
    private const int HostStartFailed = 11;

    public static bool IsLogged(int level, string category, LogLevel severity, int eventId) =>
        !(category == Host && eventId == HostStartFailed)
        && (
            severity >= LogLevel.Error
            || (!category.StartsWith("Microsoft", StringComparison.Ordinal) || severity >= LogLevel.Warning)
                && (
                    level >= 3
                    || (level == 2 && severity >= LogLevel.Information)
                    || (severity >= LogLevel.Information && Notices.Contains(eventId))
                )
        );
}
