using Forwarder.Functions.Delivery;
using Forwarder.Functions.Tables;

namespace Forwarder.Functions.DeadLetters;

/// <summary>Forms packs of letters that are given in order. Letters whose pack was refused, because somebody decided about one of them meanwhile, are left out.</summary>
/// <param name="order">Null when nobody ordered it.</param>
/// <param name="isForced">Also whole packs: they have events of many objects, of which nobody knows what was delivered since.</param>
internal sealed class RedriveRun(RedriveBatch redrive, string customer, string? order, bool isForced)
{
    private readonly Dictionary<string, List<TableEntity>> batches = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> bytes = new(StringComparer.Ordinal);

    public string Customer => customer;

    public long Taken { get; private set; }

    /// <summary>Letters that cannot be sent as they are.</summary>
    public long Skipped { get; private set; }

    /// <summary>Some are to be taken again by the next pass.</summary>
    public bool IsRefused { get; private set; }

    public async Task AddAsync(TableEntity row, CancellationToken cancellation)
    {
        var isWhole = row.Number("line") == 0;
        if (DeadLetterEntity.Content(row) is not { } content || (isWhole && !isForced))
        {
            Skipped++;
            return;
        }
        var publisher = row.Text("publisher") ?? "";
        var batch = batches.TryGetValue(publisher, out var begun) ? begun : batches[publisher] = [];
        var size = bytes.GetValueOrDefault(publisher) + content.Length;
        if (isWhole || batch.Count == RedriveBatch.MostLetters || size > RedriveBatch.MostBytes)
        {
            await SendAsync(publisher, cancellation);
            size = content.Length;
        }
        batch.Add(row);
        bytes[publisher] = size;
        if (isWhole)
        {
            await SendAsync(publisher, cancellation);
        }
    }

    /// <summary>Nothing follows.</summary>
    public async Task EndAsync(CancellationToken cancellation)
    {
        foreach (var publisher in batches.Keys)
        {
            await SendAsync(publisher, cancellation);
        }
    }

    private async Task SendAsync(string publisher, CancellationToken cancellation)
    {
        List<TableEntity> batch = [.. batches[publisher]];
        batches[publisher].Clear();
        bytes[publisher] = 0;
        if (batch.Count == 0)
        {
            return;
        }
        if (await redrive.SendAsync(customer, publisher, batch, order, isForced, cancellation))
        {
            Taken += batch.Count;
        }
        else
        {
            IsRefused = true;
        }
    }
}
