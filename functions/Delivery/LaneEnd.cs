namespace Forwarder.Functions.Delivery;

/// <summary>How the holder of a lease stops.</summary>
/// <param name="NextProbe">Canopsis takes nothing: when to try again at the earliest. Null when it did take what was sent.</param>
/// <param name="OnlyIfEmpty">The lease is given back only by a write that confirms that the queue is empty; otherwise it is renewed.</param>
internal sealed record LaneEnd(DateTimeOffset? NextProbe, bool OnlyIfEmpty = false);
