namespace Forwarder.Agent.Filtering;

/// <summary>What becomes of an event.</summary>
internal enum VerdictKind
{
    Forward,

    /// <summary>It waits until its object is announced.</summary>
    Hold,
    Drop,
}
