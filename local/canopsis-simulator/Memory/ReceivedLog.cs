using Forwarder.Simulator.Api;
using Forwarder.Simulator.Engine;
using Forwarder.Simulator.Events;

namespace Forwarder.Simulator.Memory;

/// <summary>
/// Everything that arrived, in the order in which it was processed. Of an event a small record and the hash of its identity
/// are kept for ever, its body as long as it is among the newest.
/// </summary>
/// <param name="keepBodies">Events whose bodies are kept; their requests may take 1 KiB for each of them.</param>
internal sealed class ReceivedLog(EngineView engine, TimeProvider time, int keepBodies)
{
    private const long BytesPerKeptBody = 1024;

    private readonly Lock gate = new();
    private readonly List<RequestRecord> requests = [];
    private readonly List<EventRecord> events = [];
    private readonly HashSet<UInt128> accepted = [];
    private readonly List<(int Requests, int Events, TaskCompletionSource Reached)> waiting = [];
    private int acceptedCount;
    private int requestsWithoutBody;
    private int eventsWithBody;
    private long keptBytes;

    /// <summary>Remembers a request, and lets the engine work on its accepted events.</summary>
    public void Add(ApiRequest request, EventBatch? batch, int status)
    {
        var query = request.SafeQuery;
        lock (gate)
        {
            requests.Add(
                new RequestRecord
                {
                    Order = requests.Count + 1,
                    Time = time.GetUtcNow(),
                    Method = request.Method,
                    Path = request.Path,
                    Query = query,
                    Status = status,
                    Events = batch?.Events.Count ?? 0,
                    Body = request.Body,
                    EventBytes = batch?.Bytes,
                }
            );
            keptBytes += request.Body.Length;
            foreach (var one in batch?.Events ?? [])
            {
                Add_NeedsLock(one);
            }
            ForgetBodies_NeedsLock();
            foreach (var one in waiting.Where(one => IsReached_NeedsLock(one.Requests, one.Events)))
            {
                one.Reached.TrySetResult();
            }
        }
    }

    /// <summary>Ends when so many requests and so many events have arrived since the last <see cref="Clear"/>.</summary>
    public async Task WaitAsync(int atLeastRequests, int atLeastEvents, CancellationToken cancellation)
    {
        var one = (
            atLeastRequests,
            atLeastEvents,
            new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
        );
        lock (gate)
        {
            if (IsReached_NeedsLock(atLeastRequests, atLeastEvents))
            {
                return;
            }
            waiting.Add(one);
        }
        try
        {
            await one.Item3.Task.WaitAsync(cancellation);
        }
        finally
        {
            lock (gate)
            {
                waiting.Remove(one);
            }
        }
    }

    public Statistics Count()
    {
        lock (gate)
        {
            return new Statistics(
                requests.Count,
                events.Count,
                acceptedCount,
                events.Count - acceptedCount,
                accepted.Count,
                acceptedCount - accepted.Count
            );
        }
    }

    /// <summary>Up to <paramref name="count"/> events from order <paramref name="from"/> (1 is the first) with their requests.</summary>
    public IReadOnlyList<(int Order, EventRecord Event, byte[]? Bytes)> Events(int from, int count)
    {
        lock (gate)
        {
            var start = Math.Min(from - 1, events.Count);
            var selected = events.GetRange(start, Math.Min(count, events.Count - start));
            return [.. selected.Select((one, i) => (start + i + 1, one, requests[one.Request].EventBytes))];
        }
    }

    public IReadOnlyList<RequestRecord> Requests(int from, int count)
    {
        lock (gate)
        {
            var start = Math.Min(from - 1, requests.Count);
            // Copies, since a record may lose its body later.
            return [.. requests.GetRange(start, Math.Min(count, requests.Count - start)).Select(one => one with { })];
        }
    }

    /// <summary>State, time and alarm of an entity as copies, or null when no check has created it.</summary>
    public (double State, double Timestamp, bool HasAlarm, bool IsAcknowledged)? Entity(string id)
    {
        lock (gate)
        {
            return engine.Find(id) is { } entity
                ? (entity.State, entity.Timestamp, entity.HasAlarm, entity.IsAcknowledged)
                : null;
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            requests.Clear();
            events.Clear();
            accepted.Clear();
            engine.Clear();
            acceptedCount = 0;
            requestsWithoutBody = 0;
            eventsWithBody = 0;
            keptBytes = 0;
        }
    }

    private bool IsReached_NeedsLock(int atLeastRequests, int atLeastEvents) =>
        requests.Count >= atLeastRequests && events.Count >= atLeastEvents;

    private void Add_NeedsLock(CheckedEvent one)
    {
        var outcome = EngineOutcome.NotSent;
        var isTimeReplaced = false;
        var isDuplicate = false;
        if (one.IsAccepted)
        {
            outcome = engine.Apply(one, out isTimeReplaced);
            isDuplicate = !accepted.Add(one.Identity);
            acceptedCount++;
        }
        var request = requests.Count - 1;
        events.Add(
            new EventRecord(request, one.Offset, one.Length, one.IsAccepted, isDuplicate, isTimeReplaced, outcome)
        );
        eventsWithBody++;
    }

    private void ForgetBodies_NeedsLock()
    {
        while (
            requestsWithoutBody < requests.Count
            && (eventsWithBody > keepBodies || keptBytes > keepBodies * BytesPerKeptBody)
        )
        {
            var oldest = requests[requestsWithoutBody++];
            keptBytes -= oldest.Body!.Length;
            oldest.Body = null;
            oldest.EventBytes = null;
            eventsWithBody -= oldest.Events;
        }
    }
}
