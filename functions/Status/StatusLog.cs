using Forwarder.Functions.Delivery;

namespace Forwarder.Functions.Status;

/// <summary>
/// Messages 700 to 799. Alerts read 700 to 703: one line per lane and partition every minute. Times are texts in ISO 8601, because the log would write them
/// as the month first.
/// </summary>
internal static partial class StatusLog
{
    [LoggerMessage(
        700,
        LogLevel.Information,
        "Lane {Publisher} of customer {Customer}, partition {Partition}: oldest event waits {LagSeconds} s; {Parked} parked since {OldestParked}, down since {DownSince}; {OpenDeadLetters} open dead letters; {Read} read = {Delivered} delivered + {DesiredState} desired + {NotMapped} not mapped + {DeadLettered} dead + {Superseded} superseded + parked + {InProgress} in progress; holds {Holds}; agent seen {SeenSecondsAgo} s ago, {SpoolEvents} in its spool."
    )]
    public static partial void Lane(
        ILogger logger,
        string publisher,
        string customer,
        string? partition,
        long lagSeconds,
        long parked,
        string? oldestParked,
        string? downSince,
        long openDeadLetters,
        long read,
        long delivered,
        long desiredState,
        long notMapped,
        long deadLettered,
        long superseded,
        long inProgress,
        bool holds,
        long? seenSecondsAgo,
        long? spoolEvents
    );

    [LoggerMessage(
        701,
        LogLevel.Information,
        "Partition {Partition}: {Lanes} lanes; its newest event was enqueued {AgeSeconds} s ago; oldest event waits {LagSeconds} s; {Parked} parked since {OldestParked}, {OpenDeadLetters} open dead letters; holds {Holds}."
    )]
    public static partial void Partition(
        ILogger logger,
        string partition,
        int lanes,
        long? ageSeconds,
        long lagSeconds,
        long parked,
        string? oldestParked,
        long openDeadLetters,
        bool holds
    );

    [LoggerMessage(702, LogLevel.Warning, "Agent {Publisher} is silent since {LastSeen}, for {SilentSeconds} s.")]
    public static partial void SilentAgent(ILogger logger, string publisher, string? lastSeen, long silentSeconds);

    [LoggerMessage(
        703,
        LogLevel.Error,
        "Lane {Publisher}: its counts do not add up, {Missing} of its parked events are not there: {Counters}."
    )]
    public static partial void LawBroken(ILogger logger, string publisher, long missing, LaneCounters counters);

    [LoggerMessage(710, LogLevel.Warning, "The heartbeat of agent {Publisher} could not be stored.")]
    public static partial void HeartbeatNotStored(ILogger logger, string publisher, Exception exception);
}
