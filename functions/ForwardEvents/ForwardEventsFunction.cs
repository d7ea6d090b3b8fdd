using Forwarder.Contracts.Publishers;
using Forwarder.Functions.Canopsis;
using Forwarder.Functions.Customers;
using Forwarder.Functions.Hosting;

namespace Forwarder.Functions.ForwardEvents;

/// <summary>
/// Receives packs of one partition and delivers them to Canopsis: publishers in parallel, each in order. Succeeds only when everything is
/// delivered; otherwise the host keeps the batch and calls again, without limit (function.json, retry −1).
/// </summary>
internal sealed class ForwardEventsFunction(
    CustomerCatalog customers,
    string? singleCustomer,
    TimeProvider time,
    ILogger<ForwardEventsFunction> logger
)
{
    /// <summary>
    /// No request is started later than this. With one more attempt of the longest <c>connection_timeout</c> an invocation stays below the function
    /// time-out of host.json, at which the host would kill the process and every other invocation with it.
    /// </summary>
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(60);

    private readonly RetryMemory memory = new();

    public async Task<FunctionOutcome> RunAsync(EventBatch batch, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var deadline = new Deadline(time, Budget);
        var progress = memory.Of(batch.InvocationId);
        var counts = new LaneCounts();
        var lanes = new List<Task<LaneCounts>>();
        foreach (var lane in batch.Events.GroupBy(hubEvent => PublisherOf.Event(hubEvent, singleCustomer)))
        {
            if (lane.Key is not { } publisher)
            {
                Refuse(batch, [.. lane], counts);
            }
            else if (customers.Find(publisher.Customer) is not { } customer)
            {
                var packs = lane.Count();
                ForwardLog.UnknownCustomer(logger, publisher, publisher.Customer, packs);
                counts.Add(new LaneCounts { Packs = packs, UndeliveredPacks = packs });
            }
            else
            {
                var delivery = new LaneDelivery(publisher, customer, progress, deadline, logger);
                HubEvent[] packs = [.. lane];
                lanes.Add(Task.Run(() => delivery.RunAsync(packs, cancellation), cancellation));
            }
        }
        foreach (var lane in await Task.WhenAll(lanes))
        {
            counts.Add(lane);
        }
        Log(batch, counts, started);
        return counts.UndeliveredPacks == 0
            ? FunctionOutcome.Success
            : FunctionOutcome.Failed($"{counts.UndeliveredPacks} of {counts.Packs} packs are not delivered yet.");
    }

    private void Refuse(EventBatch batch, List<HubEvent> events, LaneCounts counts)
    {
        foreach (var hubEvent in events)
        {
            ForwardLog.UnknownPublisher(
                logger,
                hubEvent.SequenceNumber,
                batch.Partition?.PartitionId,
                hubEvent.Publisher,
                hubEvent.PartitionKey
            );
        }
        counts.Add(new LaneCounts { Packs = events.Count, UndeliveredPacks = events.Count });
    }

    private void Log(EventBatch batch, LaneCounts counts, long started) =>
        ForwardLog.Forwarded(
            logger,
            batch.Partition?.PartitionId,
            batch.RetryCount,
            counts.Packs,
            counts.UndeliveredPacks,
            counts.DuplicatePacks,
            counts.HostStatuses,
            counts.ServiceStatuses,
            counts.Acknowledgements,
            counts.Downtimes,
            counts.BaStatuses,
            counts.Heartbeats,
            counts.Unknown,
            counts.Delivered,
            counts.Failed,
            counts.NotMapped,
            (long)time.GetElapsedTime(started).TotalMilliseconds,
            (time.GetUtcNow() - batch.Events.Min(hubEvent => hubEvent.EnqueuedAt))?.TotalSeconds
        );
}
