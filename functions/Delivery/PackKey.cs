namespace Forwarder.Functions.Delivery;

/// <summary>Which pack of a publisher it is, wherever in the hub it stands. The same again is a repeat.</summary>
/// <param name="Epoch">New at every start of the agent.</param>
/// <param name="Sequence">Grows by one within the epoch.</param>
internal readonly record struct PackKey(string Epoch, long Sequence);
