using Forwarder.Functions.Delivery;

namespace Forwarder.Functions.ForwardEvents;

/// <param name="Packs">Given to the lane.</param>
/// <param name="Outcome">Null when Table storage failed: the packs stay in the hub.</param>
internal readonly record struct LaneResult(int Packs, LaneOutcome? Outcome);
