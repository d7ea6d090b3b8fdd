namespace Forwarder.Simulator.Events;

/// <summary>Members of an event that the API itself looks at.</summary>
internal enum EventPart
{
    None,
    EventType,
    State,
    Role,
    LongOutput,
    Author,
    UserId,
    Reference,
    Connector,
    ConnectorName,
    Component,
    Resource,
    SourceType,
    Timestamp,
}
