using System.Text.Json.Serialization;

namespace Forwarder.Agent.Commands;

/// <summary>Why an event does not leave.</summary>
/// <param name="Event">Its number in the order of arrival, from 1.</param>
/// <param name="Type">Its name in the catalogue.</param>
/// <param name="Dropped">The reason, as the agent counts it; null when it is held.</param>
/// <param name="Held">It waits for its object to be announced.</param>
internal sealed record DroppedLine(
    long Event,
    string? Type,
    string? Dropped,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Held = false
);
