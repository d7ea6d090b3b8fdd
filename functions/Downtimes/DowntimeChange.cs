namespace Forwarder.Functions.Downtimes;

/// <summary>A row to be written.</summary>
/// <param name="Before">The version that it replaces; null for a new row.</param>
/// <param name="Group">Neighbours of one group are written all or none: half of an event would count as the whole. Null for one by itself.</param>
internal sealed record DowntimeChange(StoredDowntime? Before, DesiredDowntime After, string? Group = null);
