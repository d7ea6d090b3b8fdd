namespace Forwarder.Simulator.Faults;

/// <summary>A fault and how often it has struck. Guarded by the lock of <see cref="FaultSwitches"/>, except for events.</summary>
internal sealed class ActiveFault(Fault fault)
{
    private int requests;
    private int struck;
    private int events;

    public Fault Fault { get; } = fault;

    public bool IsOver => Fault.Times is { } times && struck >= times;

    /// <summary>Counts one request; whether the fault strikes it.</summary>
    public bool Strikes()
    {
        requests++;
        // The n-th of FailEvery is counted in events.
        if (Fault.Kind != FaultKind.FailEvery && requests % Fault.Every != 0)
        {
            return false;
        }
        struck++;
        return true;
    }

    /// <summary>Counts one event; whether it is one of those that fail. Safe for several threads.</summary>
    public bool StrikesEvent() => Interlocked.Increment(ref events) % Fault.Every == 0;
}
