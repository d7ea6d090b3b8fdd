using Forwarder.Contracts.Parameters;

namespace Forwarder.Functions.Customers;

/// <summary>Messages 200 to 299.</summary>
internal static partial class CustomerLog
{
    [LoggerMessage(200, LogLevel.Information, "Customer {Customer}: parameters read.")]
    public static partial void Accepted(ILogger logger, string customer);

    [LoggerMessage(201, LogLevel.Error, "Customer {Customer}: {Problem}")]
    public static partial void Invalid(ILogger logger, string customer, ParameterProblem problem);

    [LoggerMessage(202, LogLevel.Warning, "Customer {Customer}: {Problem}")]
    public static partial void Doubtful(ILogger logger, string customer, ParameterProblem problem);

    [LoggerMessage(
        203,
        LogLevel.Error,
        "Customer {Customer} is refused; its last valid parameters stay in use: {HasLast}."
    )]
    public static partial void Refused(ILogger logger, string customer, bool hasLast);

    [LoggerMessage(204, LogLevel.Information, "Customer {Customer} was removed.")]
    public static partial void Removed(ILogger logger, string customer);

    [LoggerMessage(205, LogLevel.Error, "The customers could not be read; what was read before stays in use.")]
    public static partial void Unreadable(ILogger logger, Exception exception);

    [LoggerMessage(
        206,
        LogLevel.Warning,
        "Customer {Customer} is in the folder and in the table; the folder's parameters are used."
    )]
    public static partial void InBoth(ILogger logger, string customer);

    [LoggerMessage(207, LogLevel.Warning, "The customers take long to read; those read before serve meanwhile.")]
    public static partial void Slow(ILogger logger);

    [LoggerMessage(208, LogLevel.Information, "Customer {Customer}: paused {IsPaused}.")]
    public static partial void Paused(ILogger logger, string customer, bool isPaused);

    [LoggerMessage(
        209,
        LogLevel.Error,
        "Customer {Customer}: its parameters cannot be used, and nobody foresaw why ({Fault}). Write them again, or report this: {Trace}"
    )]
    public static partial void Unforeseen(ILogger logger, string customer, Type fault, string? trace);
}
