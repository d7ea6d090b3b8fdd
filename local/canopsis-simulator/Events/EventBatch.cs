namespace Forwarder.Simulator.Events;

/// <summary>The events of one request in their order.</summary>
/// <param name="Bytes">JSON that holds them: the request's body, except for a form.</param>
internal sealed record EventBatch(byte[] Bytes, IReadOnlyList<CheckedEvent> Events);
