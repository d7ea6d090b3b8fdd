using Forwarder.Agent.Spool;

namespace Forwarder.Agent;

/// <summary>
/// Restores the inventory while brokers already connect: a large one takes longer than a broker waits for the answer to
/// its negotiation.
/// </summary>
internal sealed class InventoryLoader(EventPipeline pipeline, SpoolDatabase spool) : BackgroundService
{
    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.Run(() => pipeline.Load(Until(stoppingToken)), stoppingToken);

    private IEnumerable<Inventory.InventoryRow> Until(CancellationToken stop)
    {
        foreach (var row in spool.ReadInventory())
        {
            stop.ThrowIfCancellationRequested();
            yield return row;
        }
    }
}
