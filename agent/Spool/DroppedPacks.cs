namespace Forwarder.Agent.Spool;

/// <summary>Packs that were removed unpublished, to make room for newer ones.</summary>
internal readonly record struct DroppedPacks(long Packs, long Events);
