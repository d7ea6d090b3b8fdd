namespace Forwarder.Agent.Spool;

/// <summary>A pack that was sealed and is not committed yet.</summary>
internal sealed record SealedPack(string Epoch, long Sequence, DateTimeOffset Created, int Events, byte[] Body);
