namespace Forwarder.Functions.Canopsis;

/// <summary>A point in time after which no new attempt is started; attempts under way are left to finish.</summary>
internal readonly record struct Deadline
{
    private readonly TimeProvider time;
    private readonly long start;
    private readonly TimeSpan budget;

    public Deadline(TimeProvider time, TimeSpan budget)
    {
        this.time = time;
        this.budget = budget;
        start = time.GetTimestamp();
    }

    public bool HasPassed => time.GetElapsedTime(start) >= budget;
}
