using Azure;
using Forwarder.Functions.Delivery;

namespace Forwarder.Functions.Status;

/// <summary>Compares what the row of a lane counts as parked with the packs that are there: the count alone would not show that one is gone.</summary>
internal sealed class ParkedCheck(ILaneStore lanes)
{
    private const int Attempts = 3;
    private static readonly QueueLimit Window = new(1000, WithBodies: false);

    /// <param name="mostPacks">A longer queue is not counted.</param>
    /// <returns>The row, the oldest pack that waits, and the parked lines that no pack has; below zero for lines that the row does not count.</returns>
    /// <exception cref="RequestFailedException">Table storage failed.</exception>
    public async Task<(LaneRow Row, PackLabel? Oldest, long Missing)> ReadAsync(
        string publisher,
        long mostPacks,
        CancellationToken cancellation
    )
    {
        var lane = await lanes.ReadAsync(publisher, cancellation);
        var oldest = await OldestAsync(lane, cancellation);
        for (var attempt = 0; attempt < Attempts && lane.Row.Tail - lane.Row.Head <= mostPacks; attempt++)
        {
            var lines = await LinesAsync(lane, cancellation);
            var again = await lanes.ReadAsync(publisher, cancellation);
            if (again.ETag == lane.ETag)
            {
                return (lane.Row, oldest, lane.Row.Counters.Parked - lines);
            }
            // It goes on meanwhile: what was counted belongs to no row.
            lane = again;
        }
        return (lane.Row, oldest, 0);
    }

    private async Task<PackLabel?> OldestAsync(StoredLane lane, CancellationToken cancellation) =>
        lane.Row.IsEmpty ? null
        : (await lanes.QueueAsync(lane.Publisher, lane.Row.Head, Window with { Packs = 1 }, cancellation))
            is [var first]
            ? first.Label
        : null;

    private async Task<long> LinesAsync(StoredLane lane, CancellationToken cancellation)
    {
        var row = lane.Row;
        var lines = 0L;
        for (var next = row.Head; next < row.Tail; )
        {
            var packs = await lanes.QueueAsync(lane.Publisher, next, Window, cancellation);
            foreach (var pack in packs.Where(pack => pack.IsWhole && pack.Ordinal < row.Tail))
            {
                var done = row.Offset?.Pack == pack.Label.Key && pack.Ordinal == row.Head ? row.Offset.Done : 0;
                lines += pack.Label.Lines - done;
            }
            next = packs is [.., var last] ? last.Ordinal + 1 : row.Tail;
        }
        return lines;
    }
}
