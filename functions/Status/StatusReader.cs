using Azure;
using Forwarder.Functions.DeadLetters;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Downtimes;
using Forwarder.Functions.Tables;

namespace Forwarder.Functions.Status;

/// <summary>Reads the tables; writes nothing.</summary>
internal sealed class StatusReader(
    ILaneStore lanes,
    LaneDirectory directory,
    LetterDesk desk,
    TableClient agents,
    TimeProvider time,
    DowntimeStore? downtimes = null
)
{
    private const int LanesAtOnce = 16;

    /// <summary>Packs in the queue of a lane that are counted every minute: hours of a busy agent.</summary>
    private const long MostCounted = 20_000;

    private readonly ParkedCheck parked = new(lanes);

    /// <param name="customers">State by key.</param>
    /// <param name="isComplete">With dead letters and downtimes, and the whole of every queue: for somebody who asks, not for every minute.</param>
    /// <exception cref="RequestFailedException">A table cannot be read.</exception>
    public async Task<StatusReport> ReadAsync(
        IReadOnlyDictionary<string, string> customers,
        bool isComplete,
        CancellationToken cancellation
    )
    {
        var heartbeats = new Dictionary<string, AgentRow>(StringComparer.Ordinal);
        await foreach (var row in agents.QueryAsync($"RowKey eq '{AgentRow.RowKey}'", cancellation))
        {
            heartbeats[row.PartitionKey] = AgentRow.Read(row);
        }
        var mostPacks = isComplete ? long.MaxValue : MostCounted;
        var read = new System.Collections.Concurrent.ConcurrentBag<LaneStatus>();
        await Parallel.ForEachAsync(
            await directory.ListAsync(parkedOnly: false, cancellation),
            new ParallelOptions { MaxDegreeOfParallelism = LanesAtOnce, CancellationToken = cancellation },
            async (entry, one) => read.Add(await LaneAsync(entry.Publisher, heartbeats, mostPacks, one))
        );
        return new StatusReport(
            time.GetUtcNow(),
            [.. read.OrderBy(lane => lane.Publisher, StringComparer.Ordinal)],
            isComplete ? await desk.GroupsAsync(null, cancellation) : [],
            customers
        )
        {
            Downtimes = isComplete
                ? await DowntimesAsync(customers.Keys, cancellation)
                : new Dictionary<string, DowntimeCounts>(StringComparer.Ordinal),
        };
    }

    private async Task<Dictionary<string, DowntimeCounts>> DowntimesAsync(
        IEnumerable<string> customers,
        CancellationToken cancellation
    )
    {
        var counts = new System.Collections.Concurrent.ConcurrentDictionary<string, DowntimeCounts>(
            StringComparer.Ordinal
        );
        await Parallel.ForEachAsync(
            downtimes is null ? [] : customers,
            new ParallelOptions { MaxDegreeOfParallelism = LanesAtOnce, CancellationToken = cancellation },
            async (customer, one) => counts[customer] = await downtimes!.CountAsync(customer, one)
        );
        return new Dictionary<string, DowntimeCounts>(counts, StringComparer.Ordinal);
    }

    private async Task<LaneStatus> LaneAsync(
        string publisher,
        Dictionary<string, AgentRow> heartbeats,
        long mostPacks,
        CancellationToken cancellation
    )
    {
        var (row, oldest, missing) = await parked.ReadAsync(publisher, mostPacks, cancellation);
        return new LaneStatus(
            publisher,
            row,
            // A redrive pack was never in the hub.
            oldest is null
                ? null
                : oldest.Hub.EnqueuedAt ?? time.GetUtcNow(),
            heartbeats.GetValueOrDefault(publisher)
        )
        {
            MissingParked = missing,
        };
    }
}
