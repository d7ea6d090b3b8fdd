namespace Forwarder.Agent;

/// <summary>
/// Lets the operator be told of a trouble when it begins, every hour while it lasts, and when it is over; of one that comes
/// and goes, once a minute.
/// </summary>
internal sealed class TroubleNotice(TimeProvider time)
{
    private static readonly TimeSpan Soonest = TimeSpan.FromMinutes(1);

    private long? last;
    private bool isTold;

    /// <summary>At each sign of the trouble: true when it is to be told now.</summary>
    public bool TryTell()
    {
        var now = time.GetTimestamp();
        if (last is { } said && time.GetElapsedTime(said, now) < (isTold ? HourlyNotice.Interval : Soonest))
        {
            return false;
        }
        (last, isTold) = (now, true);
        return true;
    }

    /// <summary>It is over: true when that is to be told because the trouble was.</summary>
    public bool TryEnd()
    {
        var wasTold = isTold;
        isTold = false;
        return wasTold;
    }
}
