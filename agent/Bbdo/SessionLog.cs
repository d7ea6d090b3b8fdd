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
        "Session {Session} with {Address} began: BBDO {Version}, {Layers}, broker '{Broker}', poller {PollerId} '{Poller}'"
    )]
    public static partial void SessionBegan(
        this ILogger logger,
        long session,
        string address,
        ProtocolVersion version,
        string layers,
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

    [LoggerMessage(
        1108,
        LogLevel.Warning,
        "Session {Session}: the broker at {Address} offers TLS and the agent has no certificate, so the session goes on in "
            + "clear. Set broker_tls_certificate_file and broker_tls_key_file, or switch TLS off in the broker's output."
    )]
    public static partial void TlsNotConfigured(this ILogger logger, long session, string address);

    [LoggerMessage(
        1109,
        LogLevel.Error,
        "Session {Session} with {Address} was refused: it would be in clear, and broker_tls_required is set. Switch TLS on in "
            + "the broker's output (tls or encryption), with a certificate and a private key."
    )]
    public static partial void ClearRefused(this ILogger logger, long session, string address);

    [LoggerMessage(
        1110,
        LogLevel.Error,
        "Session {Session} with {Address}: TLS failed: {Cause}. A broker whose output names no certificate and private key "
            + "offers anonymous ciphers only, which are refused: set both there."
    )]
    public static partial void TlsFailed(this ILogger logger, long session, string address, string cause);

    [LoggerMessage(
        1111,
        LogLevel.Warning,
        "Session {Session} with {Address} is suspect: nothing was heard for {Silence}. An engine reports its state every few seconds."
    )]
    public static partial void Suspect(this ILogger logger, long session, string address, TimeSpan silence);

    [LoggerMessage(
        1112,
        LogLevel.Information,
        "Session {Session}: the last events could not be acknowledged; the broker will repeat them"
    )]
    public static partial void LeftUnacknowledged(this ILogger logger, long session);

    [LoggerMessage(
        1113,
        LogLevel.Warning,
        "A connection from {Address} was closed: allowed_networks does not contain it"
    )]
    public static partial void NotAllowed(this ILogger logger, string address);

    [LoggerMessage(
        1114,
        LogLevel.Warning,
        "The broker at {Host}:{Port} cannot be reached ({Cause}); trying again until it can"
    )]
    public static partial void Unreachable(this ILogger logger, string host, int port, string cause);

    [LoggerMessage(
        1115,
        LogLevel.Warning,
        "Session {Session} with {Address} is closed: nothing was heard for {Silence}, max_sessions are open and another broker connects"
    )]
    public static partial void Yields(this ILogger logger, long session, string address, TimeSpan silence);
}
