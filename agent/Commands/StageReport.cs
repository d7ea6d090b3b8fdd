namespace Forwarder.Agent.Commands;

/// <summary>What became of the monitoring events that went through inventory and filters.</summary>
/// <param name="Received">Status, acknowledgement, downtime and BA events.</param>
/// <param name="Filtered">Those that do not leave, by reason.</param>
/// <param name="Undecodable">Those whose payload is not what their type says.</param>
/// <param name="Held">Those that wait for their object to be announced.</param>
/// <param name="Forwarded">Those that leave, by kind.</param>
internal sealed record StageReport(
    long Received,
    IReadOnlyDictionary<string, long> Filtered,
    long Undecodable,
    long Held,
    IReadOnlyDictionary<string, long> Forwarded
)
{
    public static StageReport Of(EventStage stage) =>
        new(
            stage.Counters.Received,
            stage.Counters.Filtered.ToDictionary(entry => entry.Reason, entry => entry.Count, StringComparer.Ordinal),
            stage.Counters.Undecodable,
            stage.Held,
            stage.Counters.Forwarded.ToDictionary(entry => entry.Kind, entry => entry.Count, StringComparer.Ordinal)
        );

    /// <summary>For readers.</summary>
    public override string ToString() =>
        $"received {Received}: forwarded {Sum(Forwarded)}, filtered {Sum(Filtered)}, held {Held}, undecodable {Undecodable}";

    private static string Sum(IReadOnlyDictionary<string, long> counts) =>
        counts.Count == 0
            ? "0"
            : $"{counts.Values.Sum()} ({string.Join(", ", counts.Select(entry => $"{entry.Key} {entry.Value}"))})";
}
