using System.Runtime.InteropServices;
using Forwarder.Simulator.Engine;

namespace Forwarder.Simulator.Memory;

/// <summary>One event as it is remembered; its body is a part of its request's.</summary>
/// <param name="Request">Index of its request.</param>
/// <param name="IsDuplicate">The same event had been accepted before.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct EventRecord(
    int Request,
    int Offset,
    int Length,
    bool IsAccepted,
    bool IsDuplicate,
    bool IsTimeReplaced,
    EngineOutcome Outcome
);
