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

    /// <param name="customers">State by key.</param>
    /// <exception cref="RequestFailedException">A table cannot be read.</exception>
    public async Task<StatusReport> ReadAsync(
        IReadOnlyDictionary<string, string> customers,
        bool withDeadLetters,
        CancellationToken cancellation
    )
    {
        var heartbeats = new Dictionary<string, AgentRow>(StringComparer.Ordinal);
        await foreach (var row in agents.QueryAsync($"RowKey eq '{AgentRow.RowKey}'", cancellation))
        {
            heartbeats[row.PartitionKey] = AgentRow.Read(row);
        }
        var read = new System.Collections.Concurrent.ConcurrentBag<LaneStatus>();
        await Parallel.ForEachAsync(
            await directory.ListAsync(parkedOnly: false, cancellation),
            new ParallelOptions { MaxDegreeOfParallelism = LanesAtOnce, CancellationToken = cancellation },
            async (entry, one) => read.Add(await LaneAsync(entry.Publisher, heartbeats, one))
        );
        return new StatusReport(
            time.GetUtcNow(),
            [.. read.OrderBy(lane => lane.Publisher, StringComparer.Ordinal)],
            withDeadLetters ? await desk.GroupsAsync(null, cancellation) : [],
            customers
        )
        {
            Downtimes = withDeadLetters
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
        CancellationToken cancellation
    )
    {
        var row = (await lanes.ReadAsync(publisher, cancellation)).Row;
        var oldest = row.IsEmpty
            ? []
            : await lanes.QueueAsync(publisher, row.Head, new QueueLimit(1, WithBodies: false), cancellation);
        return new LaneStatus(
            publisher,
            row,
            // A redrive pack was never in the hub.
            oldest is [var first]
                ? first.Label.Hub.EnqueuedAt ?? time.GetUtcNow()
                : null,
            heartbeats.GetValueOrDefault(publisher)
        );
    }
}
