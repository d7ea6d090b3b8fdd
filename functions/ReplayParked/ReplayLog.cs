namespace Forwarder.Functions.ReplayParked;

/// <summary>Messages 600 to 699.</summary>
internal static partial class ReplayLog
{
    [LoggerMessage(
        600,
        LogLevel.Information,
        "The parked packs of {Customers} customers take longer than a pass; they go on in the background."
    )]
    public static partial void GoesOn(ILogger logger, int customers);

    [LoggerMessage(
        601,
        LogLevel.Error,
        "The pass over the parked packs of customer {Customer} ended with a fault; the next one tries again."
    )]
    public static partial void Faulted(ILogger logger, string customer, Exception exception);
}
