namespace Forwarder.Functions.Delivery;

/// <summary>Where a pack stood in the hub: for diagnosis only. A hub that is created again starts again at 0.</summary>
internal readonly record struct HubPosition(string? Partition, long? SequenceNumber, DateTimeOffset? EnqueuedAt);
