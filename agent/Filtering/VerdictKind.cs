namespace Forwarder.Agent.Filtering;

/// <summary>What becomes of an event.</summary>
internal enum VerdictKind
{
    Forward,

    /// <summary>It waits until its object is announced.</summary>
    Hold,

    /// <summary>A downtime or an acknowledgement keeps it back; a copy may leave when that ends.</summary>
    Suppress,
    Drop,
}
