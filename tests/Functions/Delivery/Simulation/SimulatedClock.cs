namespace Forwarder.Functions.Tests.Delivery.Simulation;

/// <summary>A clock that only moves when the simulation says so, and runs the timers that fall due on the way.</summary>
internal sealed class SimulatedClock : TimeProvider
{
    private readonly List<Timer> timers = [];

    public DateTimeOffset Now { get; private set; } = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    public DateTimeOffset? NextDue => timers.Min(timer => timer.Due);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Now.Ticks;

    public override DateTimeOffset GetUtcNow() => Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        timers.Add(timer);
        return timer;
    }

    public void MoveTo(DateTimeOffset target)
    {
        while (timers.Where(timer => timer.Due <= target).MinBy(timer => timer.Due) is { } due)
        {
            Now = due.Due!.Value > Now ? due.Due.Value : Now;
            due.Fire();
        }
        Now = target > Now ? target : Now;
    }

    private sealed class Timer(SimulatedClock clock, Action callback) : ITimer
    {
        public DateTimeOffset? Due { get; private set; }

        public void Fire()
        {
            Due = null;
            callback();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Due = dueTime == Timeout.InfiniteTimeSpan ? null : clock.Now + dueTime;
            return true;
        }

        public void Dispose()
        {
            Due = null;
            clock.timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
