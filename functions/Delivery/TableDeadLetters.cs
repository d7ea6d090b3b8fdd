using System.Text;
using Azure;
using Forwarder.Functions.Tables;

namespace Forwarder.Functions.Delivery;

/// <summary>Dead letters in table <c>deadletters</c>, one partition per customer.</summary>
internal sealed class TableDeadLetters(TableClient table, TimeProvider time) : IDeadLetters
{
    public const string TableName = "deadletters";

    private const int MostInOneTransaction = 90;

    // A row near its limit goes alone: the emulator counts base64 within transactions.
    private const long MostBytesInOneTransaction = 700 * 1024;

    public async Task AddAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var batch = new List<TableEntity>();
        var bytes = 0L;
        foreach (var letter in letters)
        {
            var entity = DeadLetterEntity.Write(letter, now);
            var size = TableLimits.SizeOf(entity);
            var isFull = batch.Count == MostInOneTransaction || bytes + size > MostBytesInOneTransaction;
            if (batch.Count > 0 && (isFull || batch[0].PartitionKey != entity.PartitionKey))
            {
                await InsertAsync(batch, cancellation);
                batch.Clear();
                bytes = 0;
            }
            batch.Add(entity);
            bytes += size;
        }
        if (batch.Count > 0)
        {
            await InsertAsync(batch, cancellation);
        }
    }

    public async Task<IReadOnlyList<OpenLetter>> OpenAsync(
        string customer,
        string publisher,
        CancellationToken cancellation
    )
    {
        var filter =
            $"{LetterKeys.Letters(customer)} and publisher eq {TableKey.Quote(publisher)} and {LetterKeys.IsOpen}";
        var letters = new List<OpenLetter>();
        await foreach (var row in table.QueryAsync(filter, cancellation, "PartitionKey,RowKey,about,is_status"))
        {
            letters.Add(new OpenLetter(row.RowKey, row.Text("about") ?? "", row.Flag("is_status"), row.ETag));
        }
        return letters;
    }

    public async Task<RedriveManifest?> ManifestAsync(
        string customer,
        string publisher,
        long sequence,
        CancellationToken cancellation
    )
    {
        if (
            await table.GetAsync(customer, LetterKeys.Manifest(publisher, sequence), cancellation) is not { } row
            || ChunkedBinary.Get(row, "letters") is not { } listed
        )
        {
            return null;
        }
        var keys = Encoding.UTF8.GetString(listed).Split('\n');
        var states = new Dictionary<string, TableEntity>(StringComparer.Ordinal);
        var filter =
            $"{TableFilter.Rows(customer, keys.Min(StringComparer.Ordinal)!, keys.Max(StringComparer.Ordinal) + "!")} and redrive eq {sequence}L";
        await foreach (var letter in table.QueryAsync(filter, cancellation, "PartitionKey,RowKey,state"))
        {
            states[letter.RowKey] = letter;
        }
        return new RedriveManifest(
            [
                .. keys.Select(key =>
                    states.GetValueOrDefault(key) is { } letter
                        ? new RedriveLetter(key, letter.Text("state") ?? "", letter.ETag)
                        : new RedriveLetter(key, DeadLetterState.Discarded, null)
                ),
            ],
            row.Flag("forced"),
            row.Flag("whole")
        );
    }

    public async Task<int> SettleAsync(string customer, IReadOnlyList<LetterFate> fates, CancellationToken cancellation)
    {
        var closed = 0;
        foreach (var part in fates.DistinctBy(fate => fate.RowKey, StringComparer.Ordinal).Chunk(MostInOneTransaction))
        {
            closed += await SettlePartAsync(customer, part, cancellation);
        }
        return closed;
    }

    private async Task<int> SettlePartAsync(string customer, LetterFate[] part, CancellationToken cancellation)
    {
        // What is known of a row as read can be written at once; a later open state needs the row's own counts.
        if (part.All(fate => fate.ETag is not null && fate.State != DeadLetterState.Open))
        {
            try
            {
                await table.TransactAsync(
                    [.. part.Select(fate => TableOperation.Merge(Changed(customer, fate), fate.ETag!.Value))],
                    cancellation
                );
                return part.Length;
            }
            catch (TableTransactionException changed) when (changed.Status is 404 or 412)
            {
                // Somebody decided about one of them: one by one.
            }
        }
        var closed = 0;
        foreach (var fate in part)
        {
            closed += await SettleOneAsync(customer, fate, cancellation) ? 1 : 0;
        }
        return closed;
    }

    private async Task<bool> SettleOneAsync(string customer, LetterFate fate, CancellationToken cancellation)
    {
        while (
            await table.GetAsync(customer, fate.RowKey, cancellation, "PartitionKey,RowKey,state,redrives") is { } row
        )
        {
            if (row.Text("state") is not (DeadLetterState.Open or DeadLetterState.Sending))
            {
                return false;
            }
            var changed = Changed(customer, fate);
            if (fate.State == DeadLetterState.Open)
            {
                var reason = fate.Reason!.Value;
                changed["reason"] = DeadLetterEntity.Name(reason);
                changed["status"] = fate.Status;
                changed["detail"] = fate.Detail;
                // A merge leaves what is not named: a time that never comes.
                changed["next_redrive_at"] =
                    AutomaticRedrive.Next(reason, row.Number("redrives"), time.GetUtcNow()) ?? DateTimeOffset.MaxValue;
            }
            try
            {
                await table.ExecuteAsync(TableOperation.Merge(changed, row.ETag), cancellation);
                return fate.State != DeadLetterState.Open;
            }
            catch (RequestFailedException other) when (other.Status is 404 or 412)
            {
                // Read again.
            }
        }
        return false;
    }

    private TableEntity Changed(string customer, LetterFate fate) =>
        new(customer, fate.RowKey)
        {
            ["state"] = fate.State,
            ["changed_at"] = time.GetUtcNow(),
            // A merge leaves what is null; no redrive pack has this number.
            ["redrive"] = fate.LeavesRedrive ? 0L : null,
        };

    // A row that is there may have been decided about since: it stays as it is, unless an event superseded it that was sent before the lane had come to it.
    private async Task InsertAsync(List<TableEntity> batch, CancellationToken cancellation)
    {
        try
        {
            if (batch.Count == 1)
            {
                await table.ExecuteAsync(TableOperation.Insert(batch[0]), cancellation);
                return;
            }
            await table.TransactAsync([.. batch.Select(TableOperation.Insert)], cancellation);
        }
        catch (RequestFailedException some) when (some.Status == 409)
        {
            // At least one of them was added in an earlier attempt: one by one.
            foreach (var entity in batch.Count > 1 ? batch : [])
            {
                await InsertAsync([entity], cancellation);
            }
            if (batch.Count == 1)
            {
                await ReopenAsync(batch[0], cancellation);
            }
        }
    }

    private async Task ReopenAsync(TableEntity letter, CancellationToken cancellation)
    {
        const string Needed = "PartitionKey,RowKey,state";
        if (
            await table.GetAsync(letter.PartitionKey, letter.RowKey, cancellation, Needed) is { } row
            && row.Text("state") == DeadLetterState.Superseded
        )
        {
            var open = new TableEntity(row.PartitionKey, row.RowKey)
            {
                ["state"] = DeadLetterState.Open,
                ["changed_at"] = time.GetUtcNow(),
            };
            await table.ExecuteAsync(TableOperation.Merge(open, row.ETag), cancellation);
        }
    }
}
