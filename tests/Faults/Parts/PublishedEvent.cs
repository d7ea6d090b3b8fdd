namespace Forwarder.Faults.Tests.Parts;

/// <summary>An event that was given to the hub.</summary>
/// <param name="Object">Component and resource as Canopsis sees them.</param>
/// <param name="Number">Grows by one with each event of the object.</param>
internal sealed record PublishedEvent(string Object, int Number, DateTimeOffset Published);
