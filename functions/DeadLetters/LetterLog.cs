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

    [LoggerMessage(801, LogLevel.Error, "The pass over dead letters ended with a fault; the next one tries again.")]
    public static partial void PassFailed(ILogger logger, Exception exception);

    [LoggerMessage(802, LogLevel.Information, "{Letters} dead letters that were settled long ago are removed.")]
    public static partial void Removed(ILogger logger, long letters);
}
