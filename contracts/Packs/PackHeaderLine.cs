namespace Forwarder.Contracts.Packs;

/// <summary>The header as it stands on the wire: every member can be missing.</summary>
internal sealed record PackHeaderLine(int? Pack, string? Epoch, long? Sequence, int? Count, DateTimeOffset Created);
