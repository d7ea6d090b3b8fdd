using Azure;

namespace Forwarder.Functions.Delivery;

/// <summary>Puts packs behind the queue of their lane; needs no lease.</summary>
internal sealed class LaneParking(ILaneStore store, LaneAlarms alarms, TimeProvider time)
{
    /// <param name="tried">Packs that may be in the lane by an earlier write of the same caller.</param>
    /// <returns>How many packs were parked here; the others had been accepted before.</returns>
    /// <exception cref="RequestFailedException">Table storage failed; some packs may be parked.</exception>
    public async Task<int> ParkAsync(
        string publisher,
        IReadOnlyList<LanePack> packs,
        HashSet<PackKey> tried,
        CancellationToken cancellation
    )
    {
        var labels = packs.Select(pack => pack.Label).ToList();
        var parked = 0;
        for (var conflicts = 0; conflicts < HeldLane.MostConflicts; )
        {
            var lane = await store.ReadAsync(publisher, cancellation);
            var claim = new LaneClaim("", TimeSpan.Zero, HolderFate.Unknown, time.GetUtcNow());
            var decision = LaneLogic.Offer(lane.Row, labels, claim, mayDeliver: false, tried);
            var fresh = decision.Fresh.Select(label => packs.First(pack => pack.Label == label)).ToList();
            var add = fresh.GetRange(0, store.Fitting(fresh, 0));
            if (add.Count == 0 && decision.Row == lane.Row)
            {
                return parked;
            }
            if (add.Count > 0 && lane.Row.IsEmpty)
            {
                await store.AnnounceAsync(publisher, cancellation);
            }
            var row = LaneLogic.Append(decision.Row, add.Select(pack => pack.Label));
            tried.UnionWith(add.Select(pack => pack.Key));
            if (await store.WriteAsync(lane, row, add, [], cancellation) is null)
            {
                conflicts++;
                continue;
            }
            alarms.Raise(publisher, decision);
            tried.UnionWith(labels.Select(label => label.Key).Where(row.Accepted.Contains));
            parked += add.Count;
            if (add.Count == fresh.Count)
            {
                return parked;
            }
        }
        throw new RequestFailedException(412, $"The row of lane {publisher} changes all the time.");
    }
}
