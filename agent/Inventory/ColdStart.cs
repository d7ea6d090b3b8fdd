namespace Forwarder.Agent.Inventory;

/// <summary>
/// Notices that engines have not told this agent their configuration, which they do only when they start (bbdo 5.4): the
/// operator has to restart them, and nobody else will tell him.
/// </summary>
/// <remarks>A few statuses of new objects among many of known ones are no cold start.</remarks>
internal sealed class ColdStart(TimeProvider time)
{
    /// <summary>A configuration may be on its way behind the first statuses.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private const int KnownPerUnnamed = 10;

    private readonly HourlyNotice notice = new(time);
    private long firstUnnamed;
    private long unnamed;
    private long known;

    /// <summary>Statuses of hosts and services whose configuration never came, since the start of the agent.</summary>
    public long Unnamed { get; private set; }

    /// <summary>A status arrived.</summary>
    public void Count(bool isKnown)
    {
        if (isKnown)
        {
            known++;
            return;
        }
        Unnamed++;
        if (unnamed++ == 0)
        {
            firstUnnamed = time.GetTimestamp();
            known = 0;
        }
    }

    /// <summary>True when the operator should be told now, with the statuses of unknown and of all objects that show it.</summary>
    public bool TryTake(out long ofUnknown, out long all)
    {
        (ofUnknown, all) = (unnamed, unnamed + known);
        if (unnamed == 0 || time.GetElapsedTime(firstUnnamed) < Grace)
        {
            return false;
        }
        var isCold = unnamed * KnownPerUnnamed >= known && notice.TryTake();
        if (isCold || time.GetElapsedTime(firstUnnamed) >= HourlyNotice.Interval)
        {
            unnamed = 0;
        }
        return isCold;
    }
}
