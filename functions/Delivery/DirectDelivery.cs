namespace Forwarder.Functions.Delivery;

/// <summary>How far packs straight from the hub got.</summary>
/// <param name="Blocked">Null when all are delivered and recorded.</param>
/// <param name="Done">Lines recorded so far.</param>
internal readonly record struct DirectDelivery(BlockReason? Blocked, LineTally Done)
{
    /// <summary>The invocation gave up because an answer did not come soon enough.</summary>
    public bool IsLate { get; init; }
}
