using Forwarder.Functions.Mapping.Downtimes;

namespace Forwarder.Functions.Downtimes;

/// <summary>
/// Events about downtimes that follow one another in a lane, taken together. Two states of one downtime are never in one batch, so that each reaches
/// Canopsis, in order (decision 17).
/// </summary>
internal sealed class DowntimeBatch
{
    private const int MostEvents = 50;

    private readonly List<(Downtime Downtime, EventPosition At)> events = [];
    private readonly Dictionary<string, Downtime> byName = new(StringComparer.Ordinal);

    public IReadOnlyList<(Downtime Downtime, EventPosition At)> Events => events;

    public IReadOnlyCollection<string> Names => byName.Keys;

    public bool IsEmpty => events.Count == 0;

    /// <returns>False when the batch has to be brought to its end first.</returns>
    public bool TryAdd(Downtime downtime, EventPosition at)
    {
        if (downtime.Phase == DowntimePhase.Awaited)
        {
            return true;
        }
        if (events.Count == MostEvents || downtime.Names.Any(name => IsAnother(name, downtime)))
        {
            return false;
        }
        events.Add((downtime, at));
        foreach (var name in downtime.Names)
        {
            byName[name] = downtime;
        }
        return true;
    }

    public void Clear()
    {
        events.Clear();
        byName.Clear();
    }

    private bool IsAnother(string name, Downtime downtime) =>
        byName.TryGetValue(name, out var known) && (known.Key != downtime.Key || known.Phase != downtime.Phase);
}
