using System.Collections.Concurrent;

namespace Forwarder.Functions.Delivery;

/// <summary>
/// Keeps the open dead letters of lanes between the leases of this process, so that they are not read with each invocation: what the previous lease knew is
/// complete, unless somebody else held the lane meanwhile. Where the lane's row counts none they are not read at first, but looked for from time to time.
/// </summary>
internal sealed class OpenLetterCache(IDeadLetters store, TimeProvider time)
{
    /// <summary>After this time also the count in the lane's row is set right, should it have drifted by a crash.</summary>
    private static readonly TimeSpan Oldest = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, OpenLetters> known = new(StringComparer.Ordinal);

    /// <param name="isTakeover">The holder before did not give the lease back: it may have added letters that its row does not count.</param>
    /// <returns>The letters, and how many there are more than the lane's row counts.</returns>
    public async Task<(OpenLetters Letters, long Drift)> OfAsync(
        string customer,
        HeldLane lane,
        bool isTakeover,
        CancellationToken cancellation
    )
    {
        var owner = lane.Row.Owner;
        var counted = lane.Row.Counters.OpenDeadLetters;
        var before = known.GetValueOrDefault(lane.Publisher);
        var isDue = isTakeover || (before is not null && time.GetElapsedTime(before.ReadAt) >= Oldest);
        if (!isDue && before is not null && owner - before.Owner is 0 or 1)
        {
            before.Owner = owner;
            return (before, 0);
        }
        if (!isDue && counted == 0)
        {
            var none = new OpenLetters(owner, before?.ReadAt ?? time.GetTimestamp());
            known[lane.Publisher] = none;
            return (none, 0);
        }
        var letters = new OpenLetters(owner, time.GetTimestamp());
        var count = 0L;
        foreach (var letter in await store.OpenAsync(customer, lane.Publisher, cancellation))
        {
            count++;
            letters.Add(letter);
        }
        known[lane.Publisher] = letters;
        return (letters, count - counted);
    }
}
