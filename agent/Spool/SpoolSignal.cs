namespace Forwarder.Agent.Spool;

/// <summary>Tells the publishing loop that packs were committed.</summary>
internal sealed class SpoolSignal
{
    private TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the next commit.</summary>
    public Task NextCommit() => Volatile.Read(ref next).Task;

    /// <summary>Packs were committed.</summary>
    public void Committed() =>
        Interlocked.Exchange(ref next, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
