using Azure;

namespace Forwarder.Functions.Delivery;

/// <summary>A lane whose lease is held here: writes reports, reads again when others wrote, and notices when the lease is lost.</summary>
/// <param name="stored">As written with the lease.</param>
internal sealed class HeldLane(ILaneStore store, StoredLane stored, TimeSpan duration, TimeProvider time)
{
    /// <summary>Others write a few times a second at most; more conflicts than this are a fault.</summary>
    public const int MostConflicts = 50;

    // Every removed pack takes a row out of the hundred that a transaction may touch, large ones two.
    private const int MostRemovedRows = 90;

    private readonly string holder = stored.Row.Holder;

    // The packs at the head, as far as known; only the holder takes them out.
    private readonly List<ParkedPack> queue = [];
    private StoredLane current = stored;
    private LaneLease lease = LaneLease.Of(stored.Row);

    public string Publisher => current.Publisher;

    public LaneRow Row => current.Row;

    /// <summary>Whether the pack named last in <see cref="LaneReport.Next"/> may be opened.</summary>
    public bool MayOpenNext { get; private set; } = true;

    public TimeSpan Remaining => Row.LeaseUntil - time.GetUtcNow() ?? TimeSpan.Zero;

    /// <summary>Packs that follow those already known at the head of the queue.</summary>
    public void Know(IEnumerable<ParkedPack> packs) => queue.AddRange(packs);

    public void ForgetQueue() => queue.Clear();

    /// <returns>False when the lease is lost.</returns>
    public async Task<bool> ReportAsync(LaneReport report, CancellationToken cancellation)
    {
        var packs = report.Packs;
        while (packs.Count > Fitting(packs.Count))
        {
            var first = Fitting(packs.Count);
            if (!await WriteAsync(new LaneReport { Packs = [.. packs.Take(first)] }, cancellation))
            {
                return false;
            }
            packs = [.. packs.Skip(first)];
        }
        return await WriteAsync(report with { Packs = packs }, cancellation);
    }

    private int Fitting(int packs)
    {
        var rows = 0;
        var fitting = 0;
        while (fitting < packs && rows < MostRemovedRows)
        {
            rows += fitting < queue.Count ? queue[fitting].Rows.Count : 2;
            fitting++;
        }
        return fitting;
    }

    private async Task<bool> WriteAsync(LaneReport report, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < MostConflicts; attempt++)
        {
            var claim = new LaneClaim(holder, duration, HolderFate.Unknown, time.GetUtcNow());
            var keys = queue.Take(report.Packs.Count).Select(parked => parked.Label.Key).ToList();
            var step = LaneLogic.Report(Row, lease, report, claim, keys);
            switch (step.Verdict)
            {
                case HolderVerdict.Lost:
                    return false;
                case HolderVerdict.NeedsQueue:
                    await KnowHeadAsync(report.Packs.Count, cancellation);
                    continue;
                case HolderVerdict.Written:
                    break;
                default:
                    if (!await TryWriteAsync(step, cancellation))
                    {
                        current = await store.ReadAsync(Publisher, cancellation);
                        continue;
                    }
                    break;
            }
            lease = LaneLease.Of(Row);
            queue.RemoveAll(parked => parked.Ordinal < Row.Head);
            MayOpenNext = step.MayOpenNext;
            return true;
        }
        throw new RequestFailedException(412, $"The row of lane {Publisher} changes all the time.");
    }

    private async Task<bool> TryWriteAsync(HolderStep step, CancellationToken cancellation)
    {
        var removed = queue.GetRange(0, step.Removed);
        if (await store.WriteAsync(current, step.Row, [], removed, cancellation) is not { } written)
        {
            return false;
        }
        current = written;
        return true;
    }

    private async Task KnowHeadAsync(int packs, CancellationToken cancellation)
    {
        var limit = new QueueLimit(packs, WithBodies: false);
        var head = await store.QueueAsync(Publisher, Row.Head, limit, cancellation);
        queue.Clear();
        queue.AddRange(head);
    }
}
