namespace Forwarder.Functions.Delivery;

/// <param name="Bytes">Of bodies.</param>
/// <param name="WithBodies">False for labels only.</param>
internal sealed record QueueLimit(int Packs, long Bytes = long.MaxValue, bool WithBodies = true);
