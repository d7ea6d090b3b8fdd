using Azure;
using Forwarder.Functions.Tables;

namespace Forwarder.Functions.Delivery;

/// <summary>Lanes in table <c>lanes</c>, one partition each (architecture, "Functions: lanes").</summary>
internal sealed class TableLaneStore(TableClient table, LaneDirectory directory) : ILaneStore
{
    public const string TableName = "lanes";

    // Base64 takes four bytes for three; keys, labels and the part's own head are below the reserve.
    private const long RowReserveBytes = 2048;
    private const long LaneReserveBytes = 64 * 1024;

    // Rows with bodies are large: a page of more would be cut by the service anyway.
    private const int BodyPage = 100;
    private const int LabelPage = 1000;

    public async Task<StoredLane> ReadAsync(string publisher, CancellationToken cancellation) =>
        await table.GetAsync(publisher, LaneEntity.RowKey, cancellation) is { } entity
            ? new StoredLane(publisher, LaneEntity.Read(entity), entity.ETag)
            : new StoredLane(publisher, LaneRow.New, null);

    public async Task<StoredLane?> WriteAsync(
        StoredLane lane,
        LaneRow row,
        IReadOnlyList<LanePack> add,
        IReadOnlyList<ParkedPack> remove,
        CancellationToken cancellation
    )
    {
        var publisher = lane.Publisher;
        if (lane.ETag is null)
        {
            await directory.RegisterAsync(publisher, cancellation);
        }
        var entity = LaneEntity.Write(publisher, row);
        List<TableOperation> operations =
        [
            lane.ETag is { } read ? TableOperation.Replace(entity, read) : TableOperation.Insert(entity),
            .. add.SelectMany((pack, index) => ParkedEntity.Write(publisher, lane.Row.Tail + index, pack))
                .Select(TableOperation.Upsert),
            .. remove.SelectMany(parked => parked.Rows).Select(key => TableOperation.Delete(publisher, key, ETag.All)),
        ];
        try
        {
            var etags = await table.TransactAsync(operations, cancellation);
            return new StoredLane(publisher, row, etags[0]);
        }
        catch (TableTransactionException other) when (other.Status is 404 or 409 or 412)
        {
            return null;
        }
    }

    public int Fitting(IReadOnlyList<LanePack> packs, int removedRows)
    {
        var rows = 1 + removedRows;
        var bytes = LaneReserveBytes + (removedRows * RowReserveBytes);
        var fitting = 0;
        foreach (var pack in packs)
        {
            var packRows = ParkedEntity.RowCount(pack);
            rows += packRows;
            bytes += (packRows * RowReserveBytes) + (pack.Body.Length * 4L / 3);
            if (rows > TableLimits.TransactionOperations || bytes > TableLimits.TransactionBytes)
            {
                break;
            }
            fitting++;
        }
        return fitting;
    }

    public async Task<IReadOnlyList<ParkedPack>> QueueAsync(
        string publisher,
        long from,
        QueueLimit limit,
        CancellationToken cancellation
    )
    {
        var packs = new List<ParkedPack>();
        var rows = new List<TableEntity>();
        var bytes = 0L;
        var query = table.QueryAsync(
            TableFilter.Rows(publisher, ParkedEntity.RowKey(from), ParkedEntity.EndKey),
            cancellation,
            limit.WithBodies ? null : ParkedEntity.LabelProperties,
            Math.Min(limit.Packs, limit.WithBodies ? BodyPage : LabelPage)
        );
        await foreach (var row in query)
        {
            var isNext = rows.Count > 0 && ParkedEntity.Ordinal(row.RowKey) != ParkedEntity.Ordinal(rows[0].RowKey);
            if (isNext)
            {
                Take();
            }
            if (packs.Count == limit.Packs || bytes >= limit.Bytes)
            {
                return packs;
            }
            rows.Add(row);
        }
        Take();
        return packs;

        void Take()
        {
            if (rows.Count > 0)
            {
                packs.Add(ParkedEntity.Read(rows));
                bytes += packs[^1].Body.Length;
                rows.Clear();
            }
        }
    }

    public Task AnnounceAsync(string publisher, CancellationToken cancellation) =>
        directory.AnnounceAsync(publisher, cancellation);
}
