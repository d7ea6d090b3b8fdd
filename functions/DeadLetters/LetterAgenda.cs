using System.Collections.Concurrent;
using Azure;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Tables;

namespace Forwarder.Functions.DeadLetters;

/// <summary>Whose dead letters the timer has to look at: those of customers with orders each time, those of all from time to time.</summary>
internal sealed class LetterAgenda(
    TableClient table,
    LaneDirectory directory,
    TimeProvider time,
    ILogger<LetterAgenda> logger
)
{
    private static readonly TimeSpan DueInterval = TimeSpan.FromMinutes(1);

    // Customers that are to be looked at, with their lanes: who is busy when the minute comes keeps its turn.
    private readonly ConcurrentDictionary<string, IReadOnlyList<string>> due = new(StringComparer.Ordinal);
    private long? dueAt;

    private static string Unexecuted => $"{TableFilter.Partition(LetterOrder.PartitionKey)} and executed eq false";

    /// <param name="isBusy">Customers that are left out this time.</param>
    /// <returns>By customer; nothing when Table storage fails, which is logged.</returns>
    public async Task<IReadOnlyDictionary<string, LetterWork>> ReadAsync(
        Func<string, bool> isBusy,
        CancellationToken cancellation
    )
    {
        var work = new Dictionary<string, LetterWork>(StringComparer.Ordinal);
        try
        {
            if (dueAt is not { } at || time.GetElapsedTime(at) >= DueInterval)
            {
                foreach (var lanes in await LanesAsync(cancellation))
                {
                    due[lanes.Key] = [.. lanes];
                }
                dueAt = time.GetTimestamp();
            }
            var orders = await table
                .QueryAsync(Unexecuted, cancellation)
                .Select(LetterOrder.Read)
                .ToListAsync(cancellation);
            foreach (var one in orders.GroupBy(order => order.Customer, StringComparer.Ordinal))
            {
                work[one.Key] = new LetterWork(one.Key, [.. one], []);
            }
        }
        catch (RequestFailedException fault)
        {
            LetterLog.AgendaFailed(logger, fault);
        }
        foreach (var busy in work.Keys.Where(isBusy).ToList())
        {
            work.Remove(busy);
        }
        foreach (var customer in due.Keys.Where(customer => !isBusy(customer)))
        {
            if (due.TryRemove(customer, out var lanes))
            {
                var orders = work.TryGetValue(customer, out var ordered) ? ordered.Orders : [];
                work[customer] = new LetterWork(customer, orders, lanes);
            }
        }
        return work;
    }

    private async Task<IEnumerable<IGrouping<string, string>>> LanesAsync(CancellationToken cancellation) =>
        (await directory.ListAsync(parkedOnly: false, cancellation))
            .Where(entry => entry.Customer is not null)
            .GroupBy(entry => entry.Customer!, entry => entry.Publisher, StringComparer.Ordinal);
}
