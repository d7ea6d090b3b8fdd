using Forwarder.Functions.Delivery;
using Forwarder.Functions.Tables;

namespace Forwarder.Functions.DeadLetters;

/// <summary>Gives dead letters up, as an order says.</summary>
internal sealed class LetterDiscard(TableClient table, ILaneStore lanes, TimeProvider time)
{
    public async Task<(long Taken, bool IsComplete)> ExecuteAsync(
        LetterOrder order,
        LaneBudget budget,
        CancellationToken cancellation
    )
    {
        var taken = 0L;
        var part = new List<TableEntity>();
        var isRefused = false;
        try
        {
            var filter = $"{LetterKeys.Letters(order.Customer)} and {order.Matching}";
            await foreach (var row in table.QueryAsync(filter, budget.Over, "PartitionKey,RowKey,publisher,state"))
            {
                part.Add(row);
                if (part.Count == RedriveBatch.MostLetters)
                {
                    await GiveUpAsync();
                }
                if (budget.IsOver)
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException) when (budget.IsOver)
        {
            // The next pass reads again.
        }
        await GiveUpAsync();
        return (taken, !isRefused && !budget.IsOver);

        async Task GiveUpAsync()
        {
            if (part.Count > 0 && await DiscardAsync(part, order.Id, cancellation))
            {
                taken += part.Count;
            }
            else
            {
                isRefused |= part.Count > 0;
            }
            part.Clear();
        }
    }

    /// <returns>False when somebody changed one of them meanwhile: none was given up.</returns>
    private async Task<bool> DiscardAsync(List<TableEntity> letters, string order, CancellationToken cancellation)
    {
        try
        {
            await table.TransactAsync(
                [.. letters.Select(row => TableOperation.Merge(Discarded(row, order), row.ETag))],
                cancellation
            );
        }
        catch (TableTransactionException changed) when (changed.Status is 404 or 412)
        {
            return false;
        }
        foreach (
            var lane in letters
                .Where(row => row.Text("state") == DeadLetterState.Open)
                .GroupBy(row => row.Text("publisher"), StringComparer.Ordinal)
        )
        {
            await CountAsync(lane.Key ?? "", lane.Count(), cancellation);
        }
        return true;
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
}
