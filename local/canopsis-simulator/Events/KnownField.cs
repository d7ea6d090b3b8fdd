namespace Forwarder.Simulator.Events;

/// <summary>A top-level member of an event that the engine decodes into a typed field.</summary>
internal sealed record KnownField(string Name, FieldType Type, EventPart Part = EventPart.None);
