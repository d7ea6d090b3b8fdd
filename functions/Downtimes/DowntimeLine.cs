using Forwarder.Functions.Mapping.Downtimes;

namespace Forwarder.Functions.Downtimes;

/// <summary>What an event line about a downtime says.</summary>
/// <param name="Downtime">Null when nothing is to be sent, or with a refusal.</param>
/// <param name="Refusal">Why Canopsis would never take it; never text of the event.</param>
internal readonly record struct DowntimeLine(Downtime? Downtime, string? Refusal);
