namespace Forwarder.Functions.Delivery;

/// <summary>Sequences that were jumped over, both ends included: packs that may still come.</summary>
internal readonly record struct SequenceGap(long From, long To);
