using System.Diagnostics.CodeAnalysis;
using Azure;
using Forwarder.Contracts.Publishers;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Tables;

namespace Forwarder.Functions.DeadLetters;

/// <summary>
/// What the timer does with dead letters before it empties the lanes: executes orders, sends again what is due by itself, finishes what a process that ended
/// left behind, and removes what was settled long ago.
/// </summary>
internal sealed class LetterPass(
    TableClient table,
    ILaneStore lanes,
    LaneDirectory directory,
    LaneWorker worker,
    TimeSpan retention,
    TimeProvider time,
    ILogger<LetterPass> logger
) : IDisposable
{
    /// <summary>An order that takes longer goes on in the next pass.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan DueInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan CleanInterval = TimeSpan.FromHours(1);

    private readonly RedriveBatch redrive = new(table, worker, time);
    private readonly SemaphoreSlim gate = new(1);
    private long? dueAt;
    private long? cleanedAt;

    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "Whatever goes wrong with dead letters, the parked packs behind are emptied; the next pass tries again."
    )]
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (!await gate.WaitAsync(TimeSpan.Zero, cancellation))
        {
            return;
        }
        try
        {
            var started = time.GetTimestamp();
            var isDue = IsTime(ref dueAt, DueInterval);
            var customers = isDue ? await CustomersWithOpenAsync(cancellation) : [];
            foreach (var customer in customers)
            {
                await redrive.FinishAsync(customer, cancellation);
            }
            await foreach (var row in table.QueryAsync(Unexecuted, cancellation))
            {
                await ExecuteAsync(LetterOrder.Read(row), started, cancellation);
            }
            foreach (var customer in customers)
            {
                var due =
                    $"state eq '{DeadLetterState.Open}' and {TableFilter.Before("next_redrive_at", time.GetUtcNow())}";
                await TakeAsync(customer, due, null, false, started, cancellation);
            }
            if (IsTime(ref cleanedAt, CleanInterval))
            {
                await CleanAsync(started, cancellation);
                await CleanManifestsAsync(started, cancellation);
            }
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LetterLog.PassFailed(logger, fault);
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private static string Unexecuted => $"{TableFilter.Partition(LetterOrder.PartitionKey)} and executed eq false";

    private bool IsTime(ref long? last, TimeSpan interval)
    {
        if (last is { } at && time.GetElapsedTime(at) < interval)
        {
            return false;
        }
        last = time.GetTimestamp();
        return true;
    }

    private async Task ExecuteAsync(LetterOrder order, long started, CancellationToken cancellation)
    {
        await redrive.FinishAsync(order.Customer, cancellation);
        var (taken, skipped, isComplete) =
            order.Action == LetterAction.Redrive
                ? await TakeAsync(order.Customer, Matching(order), order, order.IsForced, started, cancellation)
                : await DiscardAsync(order, started, cancellation);
        var next = order with { Taken = order.Taken + taken, Skipped = skipped, IsExecuted = isComplete };
        await table.ExecuteAsync(TableOperation.Replace(next.Write(), order.ETag), cancellation);
        if (isComplete)
        {
            LetterLog.Executed(logger, order.Id, order.Action, order.Customer, next.Taken, skipped, order.By);
        }
    }

    private static string Matching(LetterOrder order)
    {
        var states = order switch
        {
            { Action: LetterAction.Discard } or { IsForced: true } =>
                $"(state eq '{DeadLetterState.Open}' or state eq '{DeadLetterState.Superseded}')",
            _ => $"state eq '{DeadLetterState.Open}'",
        };
        // What became a dead letter after the decision, or again by it, is not meant.
        var filter = $"{states} and {TableFilter.Before("dead_at", order.At)}";
        filter += order.Action == LetterAction.Redrive ? $" and order ne {TableKey.Quote(order.Id)}" : "";
        filter += order.Cause is null ? "" : $" and reason eq {TableKey.Quote(order.Cause)}";
        return filter + (order.Letter is null ? "" : $" and RowKey eq {TableKey.Quote(order.Letter)}");
    }

    /// <summary>
    /// Sends letters again, in order, as many packs as time allows. Letters whose batch was refused, because somebody decided about one of them meanwhile,
    /// are taken again by the next pass.
    /// </summary>
    private async Task<(long Taken, long Skipped, bool IsComplete)> TakeAsync(
        string customer,
        string filter,
        LetterOrder? order,
        bool isForced,
        long started,
        CancellationToken cancellation
    )
    {
        var (taken, skipped, isRefused) = (0L, 0L, false);
        var batches = new Dictionary<string, List<TableEntity>>(StringComparer.Ordinal);
        var bytes = new Dictionary<string, long>(StringComparer.Ordinal);
        await foreach (var row in table.QueryAsync($"{LetterKeys.Letters(customer)} and {filter}", cancellation))
        {
            var publisher = row.Text("publisher") ?? "";
            var isWhole = row.Number("line") == 0;
            // A whole pack has events of many objects, of which nobody knows what was delivered since.
            if (DeadLetterEntity.Content(row) is not { } content || (isWhole && !isForced))
            {
                skipped++;
                continue;
            }
            var batch = batches.TryGetValue(publisher, out var begun) ? begun : batches[publisher] = [];
            var size = bytes.GetValueOrDefault(publisher);
            if (
                batch.Count > 0
                && (
                    isWhole || batch.Count == RedriveBatch.MostLetters || size + content.Length > RedriveBatch.MostBytes
                )
            )
            {
                taken += await SendAsync(publisher);
                size = 0;
            }
            batch.Add(row);
            bytes[publisher] = size + content.Length;
            if (isWhole)
            {
                taken += await SendAsync(publisher);
            }
            if (time.GetElapsedTime(started) >= Budget)
            {
                break;
            }
        }
        foreach (var publisher in batches.Keys.ToList())
        {
            taken += await SendAsync(publisher);
        }
        return (taken, skipped, !isRefused && time.GetElapsedTime(started) < Budget);

        async Task<long> SendAsync(string publisher)
        {
            List<TableEntity> batch = [.. batches[publisher]];
            batches[publisher].Clear();
            if (batch.Count == 0)
            {
                return 0;
            }
            if (await redrive.SendAsync(customer, publisher, batch, order?.Id, isForced, cancellation))
            {
                return batch.Count;
            }
            isRefused = true;
            return 0;
        }
    }

    private async Task<(long Taken, long Skipped, bool IsComplete)> DiscardAsync(
        LetterOrder order,
        long started,
        CancellationToken cancellation
    )
    {
        var taken = 0L;
        var filter = $"{LetterKeys.Letters(order.Customer)} and {Matching(order)}";
        var rows = await table
            .QueryAsync(filter, cancellation, "PartitionKey,RowKey,publisher,state")
            .ToListAsync(cancellation);
        foreach (var part in rows.Chunk(RedriveBatch.MostLetters))
        {
            if (time.GetElapsedTime(started) >= Budget)
            {
                return (taken, 0, false);
            }
            try
            {
                await table.TransactAsync(
                    [.. part.Select(row => TableOperation.Merge(Discarded(row, order.Id), row.ETag))],
                    cancellation
                );
            }
            catch (TableTransactionException changed) when (changed.Status is 404 or 412)
            {
                return (taken, 0, false);
            }
            taken += part.Length;
            foreach (
                var lane in part.Where(row => row.Text("state") == DeadLetterState.Open)
                    .GroupBy(row => row.Text("publisher"), StringComparer.Ordinal)
            )
            {
                await CountAsync(lane.Key ?? "", lane.Count(), cancellation);
            }
        }
        return (taken, 0, true);
    }

    private TableEntity Discarded(TableEntity row, string order) =>
        new(row.PartitionKey, row.RowKey)
        {
            ["state"] = DeadLetterState.Discarded,
            ["order"] = order,
            ["changed_at"] = time.GetUtcNow(),
        };

    // Only a count: should this process end before, the lane's next look at its letters sets it right.
    private async Task CountAsync(string publisher, int discarded, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < HeldLane.MostConflicts; attempt++)
        {
            var lane = await lanes.ReadAsync(publisher, cancellation);
            if (lane.ETag is null)
            {
                return;
            }
            var counters = lane.Row.Counters;
            var row = lane.Row with
            {
                Counters = counters with { OpenDeadLetters = Math.Max(0, counters.OpenDeadLetters - discarded) },
            };
            if (await lanes.WriteAsync(lane, row, [], [], cancellation) is not null)
            {
                return;
            }
        }
    }

    private async Task<IReadOnlyList<string>> CustomersWithOpenAsync(CancellationToken cancellation)
    {
        var customers = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var entry in await directory.ListAsync(parkedOnly: false, cancellation))
        {
            if (
                PublisherId.TryParse(entry.Publisher, out var publisher)
                && !customers.Contains(publisher.Customer)
                && (await lanes.ReadAsync(entry.Publisher, cancellation)).Row.Counters.OpenDeadLetters > 0
            )
            {
                customers.Add(publisher.Customer);
            }
        }
        return [.. customers];
    }

    // Open ones stay until somebody decides about them.
    private async Task CleanAsync(long started, CancellationToken cancellation)
    {
        var before = time.GetUtcNow() - retention;
        var settled =
            $"RowKey ge '!' and RowKey lt ':' and PartitionKey ge '-' and {TableFilter.Before("changed_at", before)} and (state eq '{DeadLetterState.Delivered}' or state eq '{DeadLetterState.Superseded}' or state eq '{DeadLetterState.Discarded}')";
        var removed = 0L;
        var rows = table.QueryAsync(settled, cancellation, "PartitionKey,RowKey");
        await foreach (var row in rows)
        {
            removed += await RemoveAsync(row, cancellation) ? 1 : 0;
            if (IsOver(started))
            {
                break;
            }
        }
        if (removed > 0)
        {
            LetterLog.Removed(logger, removed);
        }
    }

    // A manifest is needed until its pack has left the lane; its letters are settled or wait for another one then.
    private async Task CleanManifestsAsync(long started, CancellationToken cancellation)
    {
        var parked = await table
            .QueryAsync(LetterKeys.ParkedManifests, cancellation, "PartitionKey,RowKey,publisher")
            .ToListAsync(cancellation);
        // The lanes are read behind their manifests: what is in none of them any more is finished.
        foreach (var lane in parked.GroupBy(row => row.Text("publisher") ?? "", StringComparer.Ordinal))
        {
            if (IsOver(started))
            {
                return;
            }
            if (!(await lanes.ReadAsync(lane.Key, cancellation)).Row.IsEmpty)
            {
                continue;
            }
            foreach (var row in lane.TakeWhile(_ => !IsOver(started)))
            {
                await RemoveAsync(row, cancellation);
            }
        }
    }

    /// <returns>False when it was changed since: it is looked at in an hour again.</returns>
    private async Task<bool> RemoveAsync(TableEntity row, CancellationToken cancellation)
    {
        try
        {
            await table.ExecuteAsync(TableOperation.Delete(row.PartitionKey, row.RowKey, row.ETag), cancellation);
            return true;
        }
        catch (RequestFailedException changed) when (changed.Status is 404 or 412)
        {
            return false;
        }
    }

    private bool IsOver(long started) => time.GetElapsedTime(started) >= Budget;
}
