namespace Forwarder.Functions.Hosting;

/// <summary>The argument of a timer function. The two times are null where the host keeps no schedule status (platform.md 1.4 and 12).</summary>
internal sealed record TimerCall
{
    public required string InvocationId { get; init; }

    /// <summary>A due time passed while no host was running.</summary>
    public bool IsPastDue { get; init; }

    /// <summary>Null also at the very first run.</summary>
    public DateTimeOffset? Last { get; init; }
    public DateTimeOffset? Next { get; init; }

    /// <summary>0 at the first attempt.</summary>
    public int RetryCount { get; init; }
}
