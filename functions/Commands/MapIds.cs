namespace Forwarder.Functions.Commands;

/// <summary>The file of <c>forwarder map --ids</c>: what Canopsis would answer when asked.</summary>
/// <param name="Type">Id of the type of downtimes.</param>
/// <param name="Reason">Id of their reason.</param>
/// <param name="Version">Version of Canopsis, for example 24.04.1.</param>
internal sealed record MapIds(string? Type, string? Reason, string? Version);
