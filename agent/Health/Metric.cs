namespace Forwarder.Agent.Health;

/// <summary>One metric with its present values; the same for <c>/metrics</c> and for OTLP.</summary>
/// <param name="Name">In the manner of Prometheus, without the suffix <c>_total</c>.</param>
/// <param name="IsCounter">It only grows while the agent runs; otherwise it is a gauge.</param>
/// <param name="Help">What it counts, with the unit.</param>
/// <param name="Label">Name of the label that tells the values apart; null when there is one value.</param>
/// <param name="Values">Value of the label, and the number.</param>
internal sealed record Metric(
    string Name,
    bool IsCounter,
    string Help,
    string? Label,
    IReadOnlyList<(string Label, double Value)> Values
);
