namespace Forwarder.Agent.Spool;

/// <summary>What waits in the spool to be published.</summary>
internal sealed record SpoolDepth(long Packs, long Events, long Bytes);
