using System.Diagnostics.CodeAnalysis;
using Azure;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Tables;

namespace Forwarder.Functions.DeadLetters;

/// <summary>
/// Removes from table <c>deadletters</c>, once an hour, what is not needed any more: letters that were settled and orders that were executed longer ago than
/// the retention, and what redrive packs needed on their way. What is open or unfinished stays.
/// </summary>
internal sealed class LetterCleaning(
    TableClient table,
    ILaneStore lanes,
    TimeSpan retention,
    TimeProvider time,
    ILogger<LetterCleaning> logger
)
{
    private const int MostInOneTransaction = 90;
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>What takes longer goes on in an hour.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(60);

    private long? startedAt;

    /// <summary>Whether an hour has passed; then it is begun.</summary>
    public bool Begin()
    {
        if (startedAt is { } at && time.GetElapsedTime(at) < Interval)
        {
            return false;
        }
        startedAt = time.GetTimestamp();
        return true;
    }

    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "Nobody waits for it; whatever goes wrong is told to the log, and it is tried again in an hour."
    )]
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var budget = new LaneBudget(Budget, Budget, time);
        try
        {
            var before = time.GetUtcNow() - retention;
            var removed = await RemoveAsync(LetterKeys.SettledBefore(before), budget.Over);
            if (removed > 0)
            {
                LetterLog.Removed(logger, removed);
            }
            await RemoveAsync(LetterOrder.ExecutedBefore(before), budget.Over);
            await CleanManifestsAsync(budget.Over);
            await CleanCountersAsync(budget.Over);
        }
        catch (OperationCanceledException) when (budget.IsOver && !cancellation.IsCancellationRequested)
        {
            // It goes on in an hour.
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LetterLog.CleaningFailed(logger, fault);
        }
    }

    /// <returns>How many were removed; one that changes meanwhile is looked at in an hour again, with its neighbours.</returns>
    private async Task<long> RemoveAsync(string filter, CancellationToken cancellation)
    {
        var removed = 0L;
        var part = new List<TableEntity>();
        await foreach (var row in table.QueryAsync(filter, cancellation, "PartitionKey,RowKey"))
        {
            if (
                part.Count == MostInOneTransaction
                || (part is [var first, ..] && first.PartitionKey != row.PartitionKey)
            )
            {
                removed += await RemoveAsync(part, cancellation);
                part.Clear();
            }
            part.Add(row);
        }
        return removed + await RemoveAsync(part, cancellation);
    }

    private async Task<long> RemoveAsync(List<TableEntity> rows, CancellationToken cancellation)
    {
        if (rows.Count == 0)
        {
            return 0;
        }
        try
        {
            await table.TransactAsync(
                [.. rows.Select(row => TableOperation.Delete(row.PartitionKey, row.RowKey, row.ETag))],
                cancellation
            );
            return rows.Count;
        }
        catch (TableTransactionException changed) when (changed.Status is 404 or 412)
        {
            return 0;
        }
    }

    // A manifest is needed until its pack has left the lane; its letters are settled or wait for another one then.
    private async Task CleanManifestsAsync(CancellationToken cancellation)
    {
        var parked = await table
            .QueryAsync(LetterKeys.ParkedManifests, cancellation, "PartitionKey,RowKey,publisher")
            .ToListAsync(cancellation);
        // The lanes are read behind their manifests: what is in none of them any more is finished.
        foreach (var lane in parked.GroupBy(row => row.Text("publisher") ?? "", StringComparer.Ordinal))
        {
            if ((await lanes.ReadAsync(lane.Key, cancellation)).Row.IsEmpty)
            {
                foreach (var part in lane.Chunk(MostInOneTransaction))
                {
                    await RemoveAsync([.. part], cancellation);
                }
            }
        }
    }

    // A lane takes a redrive pack only if its number is new to it: the count must not begin again before the lane has forgotten the last one.
    private async Task CleanCountersAsync(CancellationToken cancellation)
    {
        var counters = await table
            .QueryAsync(LetterKeys.Counters, cancellation, "PartitionKey,RowKey")
            .ToListAsync(cancellation);
        foreach (var counter in counters)
        {
            var publisher = LetterKeys.Counted(counter.RowKey);
            if (RedrivePack.IsKnown((await lanes.ReadAsync(publisher, cancellation)).Row.Accepted))
            {
                continue;
            }
            var manifests = LetterKeys.AllManifests(counter.PartitionKey, publisher);
            if (!await table.QueryAsync(manifests, cancellation, "PartitionKey,RowKey", 1).AnyAsync(cancellation))
            {
                // A pack that is written down now changes the row.
                await RemoveAsync([counter], cancellation);
            }
        }
    }
}
