namespace Forwarder.Functions.Tests.Delivery.Simulation;

/// <summary>Runs every continuation on the thread of the simulation, one after the other, so that a run can be repeated exactly.</summary>
internal sealed class SingleThread : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Work, object? State)> work = new();

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (work)
        {
            work.Enqueue((d, state));
        }
    }

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Until nothing can go on by itself.</summary>
    public void RunAll()
    {
        while (true)
        {
            (SendOrPostCallback Work, object? State) next;
            lock (work)
            {
                if (!work.TryDequeue(out next))
                {
                    return;
                }
            }
            next.Work(next.State);
        }
    }
}
