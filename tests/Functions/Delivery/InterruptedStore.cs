using Azure;
using Forwarder.Functions.Delivery;

namespace Forwarder.Functions.Tests.Delivery;

/// <summary>A lane store to which something happens at a certain instant.</summary>
/// <param name="before">Right before packs are taken out of a lane; throws for a process that ends there.</param>
internal sealed class InterruptedStore(ILaneStore store, Func<Task> before) : ILaneStore
{
    /// <summary>Whoever holds a lease ends before its next report.</summary>
    public bool EndsHolder { get; set; }

    /// <summary>So often something happens that nobody has foreseen.</summary>
    public int Surprises { get; set; }

    public Task<StoredLane> ReadAsync(string publisher, CancellationToken cancellation) =>
        Surprises-- > 0 ? throw new InvalidOperationException("a defect") : store.ReadAsync(publisher, cancellation);

    public async Task<StoredLane?> WriteAsync(
        StoredLane lane,
        LaneRow row,
        IReadOnlyList<LanePack> add,
        IReadOnlyList<ParkedPack> remove,
        CancellationToken cancellation
    )
    {
        var isReport = row.Owner == lane.Row.Owner && row.Step > lane.Row.Step;
        if (isReport && EndsHolder)
        {
            throw new RequestFailedException(500, "ended");
        }
        if (remove.Count > 0)
        {
            await before();
        }
        return await store.WriteAsync(lane, row, add, remove, cancellation);
    }

    public int Fitting(IReadOnlyList<LanePack> packs, int removedRows) => store.Fitting(packs, removedRows);

    public Task<IReadOnlyList<ParkedPack>> QueueAsync(
        string publisher,
        long from,
        QueueLimit limit,
        CancellationToken cancellation
    ) => store.QueueAsync(publisher, from, limit, cancellation);

    public Task AnnounceAsync(string publisher, CancellationToken cancellation) =>
        store.AnnounceAsync(publisher, cancellation);
}
