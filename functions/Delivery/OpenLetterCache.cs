using System.Collections.Concurrent;

namespace Forwarder.Functions.Delivery;

/// <summary>
/// Keeps the open dead letters of lanes between the leases of this process, so that they are not read with each invocation: what the previous lease knew is
/// complete, unless somebody else held the lane meanwhile.
/// </summary>
internal sealed class OpenLetterCache(IDeadLetters store, TimeProvider time)
{
    /// <summary>After this time also the count in the lane's row is set right, should it have drifted by a crash.</summary>
    private static readonly TimeSpan Oldest = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, OpenLetters> known = new(StringComparer.Ordinal);

    /// <returns>The letters, and how many there are more than the lane's row counts.</returns>
    public async Task<(OpenLetters Letters, long Drift)> OfAsync(
        string customer,
        HeldLane lane,
        CancellationToken cancellation
    )
    {
        var owner = lane.Row.Owner;
        if (
            known.TryGetValue(lane.Publisher, out var letters)
            && owner - letters.Owner is 0 or 1
            && time.GetElapsedTime(letters.ReadAt) < Oldest
        )
        {
            letters.Owner = owner;
            return (letters, 0);
        }
        letters = new OpenLetters(owner, time.GetTimestamp());
        var count = 0L;
        if (lane.Row.Counters.OpenDeadLetters > 0)
        {
            foreach (var letter in await store.OpenAsync(customer, lane.Publisher, cancellation))
            {
                count++;
                if (letter.About.Length > 0)
                {
                    letters.Add(letter);
                }
            }
        }
        known[lane.Publisher] = letters;
        return (letters, count - lane.Row.Counters.OpenDeadLetters);
    }
}
