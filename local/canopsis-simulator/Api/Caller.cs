namespace Forwarder.Simulator.Api;

/// <summary>A user of the platform.</summary>
/// <param name="Language">Language of the newest line's messages: <c>en</c> or <c>fr</c>.</param>
internal sealed record Caller(string Id, string DisplayName, string Role, Rights Rights, string Language = "en");
