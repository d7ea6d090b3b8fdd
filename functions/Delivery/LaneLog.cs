using Forwarder.Contracts.Packs;

namespace Forwarder.Functions.Delivery;

/// <summary>Messages 500 to 599.</summary>
internal static partial class LaneLog
{
    [LoggerMessage(
        500,
        LogLevel.Error,
        "Lane {Publisher}: {Missing} packs before {Epoch}/{Sequence} did not come; they are delivered should they come later."
    )]
    public static partial void PacksMissing(
        ILogger logger,
        string publisher,
        long missing,
        string epoch,
        long sequence
    );

    [LoggerMessage(
        501,
        LogLevel.Error,
        "Lane {Publisher}: pack {Epoch}/{Sequence} is new but stands before packs that came earlier; the hub was created again."
    )]
    public static partial void HubWentBack(ILogger logger, string publisher, string epoch, long sequence);

    [LoggerMessage(502, LogLevel.Warning, "Lane {Publisher} is blocked ({Reason}); its packs are parked.")]
    public static partial void Blocked(ILogger logger, string publisher, BlockReason reason);

    [LoggerMessage(
        503,
        LogLevel.Error,
        "Lane {Publisher}: pack {Epoch}/{Sequence} is a dead letter ({Reason}, {Fault})."
    )]
    public static partial void Quarantined(
        ILogger logger,
        string publisher,
        string epoch,
        long sequence,
        DeadLetterReason reason,
        PackFault? fault
    );

    [LoggerMessage(
        504,
        LogLevel.Error,
        "Lane {Publisher}: {Lines} lines of pack {Epoch}/{Sequence} are dead letters ({Reason}, status {Status}), line {Line} first: {Detail}"
    )]
    public static partial void EventsDead(
        ILogger logger,
        string publisher,
        int lines,
        string epoch,
        long sequence,
        DeadLetterReason reason,
        int? status,
        int line,
        string? detail
    );

    [LoggerMessage(
        505,
        LogLevel.Error,
        "Lane {Publisher}: pack {Epoch}/{Sequence} has a format of a later version; the lane waits for it."
    )]
    public static partial void UnknownVersion(ILogger logger, string publisher, string epoch, long sequence);

    [LoggerMessage(
        506,
        LogLevel.Error,
        "Lane {Publisher}: its delivery ended with a fault of Table storage; what is undone comes again."
    )]
    public static partial void Faulted(ILogger logger, string publisher, Exception exception);

    [LoggerMessage(507, LogLevel.Information, "Lane {Publisher} is empty again after {Packs} parked packs.")]
    public static partial void Emptied(ILogger logger, string publisher, long packs);

    [LoggerMessage(
        508,
        LogLevel.Error,
        "Lane {Publisher}: something unforeseen ended its delivery; its packs are parked, and a pack that does so three times more becomes a dead letter."
    )]
    public static partial void Unforeseen(ILogger logger, string publisher, Exception exception);
}
