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

    // A row that is there may have been decided about since: it stays as it is.
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
        }
    }
}
