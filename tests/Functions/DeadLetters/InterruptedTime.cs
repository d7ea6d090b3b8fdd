namespace Forwarder.Functions.Tests.DeadLetters;

/// <summary>A clock that lets something else happen when it is asked for the first time.</summary>
internal sealed class InterruptedTime(Func<Task> between) : TimeProvider
{
    private int asked;

    public override DateTimeOffset GetUtcNow()
    {
        if (Interlocked.Exchange(ref asked, 1) == 0)
        {
            Task.Run(between).Wait();
        }
        return base.GetUtcNow();
    }
}
