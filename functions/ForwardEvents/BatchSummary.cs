using Forwarder.Functions.Delivery;

namespace Forwarder.Functions.ForwardEvents;

/// <summary>What became of the packs of one invocation, over all its lanes.</summary>
internal sealed class BatchSummary(IReadOnlyCollection<LaneResult> lanes)
{
    public int Lanes => lanes.Count;

    public int DeliveredPacks => lanes.Sum(lane => lane.Outcome?.Delivered ?? 0);

    public int ParkedPacks => lanes.Sum(lane => lane.Outcome?.Parked ?? 0);

    public int Repeats => lanes.Sum(lane => lane.Outcome?.Repeats ?? 0);

    /// <summary>Packs that the hub has to deliver again.</summary>
    public int LeftPacks => lanes.Sum(lane => lane.Outcome is null ? lane.Packs : 0);

    /// <summary>Lines done within the invocation; what goes on in the background is in the lanes' rows only.</summary>
    public LineTally Done => lanes.Aggregate(default(LineTally), (sum, lane) => sum + (lane.Outcome?.Done ?? default));
}
