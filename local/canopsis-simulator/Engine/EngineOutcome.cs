namespace Forwarder.Simulator.Engine;

/// <summary>What became of an accepted event behind the API, where nobody answers any more (canopsis-api 2.5 and 8).</summary>
internal enum EngineOutcome
{
    /// <summary>The API refused it; the engine never saw it.</summary>
    NotSent,

    /// <summary>It created or changed an entity or its alarm.</summary>
    Applied,

    /// <summary>A member has a type that cannot be decoded.</summary>
    DroppedWrongType,

    DroppedUnknownEventType,

    /// <summary>Connector, component or resource is missing.</summary>
    DroppedNoEntity,

    /// <summary>An action on an entity that no check has created.</summary>
    LostUnknownEntity,

    /// <summary>An action on an entity that has no open alarm.</summary>
    IgnoredNoAlarm,

    /// <summary>An action whose effect is already there, as a second acknowledgement.</summary>
    IgnoredRepeated,
}
