namespace Forwarder.Functions.Mapping;

/// <summary>One request to Canopsis, without what belongs to the connection.</summary>
/// <param name="Query">Encoded, without question mark; null for none.</param>
/// <param name="Body">JSON; empty for none.</param>
internal sealed record CanopsisRequest(HttpMethod Method, string Route, string? Query, ReadOnlyMemory<byte> Body);
