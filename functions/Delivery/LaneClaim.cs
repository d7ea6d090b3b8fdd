namespace Forwarder.Functions.Delivery;

/// <summary>Who wants to deliver a lane.</summary>
/// <param name="Holder">Unique for each claim.</param>
/// <param name="Lease">How long the lease lasts without a sign of life.</param>
/// <param name="Fate">What the claimant knows about the present holder.</param>
internal sealed record LaneClaim(string Holder, TimeSpan Lease, HolderFate Fate, DateTimeOffset Now);
