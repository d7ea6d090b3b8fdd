namespace Forwarder.Agent.Spool;

/// <summary>What waits in the spool to be published; packs that were set aside are not among it.</summary>
internal sealed record SpoolDepth(long Packs, long Events, long Bytes);
