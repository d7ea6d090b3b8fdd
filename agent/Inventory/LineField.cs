using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Inventory;

/// <summary>A field that travels.</summary>
/// <param name="Name">Its name as JSON with comma and colon: <c>,"host_id":</c>.</param>
internal sealed record LineField(EventField Field, byte[] Name);
