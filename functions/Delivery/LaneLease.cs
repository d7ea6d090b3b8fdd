namespace Forwarder.Functions.Delivery;

/// <summary>The right to deliver a lane, as its holder knows it.</summary>
/// <param name="Step">Of the row as the holder last wrote it.</param>
internal sealed record LaneLease(long Owner, string Holder, long Step)
{
    public bool IsHeldIn(LaneRow row) => row.Owner == Owner && row.Holder == Holder && row.LeaseUntil is not null;

    public static LaneLease Of(LaneRow row) => new(row.Owner, row.Holder, row.Step);
}
