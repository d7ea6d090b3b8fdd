using System.Text;
using Azure;
using Forwarder.Contracts.Packs;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Tables;

namespace Forwarder.Functions.DeadLetters;

/// <summary>
/// Sends dead letters of one publisher again, as one pack through their lane. First one transaction marks them and writes down which pack they form; then
/// the pack is parked. Whoever finds a pack written down but not known to be parked builds the same one from it: the lane takes each once.
/// </summary>
internal sealed class RedriveBatch(TableClient table, LaneWorker worker, TimeProvider time)
{
    public const int MostLetters = 90;
    public const int MostBytes = 2 * 1024 * 1024;

    /// <param name="letters">As read, with their content; a whole pack stands alone.</param>
    /// <returns>False when somebody changed one of them meanwhile: nothing was done.</returns>
    public async Task<bool> SendAsync(
        string customer,
        string publisher,
        IReadOnlyList<TableEntity> letters,
        string? order,
        bool isForced,
        CancellationToken cancellation
    )
    {
        var counter = await table.GetAsync(customer, LetterKeys.Counter(publisher), cancellation);
        var sequence = (counter?.Number("last") ?? 0) + 1;
        var counted = new TableEntity(customer, LetterKeys.Counter(publisher)) { ["last"] = sequence };
        var manifest = new TableEntity(customer, LetterKeys.Manifest(publisher, sequence))
        {
            ["publisher"] = publisher,
            ["sequence"] = sequence,
            ["forced"] = isForced,
            ["whole"] = letters[0].Number("line") == 0,
            ["parked"] = false,
            ["at"] = time.GetUtcNow(),
        };
        var reopened = letters.Count(letter => letter.Text("state") == DeadLetterState.Superseded);
        manifest["reopened"] = reopened;
        ChunkedBinary.Set(
            manifest,
            "letters",
            Encoding.UTF8.GetBytes(string.Join('\n', letters.Select(row => row.RowKey)))
        );
        List<TableOperation> changes =
        [
            counter is null ? TableOperation.Insert(counted) : TableOperation.Replace(counted, counter.ETag),
            TableOperation.Insert(manifest),
            .. letters.Select(letter => TableOperation.Merge(Sending(letter, sequence, order), letter.ETag)),
        ];
        try
        {
            await table.TransactAsync(changes, cancellation);
        }
        catch (TableTransactionException changed) when (changed.Status is 404 or 409 or 412)
        {
            return false;
        }
        await ParkAsync(customer, publisher, sequence, letters, reopened, cancellation);
        return true;
    }

    /// <summary>Parks what was written down but not parked, because a process ended in between.</summary>
    public async Task FinishAsync(string customer, CancellationToken cancellation)
    {
        var filter = $"{LetterKeys.AllManifests(customer)} and parked eq false";
        await foreach (var row in table.QueryAsync(filter, cancellation))
        {
            var letters = new List<TableEntity>();
            foreach (var key in Encoding.UTF8.GetString(ChunkedBinary.Get(row, "letters") ?? []).Split('\n'))
            {
                // One that is gone keeps its place, so that the lines are the same.
                letters.Add(
                    await table.GetAsync(customer, key, cancellation) ?? new TableEntity(customer, key) { ["line"] = 1 }
                );
            }
            await ParkAsync(
                customer,
                row.Text("publisher") ?? "",
                row.Number("sequence"),
                letters,
                (int)row.Number("reopened"),
                cancellation
            );
        }
    }

    private async Task ParkAsync(
        string customer,
        string publisher,
        long sequence,
        IReadOnlyList<TableEntity> letters,
        int reopened,
        CancellationToken cancellation
    )
    {
        var isWhole = letters[0].Number("line") == 0;
        var body = isWhole ? DeadLetterEntity.Content(letters[0]) ?? [] : Seal(sequence, letters);
        var lines = isWhole ? (int)letters[0].Number("lines") : letters.Count;
        var pack = new LanePack(new PackLabel(RedrivePack.Key(sequence), lines, default) { Reopened = reopened }, body);
        using var budget = new LaneBudget(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30), time);
        await worker.ForwardAsync(publisher, [pack], null, isRetry: false, budget, cancellation);
        var parked = new TableEntity(customer, LetterKeys.Manifest(publisher, sequence)) { ["parked"] = true };
        try
        {
            await table.ExecuteAsync(TableOperation.Merge(parked, ETag.All), cancellation);
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            // Another process had parked it, too; it is sent and settled.
        }
    }

    private byte[] Seal(long sequence, IReadOnlyList<TableEntity> letters)
    {
        using var writer = new PackWriter(
            new PackLimits { MaxEvents = MostLetters, MaxCompressedBytes = PackLimits.MaxRawBytes }
        );
        foreach (var letter in letters)
        {
            // A line that is gone is of no kind: it is passed over, and nothing is lost by it.
            var line = DeadLetterEntity.Content(letter) ?? "{}"u8.ToArray();
            if (!writer.TryAdd(line))
            {
                throw new InvalidOperationException("A redrive pack is larger than a pack can be.");
            }
        }
        return writer.Seal(RedrivePack.Key(sequence).Epoch, sequence, time.GetUtcNow());
    }

    private TableEntity Sending(TableEntity letter, long sequence, string? order) =>
        new(letter.PartitionKey, letter.RowKey)
        {
            ["state"] = DeadLetterState.Sending,
            ["redrive"] = sequence,
            ["redrives"] = letter.Number("redrives") + 1,
            ["order"] = order ?? "automatic",
            ["changed_at"] = time.GetUtcNow(),
        };
}
