namespace Forwarder.Agent.Bbdo;

/// <summary>Why a complete event could not be decoded. Such events count for the acknowledgement all the same (bbdo 7).</summary>
internal enum EventFault
{
    None,

    /// <summary>The catalogue has no event with this id.</summary>
    Unknown,

    /// <summary>The id is known, the payload is not what its type says.</summary>
    Undecodable,

    /// <summary>Longer than the pending bytes that a session may hold; its payload was not kept.</summary>
    TooLarge,
}
