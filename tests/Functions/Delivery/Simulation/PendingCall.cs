namespace Forwarder.Functions.Tests.Delivery.Simulation;

/// <summary>A call to the outside that waits for the simulation to decide how it ends.</summary>
internal sealed record PendingCall(SimulatedProcess Process, Action<CallEnd> End)
{
    /// <summary>A request to Canopsis is given up at this time.</summary>
    public DateTimeOffset? GivenUpAt { get; init; }

    /// <summary>It ends the process before anything arrives.</summary>
    public bool IsFatal { get; init; }
}

internal enum CallEnd
{
    Normal,

    /// <summary>Nothing was done, and the caller is told.</summary>
    Refused,

    /// <summary>It was done, but the caller is told that it failed.</summary>
    AnswerLost,

    /// <summary>It was done, the answer was lost, and the repeated call found its own work done.</summary>
    Repeated,

    /// <summary>The process ended; the request may have arrived.</summary>
    ProcessEnded,

    /// <summary>Time is up; the request may have arrived.</summary>
    TimedOut,
}
