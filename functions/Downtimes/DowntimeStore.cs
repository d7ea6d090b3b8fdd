using System.Collections.Concurrent;
using Azure;
using Forwarder.Functions.Tables;

namespace Forwarder.Functions.Downtimes;

/// <summary>The rows of table <c>downtimes</c>. Each write is conditional on the version of the row that it was decided by.</summary>
internal sealed class DowntimeStore(TableClient table)
{
    public const string TableName = "downtimes";

    private const char FirstCharacterOfKeys = '!';
    private const int ParallelReads = 8;
    private const int MostConflicts = 50;

    // A row near its limit goes alone: the emulator counts base64 within transactions.
    private const int MostInOneTransaction = 90;
    private const long MostBytesInOneTransaction = 700 * 1024;

    /// <exception cref="RequestFailedException">Table storage failed.</exception>
    public async Task<StoredDowntime?> FindAsync(string customer, string name, CancellationToken cancellation) =>
        await table.GetAsync(customer, DowntimeEntity.RowKey(name), cancellation) is { } entity
            ? DowntimeEntity.Read(entity)
            : null;

    /// <summary>Those of the rows that exist, by name.</summary>
    /// <exception cref="RequestFailedException">Table storage failed.</exception>
    public async Task<Dictionary<string, StoredDowntime>> FindAsync(
        string customer,
        IEnumerable<string> names,
        CancellationToken cancellation
    )
    {
        var found = new ConcurrentDictionary<string, StoredDowntime>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(
            names.Distinct(StringComparer.Ordinal),
            new ParallelOptions { MaxDegreeOfParallelism = ParallelReads, CancellationToken = cancellation },
            async (name, token) =>
            {
                if (await FindAsync(customer, name, token) is { } stored)
                {
                    found[name] = stored;
                }
            }
        );
        return new Dictionary<string, StoredDowntime>(found, StringComparer.Ordinal);
    }

    /// <summary>All rows of a customer, in the order of their keys.</summary>
    /// <exception cref="RequestFailedException">Table storage failed.</exception>
    public Task<List<StoredDowntime>> ReadAsync(string customer, CancellationToken cancellation) =>
        QueryAsync(TableFilter.Partition(customer), cancellation);

    /// <summary>The rows from one key to another, both included.</summary>
    /// <exception cref="RequestFailedException">Table storage failed.</exception>
    public Task<List<StoredDowntime>> ReadAsync(
        string customer,
        string firstKey,
        string lastKey,
        CancellationToken cancellation
    ) => QueryAsync(TableFilter.Rows(customer, firstKey, lastKey + FirstCharacterOfKeys), cancellation);

    /// <exception cref="RequestFailedException">Table storage failed.</exception>
    public async Task<DowntimeCounts> CountAsync(string customer, CancellationToken cancellation)
    {
        var counts = default(DowntimeCounts);
        await foreach (
            var entity in table.QueryAsync(
                TableFilter.Partition(customer),
                cancellation,
                "PartitionKey,RowKey,is_present,is_done,error"
            )
        )
        {
            counts = new DowntimeCounts(
                counts.Desired + (entity.Flag("is_present") ? 1 : 0),
                counts.Pending + (entity.Flag("is_done") ? 0 : 1),
                counts.Failing + (entity.Text("error") is null ? 0 : 1)
            );
        }
        return counts;
    }

    /// <summary>Why a row cannot be stored; null when it can.</summary>
    public static string? Refusal(string customer, DesiredDowntime row)
    {
        try
        {
            var entity = DowntimeEntity.Write(customer, row);
            TableLimits.CheckEntity(entity);
            return TableLimits.SizeOf(entity) > MostBytesInOneTransaction ? "It is too large to be stored." : null;
        }
        catch (TableLimitException)
        {
            return "It is too large to be stored.";
        }
    }

    /// <summary>Writes all rows, in as few transactions as possible.</summary>
    /// <returns>The rows as written, in order; null when one of them was changed meanwhile: some may have been written.</returns>
    /// <exception cref="RequestFailedException">Table storage failed.</exception>
    public async Task<IReadOnlyList<StoredDowntime>?> WriteAsync(
        string customer,
        IReadOnlyList<DowntimeChange> changes,
        CancellationToken cancellation
    )
    {
        var written = new List<StoredDowntime>(changes.Count);
        while (written.Count < changes.Count)
        {
            var operations = Fitting(customer, changes, written.Count);
            if (await TryAsync(operations, cancellation) is not { } etags)
            {
                return null;
            }
            foreach (var etag in etags)
            {
                written.Add(new StoredDowntime(changes[written.Count].After, etag));
            }
        }
        return written;
    }

    /// <summary>Notes how far Canopsis agrees with a row, unless another state is desired by now.</summary>
    /// <exception cref="RequestFailedException">Table storage failed.</exception>
    public async Task NoteAsync(
        string customer,
        IReadOnlyList<(StoredDowntime Stored, DowntimeProgress Progress)> outcomes,
        CancellationToken cancellation
    )
    {
        List<DowntimeChange> changes =
        [
            .. outcomes.Select(one => new DowntimeChange(one.Stored, one.Stored.Row with { Progress = one.Progress })),
        ];
        if (await WriteAsync(customer, changes, cancellation) is not null)
        {
            return;
        }
        foreach (var change in changes)
        {
            await NoteAsync(customer, change, cancellation);
        }
    }

    /// <summary>Takes a row away, unless it was changed meanwhile.</summary>
    /// <exception cref="RequestFailedException">Table storage failed.</exception>
    public async Task ForgetAsync(string customer, StoredDowntime stored, CancellationToken cancellation)
    {
        try
        {
            var key = DowntimeEntity.RowKey(stored.Row.Name);
            await table.ExecuteAsync(TableOperation.Delete(customer, key, stored.ETag), cancellation);
        }
        catch (RequestFailedException changed) when (changed.Status is 404 or 412)
        {
            // Gone already, or desired again.
        }
    }

    private async Task<List<StoredDowntime>> QueryAsync(string filter, CancellationToken cancellation)
    {
        var rows = new List<StoredDowntime>();
        await foreach (var entity in table.QueryAsync(filter, cancellation))
        {
            rows.Add(DowntimeEntity.Read(entity));
        }
        return rows;
    }

    private static List<TableOperation> Fitting(string customer, IReadOnlyList<DowntimeChange> changes, int from)
    {
        var operations = new List<TableOperation>();
        var bytes = 0L;
        while (from < changes.Count)
        {
            var entities = GroupAt(changes, from)
                .Select(change => (Entity: DowntimeEntity.Write(customer, change.After), change.Before))
                .ToList();
            bytes += entities.Sum(one => (long)TableLimits.SizeOf(one.Entity));
            var isFull = operations.Count + entities.Count > MostInOneTransaction || bytes > MostBytesInOneTransaction;
            if (operations.Count > 0 && isFull)
            {
                break;
            }
            operations.AddRange(
                entities.Select(one =>
                    one.Before is { } before
                        ? TableOperation.Replace(one.Entity, before.ETag)
                        : TableOperation.Insert(one.Entity)
                )
            );
            from += entities.Count;
        }
        return operations;
    }

    private static IEnumerable<DowntimeChange> GroupAt(IReadOnlyList<DowntimeChange> changes, int from) =>
        changes[from].Group is { } group
            ? changes.Skip(from).TakeWhile(change => change.Group == group)
            : [changes[from]];

    private async Task<IReadOnlyList<ETag>?> TryAsync(List<TableOperation> operations, CancellationToken cancellation)
    {
        try
        {
            return operations.Count == 1
                ? [await table.ExecuteAsync(operations[0], cancellation)]
                : await table.TransactAsync(operations, cancellation);
        }
        catch (RequestFailedException changed) when (changed.Status is 404 or 409 or 412)
        {
            return null;
        }
    }

    private async Task NoteAsync(string customer, DowntimeChange change, CancellationToken cancellation)
    {
        for (var conflicts = 0; conflicts < MostConflicts; conflicts++)
        {
            var name = change.After.Name;
            // Who has brought it to its end meanwhile knows better than who has not.
            if (
                await FindAsync(customer, name, cancellation) is not { } present
                || present.Row.Revision != change.After.Revision
                || present.Row.Progress == change.After.Progress
                || (present.Row.Progress.IsDone && !change.After.Progress.IsDone)
            )
            {
                return;
            }
            var after = present.Row with { Progress = change.After.Progress };
            if (await WriteAsync(customer, [new DowntimeChange(present, after)], cancellation) is not null)
            {
                return;
            }
        }
        throw new RequestFailedException(412, $"A row of {TableName} changes all the time.");
    }
}
