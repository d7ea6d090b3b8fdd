using Azure;
using Forwarder.Functions.Tables;

namespace Forwarder.Functions.Delivery;

/// <summary>
/// Which lanes there are and which may have packs, as rows of one partition of table <c>lanes</c>: nobody has to look through all parked packs. A lane is
/// announced before its first pack is parked, and settled only long after.
/// </summary>
internal sealed class LaneDirectory(TableClient table, TimeProvider time)
{
    /// <summary>No publisher is named so.</summary>
    public const string PartitionKey = "!lanes";

    /// <summary>Much longer than it takes to park a pack after its lane was announced.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(5);

    public Task RegisterAsync(string publisher, CancellationToken cancellation) =>
        table.ExecuteAsync(TableOperation.UpsertMerge(Row(publisher)), cancellation);

    public Task AnnounceAsync(string publisher, CancellationToken cancellation)
    {
        var row = Row(publisher);
        row["parked"] = true;
        row["parked_at"] = time.GetUtcNow();
        return table.ExecuteAsync(TableOperation.UpsertMerge(row), cancellation);
    }

    /// <summary>Publishers of all lanes, or of those only that may have parked packs.</summary>
    public async Task<IReadOnlyList<LaneEntry>> ListAsync(bool parkedOnly, CancellationToken cancellation)
    {
        var filter = TableFilter.Partition(PartitionKey) + (parkedOnly ? " and parked eq true" : "");
        var entries = new List<LaneEntry>();
        await foreach (var row in table.QueryAsync(filter, cancellation))
        {
            entries.Add(new LaneEntry(row.Text("publisher") ?? "", row.Time("parked_at"), row.ETag));
        }
        return entries;
    }

    /// <summary>The lane was found empty.</summary>
    public async Task SettleAsync(LaneEntry entry, CancellationToken cancellation)
    {
        if (entry.ParkedAt > time.GetUtcNow() - Settling)
        {
            return;
        }
        var row = Row(entry.Publisher);
        row["parked"] = false;
        try
        {
            await table.ExecuteAsync(TableOperation.Merge(row, entry.ETag), cancellation);
        }
        catch (RequestFailedException announced) when (announced.Status is 404 or 412)
        {
            // It was announced again meanwhile.
        }
    }

    private static TableEntity Row(string publisher) =>
        new(PartitionKey, TableKey.Encode(publisher)) { ["publisher"] = publisher };
}
