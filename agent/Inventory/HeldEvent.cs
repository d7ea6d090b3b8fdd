namespace Forwarder.Agent.Inventory;

/// <summary>A copy of an event that waits: what its decoder needs to read it again.</summary>
/// <param name="EventId">category × 65536 + element.</param>
/// <param name="SourceId">broker_id of the process that made it.</param>
internal sealed record HeldEvent(uint EventId, uint SourceId, byte[] Payload);
