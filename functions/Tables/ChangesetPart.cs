namespace Forwarder.Functions.Tables;

/// <summary>One answer inside the answer to a transaction.</summary>
internal sealed record ChangesetPart(int Status, string? ETag, ReadOnlyMemory<byte> Body);
