using System.Collections.Concurrent;

namespace Forwarder.Functions.Downtimes;

/// <summary>What has become of each row of an update so far. Thread-safe: rows go side by side.</summary>
internal sealed class DowntimeOutcomes
{
    private readonly ConcurrentDictionary<string, (StoredDowntime Stored, DowntimeProgress Progress)> outcomes = new(
        StringComparer.Ordinal
    );

    public IEnumerable<(StoredDowntime Stored, DowntimeProgress Progress)> All => outcomes.Values;

    /// <summary>Those that differ from what their rows say.</summary>
    public IReadOnlyList<(StoredDowntime Stored, DowntimeProgress Progress)> Changed =>
        [.. outcomes.Values.Where(outcome => outcome.Progress != outcome.Stored.Row.Progress)];

    /// <summary>Replaces what was noted of the row before.</summary>
    public void Note(StoredDowntime stored, DowntimeProgress progress) =>
        outcomes[stored.Row.Name] = (stored, progress);

    /// <summary>Actions whose rows nothing was noted of.</summary>
    public IReadOnlyList<DowntimeAction> Rest(IEnumerable<DowntimeAction> actions) =>
        [.. actions.Where(action => !outcomes.ContainsKey(action.Stored.Row.Name))];
}
