namespace Forwarder.Functions.Delivery;

/// <summary>Why a lane cannot go on at present; nothing is wrong with its events.</summary>
internal enum BlockReason
{
    /// <summary>No answer, or one that asks for patience.</summary>
    RetryLater,

    /// <summary>Canopsis answers, but takes no event at all.</summary>
    Outage,

    /// <summary>Key, right or address are wrong.</summary>
    Misconfigured,

    /// <summary>The pack at the head has a format of the future.</summary>
    UnknownVersion,

    /// <summary>The time of this invocation or pass is up.</summary>
    OutOfTime,

    /// <summary>Somebody else delivers the lane now.</summary>
    LeaseLost,

    /// <summary>Something unforeseen ended the run; the log has it.</summary>
    Faulted,
}
