using System.Diagnostics.CodeAnalysis;
using Azure;
using Forwarder.Functions.Customers;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Hosting;

namespace Forwarder.Functions.ForwardEvents;

/// <summary>
/// Receives packs of one partition and gives them to their lanes, lanes in parallel. Succeeds when every pack is delivered, parked or quarantined; when
/// Table storage fails, the host keeps the batch and calls again, without limit (function.json, retry −1).
/// </summary>
internal sealed class ForwardEventsFunction(
    CustomerCatalog customers,
    LaneWorker worker,
    LaneSettings settings,
    string? singleCustomer,
    TimeProvider time,
    ILogger<ForwardEventsFunction> logger
)
{
    public async Task<FunctionOutcome> RunAsync(EventBatch batch, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        await customers.RefreshAsync(cancellation);
        using var budget = new LaneBudget(settings.Invocation, settings.LaneBudget, time);
        var lanes = batch
            .Events.GroupBy(hubEvent => PublisherOf.Event(hubEvent, singleCustomer))
            .Select(lane =>
            {
                HubEvent[] events = [.. lane];
                var publisher = lane.Key?.ToString() ?? PublisherOf.UnknownLane(batch.Partition);
                var target = lane.Key is { } known ? TargetOf(known, events.Length) : Unknown(batch, publisher, events);
                return Task.Run(
                    () => ForwardAsync(batch, publisher, events, target, budget, cancellation),
                    cancellation
                );
            })
            .ToList();
        var summary = new BatchSummary(await Task.WhenAll(lanes));
        Log(batch, summary, started);
        return summary.LeftPacks == 0
            ? FunctionOutcome.Success
            : FunctionOutcome.Failed($"{summary.LeftPacks} of {batch.Events.Count} packs stay in the hub.");
    }

    [SuppressMessage("Design", "CA1031", Justification = "One lane's fault must not stop the partition for all.")]
    private async Task<LaneResult> ForwardAsync(
        EventBatch batch,
        string publisher,
        HubEvent[] events,
        DeliveryTarget? target,
        LaneBudget budget,
        CancellationToken cancellation
    )
    {
        LanePack[] packs = [];
        try
        {
            packs = Array.ConvertAll(events, hubEvent => LanePacks.From(hubEvent, batch.Partition?.PartitionId));
            var outcome = await worker.ForwardAsync(
                publisher,
                packs,
                target,
                batch.RetryCount > 0,
                budget,
                cancellation
            );
            return new LaneResult(packs.Length, outcome);
        }
        catch (RequestFailedException fault)
        {
            ForwardLog.StorageFailed(logger, publisher, events.Length, fault);
            return new LaneResult(events.Length, null);
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested)
        {
            ForwardLog.Unforeseen(logger, publisher, events.Length, fault);
            return new LaneResult(events.Length, await ParkAsync(publisher, packs, budget, cancellation));
        }
        finally
        {
            budget.LaneFinished();
        }
    }

    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "Packs that cannot even be parked stay in the hub, told in the log."
    )]
    private async Task<LaneOutcome?> ParkAsync(
        string publisher,
        LanePack[] packs,
        LaneBudget budget,
        CancellationToken cancellation
    )
    {
        try
        {
            return packs.Length == 0
                ? null
                : await worker.ForwardAsync(publisher, packs, null, isRetry: true, budget, cancellation);
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested)
        {
            ForwardLog.NotParked(logger, publisher, packs.Length, fault);
            return null;
        }
    }

    private DeliveryTarget? TargetOf(Contracts.Publishers.PublisherId publisher, int packs)
    {
        if (customers.Find(publisher.Customer) is { } customer)
        {
            return customer.IsPaused ? null : DeliveryTarget.Of(customer);
        }
        ForwardLog.UnknownCustomer(logger, publisher, publisher.Customer, packs);
        return null;
    }

    private DeliveryTarget? Unknown(EventBatch batch, string lane, HubEvent[] events)
    {
        var first = events[0];
        var partition = batch.Partition?.PartitionId;
        ForwardLog.UnknownPublisher(logger, events.Length, partition, first.Publisher, first.PartitionKey, lane);
        return null;
    }

    private void Log(EventBatch batch, BatchSummary summary, long started) =>
        ForwardLog.Forwarded(
            logger,
            batch.Partition?.PartitionId,
            batch.RetryCount,
            batch.Events.Count,
            summary.Lanes,
            summary.DeliveredPacks,
            summary.ParkedPacks,
            summary.Repeats,
            summary.LeftPacks,
            summary.Done.Delivered,
            summary.Done.NotMapped,
            summary.Done.DeadLettered,
            (long)time.GetElapsedTime(started).TotalMilliseconds,
            (time.GetUtcNow() - batch.Events.Min(hubEvent => hubEvent.EnqueuedAt))?.TotalSeconds
        );
}
