namespace Forwarder.Functions.ReplayParked;

/// <summary>Messages 600 to 699.</summary>
internal static partial class ReplayLog
{
    [LoggerMessage(
        600,
        LogLevel.Information,
        "{Passes} passes over the parked packs of customers take longer; they go on in the background."
    )]
    public static partial void GoesOn(ILogger logger, int passes);

    [LoggerMessage(
        601,
        LogLevel.Error,
        "The pass over the parked packs of customer {Customer} ended with a fault; the next one tries again."
    )]
    public static partial void Faulted(ILogger logger, string customer, Exception exception);
}
