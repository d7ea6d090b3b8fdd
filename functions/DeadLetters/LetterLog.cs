namespace Forwarder.Functions.DeadLetters;

/// <summary>Messages 800 to 899.</summary>
internal static partial class LetterLog
{
    [LoggerMessage(
        800,
        LogLevel.Information,
        "Order {Order} ({Action}) for customer {Customer} is executed: {Taken} dead letters taken, {Skipped} skipped; decided by {By}."
    )]
    public static partial void Executed(
        ILogger logger,
        string order,
        LetterAction action,
        string customer,
        long taken,
        long skipped,
        string by
    );

    [LoggerMessage(
        801,
        LogLevel.Error,
        "The pass over the dead letters of customer {Customer} ended with a fault; the next one tries again."
    )]
    public static partial void PassFailed(ILogger logger, string customer, Exception exception);

    [LoggerMessage(802, LogLevel.Information, "{Letters} dead letters that were settled long ago are removed.")]
    public static partial void Removed(ILogger logger, long letters);

    [LoggerMessage(
        803,
        LogLevel.Error,
        "Table storage does not tell which dead letters are to be looked at; the next pass asks again."
    )]
    public static partial void AgendaFailed(ILogger logger, Exception exception);

    [LoggerMessage(
        804,
        LogLevel.Error,
        "What is not needed any more could not be removed from table deadletters; it is tried again in an hour."
    )]
    public static partial void CleaningFailed(ILogger logger, Exception exception);
}
