using Azure;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Tables;

namespace Forwarder.Functions.DeadLetters;

/// <summary>What operators see of dead letters and decide about them. Faults of the storage are <see cref="RequestFailedException"/>.</summary>
internal sealed class LetterDesk(TableClient table, TimeProvider time)
{
    private const string Heads =
        "PartitionKey,RowKey,state,reason,dead_at,publisher,about,status,detail,redrives,order,next_redrive_at,changed_at,epoch,sequence,line,lines,created_at,is_cut";

    /// <param name="customer">Null for all.</param>
    public async Task<IReadOnlyList<LetterGroup>> GroupsAsync(string? customer, CancellationToken cancellation)
    {
        var groups = new SortedDictionary<(string, string, string), LetterGroup>();
        await foreach (
            var row in table.QueryAsync(
                Filter(customer, null, null),
                cancellation,
                "PartitionKey,RowKey,state,reason,dead_at"
            )
        )
        {
            var key = (row.PartitionKey, row.Text("reason") ?? "", row.Text("state") ?? "");
            var group = groups.GetValueOrDefault(key) ?? new LetterGroup(key.Item1, key.Item2, key.Item3);
            var at = row.Time("dead_at");
            groups[key] = group with
            {
                Count = group.Count + 1,
                Oldest = group.Oldest < at ? group.Oldest : at,
                Newest = group.Newest > at ? group.Newest : at,
                Example = group.Newest > at ? group.Example : row.RowKey,
            };
        }
        return [.. groups.Values];
    }

    /// <summary>Single letters, without their content, oldest first.</summary>
    public async Task<IReadOnlyList<TableEntity>> LettersAsync(
        string customer,
        string? cause,
        string? state,
        int limit,
        CancellationToken cancellation
    ) =>
        await table
            .QueryAsync(Filter(customer, cause, state), cancellation, Heads, Math.Min(limit, 1000))
            .Take(limit)
            .ToListAsync(cancellation);

    public async Task<bool> HasLettersAsync(string customer, CancellationToken cancellation) =>
        await table
            .QueryAsync(Filter(customer, null, null), cancellation, "PartitionKey,RowKey", 1)
            .AnyAsync(cancellation);

    /// <returns>With its content; null if there is none.</returns>
    public Task<TableEntity?> LetterAsync(string customer, string id, CancellationToken cancellation) =>
        LetterId.IsOne(id) ? table.GetAsync(customer, id, cancellation) : Task.FromResult<TableEntity?>(null);

    /// <summary>Queues a decision; the timer executes it within seconds.</summary>
    public async Task<LetterOrder> OrderAsync(
        LetterAction action,
        string customer,
        string? cause,
        string? letter,
        bool isForced,
        string by,
        CancellationToken cancellation
    )
    {
        var now = time.GetUtcNow();
        var order = new LetterOrder(LetterOrder.NewId(now), action, customer, cause, letter, isForced, by, now);
        await table.ExecuteAsync(TableOperation.Insert(order.Write()), cancellation);
        return order;
    }

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<LetterOrder>> OrdersAsync(CancellationToken cancellation)
    {
        var orders = await table
            .QueryAsync(TableFilter.Partition(LetterOrder.PartitionKey), cancellation)
            .Select(LetterOrder.Read)
            .ToListAsync(cancellation);
        orders.Reverse();
        return orders;
    }

    /// <summary>Where the letters of an order are now, by state: the proof of what came of it.</summary>
    /// <returns>Null if there is no such order.</returns>
    public async Task<(LetterOrder Order, IReadOnlyDictionary<string, long> States)?> ResultAsync(
        string id,
        CancellationToken cancellation
    )
    {
        if (await table.GetAsync(LetterOrder.PartitionKey, TableKey.Encode(id), cancellation) is not { } row)
        {
            return null;
        }
        var order = LetterOrder.Read(row);
        var states = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var filter = $"{LetterKeys.Letters(order.Customer)} and order eq {TableKey.Quote(id)}";
        await foreach (var letter in table.QueryAsync(filter, cancellation, "PartitionKey,RowKey,state"))
        {
            var state = letter.Text("state") ?? "";
            states[state] = states.GetValueOrDefault(state) + 1;
        }
        return (order, states);
    }

    private static string Filter(string? customer, string? cause, string? state)
    {
        var filter = customer is null
            ? "RowKey ge '0' and RowKey lt ':' and PartitionKey ge '-'"
            : LetterKeys.Letters(customer);
        filter += cause is null ? "" : $" and reason eq {TableKey.Quote(cause)}";
        // Orders stand in a partition of their own, whose name begins with a character before all customers.
        return filter + (state is null ? "" : $" and state eq {TableKey.Quote(state)}");
    }
}
