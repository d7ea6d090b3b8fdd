namespace Forwarder.Agent;

internal static partial class PipelineLog
{
    [LoggerMessage(
        200,
        LogLevel.Error,
        "The spool cannot be written ({Cause}). Nothing is acknowledged to the brokers and nothing is lost: they keep their "
            + "events until the spool can be written again. {Remedy}"
    )]
    public static partial void CommitFailed(this ILogger logger, string cause, string remedy);

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

    [LoggerMessage(
        203,
        LogLevel.Information,
        "The inventory is loaded: {Objects} hosts and services in {Milliseconds} ms."
    )]
    public static partial void Loaded(this ILogger logger, int objects, long milliseconds);

    [LoggerMessage(
        204,
        LogLevel.Warning,
        "{OfUnknown} of the last {All} statuses belong to hosts and services that no engine has announced to this agent. "
            + "Engines announce their objects only when they start: restart the engine of each poller once (deploy its "
            + "configuration with the method \"restart\"; \"reload\" and restarting Centreon Broker are not enough). "
            + "Until then the latest status of each such object is kept and nothing else of it, unless skip_anon_events=0."
    )]
    public static partial void ColdStart(this ILogger logger, long ofUnknown, long all);

    [LoggerMessage(
        205,
        LogLevel.Warning,
        "{Count} names, notes or URLs of the configuration are longer than {Limit} bytes: only their beginning is kept."
    )]
    public static partial void TextsCut(this ILogger logger, long count, int limit);

    [LoggerMessage(
        206,
        LogLevel.Error,
        "The spool is full ({Bytes} bytes of packs wait or are set aside, or the oldest is older than spool_max_age). No broker "
            + "is acknowledged any more; they keep their events, nothing is lost. See why packs are not published "
            + "(canopsis-agent status), remove what is set aside (canopsis-agent spool purge --set-aside), or raise "
            + "spool_max_bytes."
    )]
    public static partial void SpoolFull(this ILogger logger, long bytes);

    [LoggerMessage(
        216,
        LogLevel.Error,
        "The disk of spool_directory is nearly full: {Bytes} bytes are left for the spool, which needs what it has to let go what "
            + "is published. No broker is acknowledged any more; they keep their events, nothing is lost. Free some of the disk "
            + "or move spool_directory. The agent goes on by itself, also when packs leave."
    )]
    public static partial void DiskNearlyFull(this ILogger logger, long bytes);

    [LoggerMessage(207, LogLevel.Information, "The spool has room again: brokers are acknowledged.")]
    public static partial void SpoolHasRoom(this ILogger logger);

    [LoggerMessage(
        208,
        LogLevel.Error,
        "The spool was full: its {Packs} oldest packs with {Events} events were dropped, as spool_when_full=drop_oldest asks "
            + "({AllPacks} packs with {AllEvents} events since the start). These events are lost. See why packs are not "
            + "published (canopsis-agent status)."
    )]
    public static partial void SpoolDropped(
        this ILogger logger,
        long packs,
        long events,
        long allPacks,
        long allEvents
    );

    [LoggerMessage(
        215,
        LogLevel.Error,
        "{Count} rows of the inventory in the spool cannot be read ({Kinds}); they are left out and removed, everything "
            + "else is loaded. What engines announce comes back when they are restarted (deploy the configuration of each "
            + "poller with the method \"restart\"). HeldEvent are events that are counted as undecodable, SuppressedStatus "
            + "are statuses that the end of their downtime or acknowledgement will not bring, ForwardedDowntime are downtimes "
            + "whose end the filters may keep back: look at these in Canopsis. Check the disk of spool_directory."
    )]
    public static partial void RowsUnreadable(this ILogger logger, int count, string kinds);
}
