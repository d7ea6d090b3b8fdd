namespace Forwarder.Functions.Canopsis;

/// <summary>Messages 400 to 499.</summary>
internal static partial class CanopsisLog
{
    [LoggerMessage(400, LogLevel.Warning, "Canopsis of customer {Customer} is not available; requests pause.")]
    public static partial void CircuitOpened(ILogger logger, string customer);

    [LoggerMessage(401, LogLevel.Information, "Canopsis of customer {Customer} is available again.")]
    public static partial void CircuitClosed(ILogger logger, string customer);

    [LoggerMessage(
        402,
        LogLevel.Warning,
        "Canopsis of customer {Customer} answered a request of {Events} events with {Class} (status {Status}, {Detail}); {Refused} events are listed as failed."
    )]
    public static partial void NotDelivered(
        ILogger logger,
        string customer,
        int events,
        AnswerClass @class,
        int? status,
        string? detail,
        int refused
    );

    [LoggerMessage(403, LogLevel.Information, "Customer {Customer}: {Command}")]
    public static partial void Request(ILogger logger, string customer, string command);

    [LoggerMessage(404, LogLevel.Warning, "Customer {Customer}, not sent because of send_data_test: {Command}")]
    public static partial void NotSent(ILogger logger, string customer, string command);
}
