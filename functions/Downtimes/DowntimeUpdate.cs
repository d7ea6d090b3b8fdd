using System.Collections.Concurrent;
using Forwarder.Functions.Canopsis;

namespace Forwarder.Functions.Downtimes;

/// <summary>One update of many downtimes: until when it may go on, and what it has found out for all of them.</summary>
internal sealed class DowntimeUpdate(Deadline deadline)
{
    private readonly ConcurrentDictionary<DowntimeActionKind, bool> forbidden = new();
    private readonly ConcurrentDictionary<DowntimeActionKind, int> done = new();
    private const int MostOutages = 3;

    private int outages;
    private bool isAnswered;
    private int failed;
    private int left;
    private int idsForgotten;

    /// <summary>Set once Canopsis does not answer as it should: nothing more is sent.</summary>
    public PbehaviorAnswer? Outage { get; set; }

    /// <summary>Nothing has been answered as it should, though something was asked.</summary>
    public bool IsUnanswered => Outage is not null || (outages > 0 && !isAnswered);

    /// <summary>Canopsis asked for a colour, as version 22.10 does.</summary>
    public bool NeedsColour { get; set; }

    /// <summary>What was looked up is not true any more: creations wait for the next update.</summary>
    public bool AreIdsForgotten => idsForgotten != 0;

    public int Failed => failed;

    /// <summary>Not tried.</summary>
    public int Left => left;

    public bool MayGoOn => Outage is null && !deadline.HasPassed;

    public int Done(DowntimeActionKind kind) => done.GetValueOrDefault(kind);

    public bool IsForbidden(DowntimeActionKind kind) => forbidden.ContainsKey(kind);

    /// <summary>A request had no usable answer. It can be the request; several in a row are an outage.</summary>
    /// <returns>Whether this one made it an outage.</returns>
    public bool CountOutage(PbehaviorAnswer answer)
    {
        if (Interlocked.Increment(ref outages) < MostOutages || Outage is not null)
        {
            return false;
        }
        Outage = answer;
        return true;
    }

    /// <summary>Canopsis has answered, be it with a refusal.</summary>
    public void CountAnswered()
    {
        isAnswered = true;
        Interlocked.Exchange(ref outages, 0);
    }

    /// <returns>False when they were forgotten before.</returns>
    public bool ForgetIds() => Interlocked.Exchange(ref idsForgotten, 1) == 0;

    /// <returns>False when it was known.</returns>
    public bool Forbid(DowntimeActionKind kind) => forbidden.TryAdd(kind, true);

    public void CountDone(DowntimeActionKind kind) => done.AddOrUpdate(kind, 1, static (_, count) => count + 1);

    public void CountFailed() => Interlocked.Increment(ref failed);

    public void CountLeft(int count = 1) => Interlocked.Add(ref left, count);
}
