namespace Forwarder.Agent;

/// <summary>Lets the operator be told the same thing at most once an hour.</summary>
internal sealed class HourlyNotice(TimeProvider time)
{
    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private long? last;

    /// <summary>True when it may be said now; then not again for an hour.</summary>
    public bool TryTake()
    {
        var now = time.GetTimestamp();
        if (last is { } said && time.GetElapsedTime(said, now) < Interval)
        {
            return false;
        }
        last = now;
        return true;
    }
}
