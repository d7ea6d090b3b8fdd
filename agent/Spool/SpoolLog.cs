namespace Forwarder.Agent.Spool;

/// <summary>What the operator reads about the database. Events 400 to 499.</summary>
internal static partial class SpoolLog
{
    [LoggerMessage(
        400,
        LogLevel.Error,
        "The database of the spool was damaged ({Cause}). It is kept as {Kept}. The new one took over {Packs} packs with "
            + "{Events} events, and {Rows} rows of the inventory. Check the disk. To see what is missing, compare with "
            + "canopsis-agent spool verify --database {Kept}; remove the file when it is of no more use. Restart the engine of "
            + "each poller once, so that the inventory is complete again."
    )]
    public static partial void Replaced(
        this ILogger logger,
        string cause,
        string kept,
        long packs,
        long events,
        long rows
    );

    [LoggerMessage(
        401,
        LogLevel.Error,
        "spool.db was restored from an older copy: it knows start {Known} of the agent, the last one was {Last}. The {Packs} "
            + "packs in it are published, those that had been published before once more: the functions know them by epoch "
            + "and sequence and leave them out. Packs that were committed after the copy and not published are gone. Restart "
            + "the engine of each poller once, so that the inventory is up to date."
    )]
    public static partial void OlderCopy(this ILogger logger, long known, long last, long packs);

    [LoggerMessage(
        402,
        LogLevel.Error,
        "spool.db is gone: start {Last} of the agent used one. Packs that it held unpublished are gone with it. If it was not "
            + "removed on purpose, put it back while the agent is stopped."
    )]
    public static partial void Missing(this ILogger logger, long last);

    [LoggerMessage(
        403,
        LogLevel.Information,
        "The spool holds {Packs} packs with {Events} events of earlier starts; they are published first."
    )]
    public static partial void Found(this ILogger logger, long packs, long events);

    [LoggerMessage(
        404,
        LogLevel.Error,
        "The database of the spool is damaged ({Damage}) and cannot be replaced now ({Cause}). It is as it was, nothing of it is "
            + "lost; the next start tries again. The new one is written beside it and may need as many bytes as it has: {Bytes}."
    )]
    public static partial void NotReplaced(this ILogger logger, string damage, string cause, long bytes);

    [LoggerMessage(
        405,
        LogLevel.Error,
        "The spool can be read and not written ({Cause}). What waits in it is published; no broker is acknowledged until it can "
            + "be written. {Remedy}"
    )]
    public static partial void NotWritable(this ILogger logger, string cause, string remedy);
}
