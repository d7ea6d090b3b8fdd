namespace Forwarder.Functions.Delivery;

/// <summary>One claimant of one lane: remembers the holder's name as long as it may hold the lease.</summary>
internal sealed class LaneClaimant(LaneHolders holders, TimeSpan lease, TimeProvider time) : IDisposable
{
    private readonly string holder = holders.Enter();

    public LaneClaim On(LaneRow row) => new(holder, lease, holders.FateOf(row.Holder), time.GetUtcNow());

    public void Fault() => holders.Fault(holder);

    /// <summary>The lease is taken from who is in this row.</summary>
    public void Took(LaneRow row) => holders.Forget(row.Holder);

    public void Dispose() => holders.Leave(holder);
}
