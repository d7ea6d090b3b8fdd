namespace Forwarder.Simulator.Events;

/// <summary>What an event is about, as the API deduces it from component and resource.</summary>
internal enum SourceKind
{
    /// <summary>Not deduced: the event carried a reference, or its check stopped before.</summary>
    Unknown,
    Connector,
    Component,
    Resource,
}
