namespace Forwarder.Simulator.Events;

/// <summary>One element of a request after the synchronous check.</summary>
internal sealed class CheckedEvent
{
    /// <summary>Where the element stands in <see cref="EventBatch.Bytes"/>.</summary>
    public required int Offset { get; init; }

    public required int Length { get; init; }

    /// <summary>Hash of the canonical form of the element as it was received.</summary>
    public required UInt128 Identity { get; init; }

    /// <summary>It is answered in <c>sent_events</c>.</summary>
    public bool IsAccepted { get; set; }

    public string EventType { get; set; } = "";

    public string Connector { get; set; } = "";

    public string ConnectorName { get; set; } = "";

    public string Component { get; set; } = "";

    public string Resource { get; set; } = "";

    public SourceKind Source { get; set; }

    /// <summary>Value of <c>state</c>, 0 when it is absent or no number.</summary>
    public double State { get; set; }

    /// <summary>Unix seconds; 0 when absent or no number.</summary>
    public double Timestamp { get; set; }

    /// <summary>The engine will not be able to decode it.</summary>
    public bool HasWrongType { get; set; }
}
