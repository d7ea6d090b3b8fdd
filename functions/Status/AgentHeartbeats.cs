using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Forwarder.Functions.Tables;

namespace Forwarder.Functions.Status;

/// <summary>Keeps the last heartbeat of each agent. Nobody waits for it and nothing depends on it: events go on while it is stored.</summary>
internal sealed class AgentHeartbeats(TableClient table, TimeProvider time, ILogger<AgentHeartbeats> logger)
{
    public const string TableName = "agents";

    private readonly ConcurrentDictionary<string, AgentRow> latest = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Task, bool> writing = new();

    public void Note(string publisher, ReadOnlySpan<byte> line)
    {
        if (AgentRow.Read(publisher, line.ToArray(), time.GetUtcNow()) is not { } row)
        {
            return;
        }
        // A drained lane brings the heartbeats of hours: only the last one of a moment is stored.
        if (latest.TryGetValue(publisher, out var known) && known.At >= row.At)
        {
            return;
        }
        var isWriting = latest.ContainsKey(publisher);
        latest[publisher] = row;
        if (!isWriting)
        {
            var task = Task.Run(() => WriteAsync(publisher));
            writing.TryAdd(task, true);
            _ = task.ContinueWith(ended => writing.TryRemove(ended, out _), TaskScheduler.Default);
        }
    }

    /// <summary>Ends when everything noted is stored.</summary>
    public Task StoredAsync() => Task.WhenAll(writing.Keys);

    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "Nobody waits for it: whatever goes wrong is told to the log, and the agent's next heartbeat comes in a minute."
    )]
    private async Task WriteAsync(string publisher)
    {
        while (latest.TryGetValue(publisher, out var row))
        {
            try
            {
                await table.ExecuteAsync(TableOperation.Upsert(row.Write()), CancellationToken.None);
            }
            catch (Exception fault)
            {
                StatusLog.HeartbeatNotStored(logger, publisher, fault);
            }
            if (latest.TryRemove(new KeyValuePair<string, AgentRow>(publisher, row)))
            {
                return;
            }
        }
    }
}
