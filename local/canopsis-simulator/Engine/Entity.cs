namespace Forwarder.Simulator.Engine;

/// <summary>A connector, component or resource, and its alarm.</summary>
internal sealed class Entity
{
    /// <summary>State of the last check that arrived, whatever its time.</summary>
    public double State { get; set; }

    /// <summary>Unix seconds of that check, as the engine stored them.</summary>
    public double Timestamp { get; set; }

    /// <summary>An alarm is open. It closes with the first check in state 0; the real server waits for its resolve rules.</summary>
    public bool HasAlarm { get; set; }

    public bool IsAcknowledged { get; set; }

    public void Check(double state, double timestamp)
    {
        State = state;
        Timestamp = timestamp;
        HasAlarm = state > 0;
        IsAcknowledged &= HasAlarm;
    }
}
