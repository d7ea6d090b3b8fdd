namespace Forwarder.Functions.Hosting;

/// <summary>Messages 100 to 199.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(100, LogLevel.Information, "Listening on {Url} for the Functions host.")]
    public static partial void Listening(ILogger logger, string url);

    [LoggerMessage(101, LogLevel.Error, "The function {Function} failed; the host is told so and may repeat it.")]
    public static partial void FunctionFailed(ILogger logger, string function, Exception exception);

    [LoggerMessage(102, LogLevel.Error, "Request for {Function} refused: {Reason}")]
    public static partial void RequestRefused(ILogger logger, string function, string reason);

    [LoggerMessage(
        103,
        LogLevel.Warning,
        "The host closed the connection of an invocation of {Function} before its end."
    )]
    public static partial void Abandoned(ILogger logger, string function);

    [LoggerMessage(104, LogLevel.Critical, "The Functions host is gone (parent process {Parent}); ending.")]
    public static partial void HostGone(ILogger logger, int parent);
}
