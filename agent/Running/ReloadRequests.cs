namespace Forwarder.Agent.Running;

/// <summary>Reloads that were asked for. One answers all that were asked for before it reads the configuration.</summary>
internal sealed class ReloadRequests : IDisposable
{
    private readonly SemaphoreSlim asked = new(0);

    public void Ask() => asked.Release();

    /// <summary>Completes when there are some, and takes them all.</summary>
    public async Task TakeAsync(CancellationToken stop)
    {
        await asked.WaitAsync(stop);
        while (asked.Wait(0, CancellationToken.None)) { }
    }

    /// <inheritdoc/>
    public void Dispose() => asked.Dispose();
}
