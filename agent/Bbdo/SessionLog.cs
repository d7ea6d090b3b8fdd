using Microsoft.Extensions.Logging;

namespace Forwarder.Agent.Bbdo;

/// <summary>What the operator reads about broker sessions. Events 1100 to 1199.</summary>
internal static partial class SessionLog
{
    [LoggerMessage(1100, LogLevel.Information, "Awaiting brokers on {EndPoint}")]
    public static partial void Listening(this ILogger logger, string endPoint);

    [LoggerMessage(
        1101,
        LogLevel.Information,
        "Session {Session} with {Address} began: BBDO {Version}, broker '{Broker}', poller {PollerId} '{Poller}'"
    )]
    public static partial void SessionBegan(
        this ILogger logger,
        long session,
        string address,
        ProtocolVersion version,
        string broker,
        ulong pollerId,
        string poller
    );

    [LoggerMessage(
        1102,
        LogLevel.Information,
        "Session {Session} ended: {Reason}; {Events} events received, {SkippedBytes} bytes skipped, {Abandoned} events abandoned"
    )]
    public static partial void SessionEnded(
        this ILogger logger,
        long session,
        SessionEnd reason,
        long events,
        long skippedBytes,
        long abandoned
    );

    [LoggerMessage(1103, LogLevel.Warning, "A connection could not be accepted")]
    public static partial void AcceptFailed(this ILogger logger, Exception exception);

    [LoggerMessage(1104, LogLevel.Warning, "Session {Session}: bytes without a valid header are being skipped")]
    public static partial void Skipping(this ILogger logger, long session);

    [LoggerMessage(
        1105,
        LogLevel.Warning,
        "Session {Session}: event {Id} of source {Source} is {Fault}, {Length} bytes"
    )]
    public static partial void Faulty(
        this ILogger logger,
        long session,
        uint id,
        uint source,
        EventFault fault,
        int length
    );

    [LoggerMessage(1106, LogLevel.Error, "Session {Session} failed; the broker will repeat what was not acknowledged")]
    public static partial void SessionFailed(this ILogger logger, long session, Exception exception);

    [LoggerMessage(1107, LogLevel.Warning, "A connection from {Address} was closed: {Limit} sessions are open already")]
    public static partial void TooManySessions(this ILogger logger, string address, int limit);
}
