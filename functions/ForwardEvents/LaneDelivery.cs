using Forwarder.Contracts.Packs;
using Forwarder.Contracts.Publishers;
using Forwarder.Functions.Canopsis;
using Forwarder.Functions.Customers;
using Forwarder.Functions.Hosting;
using Forwarder.Functions.Mapping;

namespace Forwarder.Functions.ForwardEvents;

/// <summary>
/// Delivers the packs of one publisher in order, across packs in requests as large as the customer allows. Stops at the first event that is not
/// delivered, so that nothing overtakes it.
/// </summary>
internal sealed class LaneDelivery(
    PublisherId publisher,
    Customer customer,
    PackProgress progress,
    Deadline deadline,
    ILogger logger
)
{
    private readonly EventChunk chunk = new(customer.Canopsis.MaxEventsPerRequest);

    // Where the events of the chunk come from: position of the pack among all, and its line counted from 1.
    private readonly List<(int Position, PackId Pack, int Line)> origins = [];
    private readonly HashSet<PackId> seen = [];
    private readonly LaneCounts counts = new();
    private bool isBlocked;

    /// <param name="packs">In the order of the partition.</param>
    public async Task<LaneCounts> RunAsync(IReadOnlyList<HubEvent> packs, CancellationToken cancellation)
    {
        counts.Packs = packs.Count;
        var taken = 0;
        while (taken < packs.Count && await TakeAsync(packs[taken], taken, cancellation))
        {
            taken++;
        }
        // What waits in the chunk goes out also when an unreadable pack stopped the lane.
        while (!isBlocked && chunk.SendableCount > 0)
        {
            await SendAsync(cancellation);
        }
        var firstUndelivered = origins.Count > 0 ? origins[0].Position : taken;
        counts.UndeliveredPacks = packs.Count - firstUndelivered;
        return counts;
    }

    /// <summary>False when the lane has to stop here.</summary>
    private async Task<bool> TakeAsync(HubEvent hubEvent, int position, CancellationToken cancellation)
    {
        PackContent pack;
        try
        {
            pack = PackReader.Open(hubEvent.Body);
        }
        catch (PackFormatException unreadable)
        {
            ForwardLog.UnreadablePack(logger, publisher, hubEvent.SequenceNumber, unreadable.Fault, unreadable.Message);
            return false;
        }
        using (pack)
        {
            var id = new PackId(publisher, pack.Header.Epoch, pack.Header.Sequence);
            if (!seen.Add(id))
            {
                counts.DuplicatePacks++;
                return true;
            }
            return await TakeLinesAsync(pack, id, position, cancellation);
        }
    }

    private async Task<bool> TakeLinesAsync(PackContent pack, PackId id, int position, CancellationToken cancellation)
    {
        var done = progress.LinesDone(id);
        var line = 0;
        foreach (var text in pack)
        {
            if (++line <= done)
            {
                continue;
            }
            var result = chunk.Add(customer.Mapper, text.Span);
            counts.Count(result);
            if (result.Verdict == MappingVerdict.Refused)
            {
                ForwardLog.RefusedEvent(logger, publisher, line, id.Epoch, id.Sequence, result.Refusal);
                return false;
            }
            if (result.Verdict == MappingVerdict.Mapped)
            {
                origins.Add((position, id, line));
            }
            if (chunk.IsFull)
            {
                await SendAsync(cancellation);
            }
            if (isBlocked)
            {
                return false;
            }
        }
        return true;
    }

    private async Task SendAsync(CancellationToken cancellation)
    {
        if (deadline.HasPassed)
        {
            ForwardLog.OutOfTime(logger, publisher);
            isBlocked = true;
            return;
        }
        var count = chunk.SendableCount;
        var answer = await customer.Canopsis.SendAsync(chunk, count, deadline, cancellation);
        var delivered = answer.DeliveredPrefix(count);
        counts.Delivered += delivered;
        counts.Failed += answer.RefusedEvents.Count;
        for (var i = 0; i < delivered; i++)
        {
            if (i + 1 == delivered || origins[i + 1].Position != origins[i].Position)
            {
                progress.Advance(origins[i].Pack, origins[i].Line);
            }
        }
        chunk.RemoveFirst(delivered);
        origins.RemoveRange(0, delivered);
        isBlocked = delivered < count;
    }
}
