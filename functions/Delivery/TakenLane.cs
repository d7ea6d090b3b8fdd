namespace Forwarder.Functions.Delivery;

/// <summary>A lane whose lease was taken for packs from the hub.</summary>
/// <param name="Fresh">The packs to be delivered.</param>
/// <param name="IsCareful">One of them may have ended a process.</param>
/// <param name="IsTakeover">The holder before did not give the lease back.</param>
internal sealed record TakenLane(
    LaneClaimant Claimant,
    HeldLane Held,
    IReadOnlyList<LanePack> Fresh,
    bool IsCareful,
    bool IsTakeover
);
