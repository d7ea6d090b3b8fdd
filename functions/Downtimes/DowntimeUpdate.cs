using System.Collections.Concurrent;
using Forwarder.Functions.Canopsis;

namespace Forwarder.Functions.Downtimes;

/// <summary>One update of many downtimes: until when it may go on, and what it has found out for all of them.</summary>
internal sealed class DowntimeUpdate(Deadline deadline)
{
    private readonly ConcurrentDictionary<DowntimeActionKind, bool> forbidden = new();
    private readonly ConcurrentDictionary<DowntimeActionKind, int> done = new();
    private int failed;
    private int left;

    /// <summary>Set once Canopsis does not answer as it should: nothing more is sent.</summary>
    public PbehaviorAnswer? Outage { get; set; }

    public int Failed => failed;

    /// <summary>Not tried.</summary>
    public int Left => left;

    public bool MayGoOn => Outage is null && !deadline.HasPassed;

    public int Done(DowntimeActionKind kind) => done.GetValueOrDefault(kind);

    public bool IsForbidden(DowntimeActionKind kind) => forbidden.ContainsKey(kind);

    /// <returns>False when it was known.</returns>
    public bool Forbid(DowntimeActionKind kind) => forbidden.TryAdd(kind, true);

    public void CountDone(DowntimeActionKind kind) => done.AddOrUpdate(kind, 1, static (_, count) => count + 1);

    public void CountFailed() => Interlocked.Increment(ref failed);

    public void CountLeft(int count = 1) => Interlocked.Add(ref left, count);
}
