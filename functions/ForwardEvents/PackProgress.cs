using System.Collections.Concurrent;

namespace Forwarder.Functions.ForwardEvents;

/// <summary>For the packs of one invocation: how many lines from the start need no more work. Lanes write at the same time, each its own packs.</summary>
internal sealed class PackProgress
{
    private readonly ConcurrentDictionary<PackId, int> lines = new();

    public int LinesDone(PackId pack) => lines.GetValueOrDefault(pack);

    public void Advance(PackId pack, int linesDone) => lines[pack] = linesDone;
}
