namespace Forwarder.Simulator.Api;

/// <summary>A user of the platform.</summary>
internal sealed record Caller(string Id, string DisplayName, string Role, bool MaySendEvents);
