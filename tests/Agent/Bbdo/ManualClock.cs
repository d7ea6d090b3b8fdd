using System.Diagnostics;

namespace Forwarder.Agent.Tests.Bbdo;

/// <summary>A clock that only moves when a test says so.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<ManualTimer> timers = [];
    private TimeSpan elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (gate)
        {
            return elapsed.Ticks;
        }
    }

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (gate)
        {
            var timer = new ManualTimer(this, callback, state);
            timer.Set_NeedsLock(dueTime, period);
            timers.Add(timer);
            return timer;
        }
    }

    /// <summary>Moves the clock and runs what falls due on the way, in order.</summary>
    public void Advance(TimeSpan by)
    {
        TimeSpan target;
        lock (gate)
        {
            target = elapsed + by;
        }

        while (true)
        {
            ManualTimer? next;
            lock (gate)
            {
                next = timers.Where(timer => timer.Due <= target).MinBy(timer => timer.Due);
                if (next is null)
                {
                    elapsed = target;
                    return;
                }

                elapsed = next.Due!.Value > elapsed ? next.Due.Value : elapsed;
                next.Fired_NeedsLock();
            }

            next.Run();
        }
    }

    /// <summary>Lets time pass until the task has ended.</summary>
    public async Task AdvanceUntilAsync(Task task)
    {
        await AdvanceUntilAsync(() => task.IsCompleted, TimeSpan.FromMilliseconds(100));
        await task;
    }

    /// <summary>Lets time pass in steps, each of which others can notice, until the condition comes true.</summary>
    public async Task AdvanceUntilAsync(Func<bool> condition, TimeSpan step)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Eventually.Deadline, "the condition did not come true");
            Advance(step);
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }

    private sealed class ManualTimer(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan? period;

        public TimeSpan? Due { get; private set; }

        public void Set_NeedsLock(TimeSpan dueTime, TimeSpan newPeriod)
        {
            Due = dueTime == Timeout.InfiniteTimeSpan ? null : clock.elapsed + dueTime;
            period = newPeriod == Timeout.InfiniteTimeSpan || newPeriod == TimeSpan.Zero ? null : newPeriod;
        }

        public void Fired_NeedsLock() => Due = Due + period;

        public void Run() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan newPeriod)
        {
            lock (clock.gate)
            {
                Set_NeedsLock(dueTime, newPeriod);
                return true;
            }
        }

        public void Dispose()
        {
            lock (clock.gate)
            {
                clock.timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
