namespace Forwarder.Functions.Delivery;

/// <param name="Finished">Packs that left the queue.</param>
/// <param name="IsEmpty">The queue was empty when the lease was given back.</param>
/// <param name="Blocked">Why it was not emptied.</param>
internal sealed record DrainOutcome(int Finished, bool IsEmpty, BlockReason? Blocked);
