namespace Forwarder.Functions.Downtimes;

/// <summary>A row to be written.</summary>
/// <param name="Before">The version that it replaces; null for a new row.</param>
internal sealed record DowntimeChange(StoredDowntime? Before, DesiredDowntime After);
