using System.Collections.Concurrent;
using System.Globalization;

namespace Forwarder.Functions.Delivery;

/// <summary>Names the holders of leases that run in this process, and knows what became of others.</summary>
/// <param name="process">Unique for this process among all that ever share the tables.</param>
/// <param name="hasEnded">Whether another process is known to have ended.</param>
internal sealed class LaneHolders(string process, Func<string, bool> hasEnded)
{
    private readonly ConcurrentDictionary<string, bool> active = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> faulted = new(StringComparer.Ordinal);
    private long last;

    public string Enter()
    {
        var holder = string.Create(CultureInfo.InvariantCulture, $"{process}/{Interlocked.Increment(ref last)}");
        active[holder] = true;
        return holder;
    }

    public void Leave(string holder) => active.TryRemove(holder, out _);

    /// <summary>Something unforeseen ended it, which may come of the pack that it had opened.</summary>
    public void Fault(string holder) => faulted[holder] = true;

    /// <summary>Another holder stands in the row now.</summary>
    public void Forget(string holder) => faulted.TryRemove(holder, out _);

    public HolderFate FateOf(string holder)
    {
        var owner = holder[..Math.Max(0, holder.LastIndexOf('/'))];
        return owner == process
            ? active.ContainsKey(holder)
                ? HolderFate.Unknown
                : faulted.ContainsKey(holder)
                    ? HolderFate.Faulted
                    : HolderFate.Abandoned
            : owner.Length > 0 && hasEnded(owner)
                ? HolderFate.Dead
                : HolderFate.Unknown;
    }
}
