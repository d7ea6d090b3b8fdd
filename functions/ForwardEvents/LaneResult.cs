using Forwarder.Functions.Delivery;

namespace Forwarder.Functions.ForwardEvents;

/// <param name="Packs">Given to the lane.</param>
/// <param name="Outcome">Null when they could not be stored: the packs stay in the hub.</param>
internal readonly record struct LaneResult(int Packs, LaneOutcome? Outcome);
