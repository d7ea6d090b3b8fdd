using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Azure;
using Forwarder.Functions.Status;

namespace Forwarder.Functions.Delivery;

/// <summary>
/// Takes packs of lanes from the hub and from their queues to Canopsis. Whatever happens, a pack that was given to <see cref="ForwardAsync"/> is
/// delivered, parked or quarantined when it returns; when it throws, the hub has to deliver the pack again.
/// </summary>
internal sealed class LaneWorker(
    ILaneStore store,
    IDeadLetters deadLetters,
    LaneHolders holders,
    LaneSettings settings,
    TimeProvider time,
    ILogger<LaneWorker> logger,
    AgentHeartbeats? heartbeats = null
)
{
    private const string UnforeseenIsKept =
        "Whatever a lane meets, the others go on: it is logged, its packs are parked, and it counts as a crash of the pack that was open.";

    private readonly CustomerHealth health = new(settings, time);
    private readonly LaneAlarms alarms = new(logger);
    private readonly OpenLetterCache openLetters = new(deadLetters, time);
    private readonly LaneParking parking = new(store, new LaneAlarms(logger), time);
    private readonly ConcurrentDictionary<Task, bool> background = new();

    /// <summary>Ends when the deliveries that go on behind their invocation have ended.</summary>
    public Task BackgroundAsync() => Task.WhenAll(background.Keys);

    /// <param name="packs">Of one publisher, in the order of the partition.</param>
    /// <param name="target">Null when the customer is unknown, invalid or paused: its packs are parked.</param>
    /// <param name="isRetry">An earlier attempt with these packs failed, possibly with its process.</param>
    /// <param name="budget">When it is over, what is not delivered is parked; a request under way goes on in the background.</param>
    /// <exception cref="RequestFailedException">Table storage failed.</exception>
    public async Task<LaneOutcome> ForwardAsync(
        string publisher,
        IReadOnlyList<LanePack> packs,
        DeliveryTarget? target,
        bool isRetry,
        LaneBudget budget,
        CancellationToken cancellation
    )
    {
        var tried = new HashSet<PackKey>();
        DirectDelivery direct = default;
        if (
            target is not null
            && !budget.IsOver
            && !health.IsDown(target.Customer)
            && await TakeAsync(publisher, packs, target, isRetry, cancellation) is { } taken
        )
        {
            direct = await DeliverAsync(taken, target, budget);
            if (direct.Blocked is null)
            {
                return new LaneOutcome(taken.Fresh.Count, 0, packs.Count - taken.Fresh.Count, null)
                {
                    Done = direct.Done,
                };
            }
            // What is recorded or parked meanwhile is no repeat.
            tried.UnionWith(packs.Select(pack => pack.Key));
        }
        var parked = await parking.ParkAsync(publisher, packs, tried, cancellation);
        return new LaneOutcome(0, parked, packs.Count - parked, direct.Blocked) { Done = direct.Done };
    }

    /// <summary>Delivers the packs of the queue until it is empty, Canopsis takes no more or the time is up.</summary>
    /// <param name="isProbe">Whether the customer may still be down: then nothing is tried before its time has come.</param>
    /// <returns>Null when it is not the time, or somebody else is at it.</returns>
    /// <exception cref="RequestFailedException">Table storage failed.</exception>
    public async Task<DrainOutcome?> DrainAsync(
        string publisher,
        DeliveryTarget target,
        bool isProbe,
        Func<bool> isOver,
        CancellationToken cancellation
    )
    {
        if (isProbe && health.AskedForPatience(target.Customer))
        {
            return null;
        }
        using var claimant = new LaneClaimant(holders, target.Lease, time);
        for (var conflicts = 0; conflicts < HeldLane.MostConflicts; conflicts++)
        {
            var stored = await store.ReadAsync(publisher, cancellation);
            if (stored.Row.IsEmpty)
            {
                return new DrainOutcome(0, IsEmpty: true, null);
            }
            if (LaneLogic.Drain(stored.Row, claimant.On(stored.Row), isProbe) is not { } row)
            {
                return null;
            }
            if (await store.WriteAsync(stored, row, [], [], cancellation) is { } written)
            {
                claimant.Took(stored.Row);
                var held = new HeldLane(store, written, target.Lease, time);
                var isTakeover = stored.Row.LeaseUntil is not null;
                var isCareful = isTakeover || row.Attempt is not null;
                var (run, turn) = Turn(held, target, isCareful, isTakeover, isOver);
                using (run)
                {
                    var outcome = await DrainAsync(publisher, claimant, run, turn, cancellation);
                    health.Saw(target.Customer, outcome.Blocked, run.RetryAfter);
                    return outcome;
                }
            }
        }
        throw new RequestFailedException(412, $"The row of lane {publisher} changes all the time.");
    }

    [SuppressMessage("Design", "CA1031", Justification = UnforeseenIsKept)]
    private async Task<DrainOutcome> DrainAsync(
        string publisher,
        LaneClaimant claimant,
        LaneRun run,
        LaneTurn turn,
        CancellationToken cancellation
    )
    {
        try
        {
            return await turn.DrainAsync(cancellation);
        }
        catch (Exception fault) when (fault is not RequestFailedException && !cancellation.IsCancellationRequested)
        {
            LaneLog.Unforeseen(logger, publisher, fault);
            claimant.Fault();
            return new DrainOutcome(run.Finished, IsEmpty: false, BlockReason.Faulted);
        }
    }

    private async Task<TakenLane?> TakeAsync(
        string publisher,
        IReadOnlyList<LanePack> packs,
        DeliveryTarget target,
        bool isRetry,
        CancellationToken cancellation
    )
    {
        var claimant = new LaneClaimant(holders, target.Lease, time);
        TakenLane? taken = null;
        try
        {
            var labels = packs.Select(pack => pack.Label).ToList();
            for (var conflicts = 0; conflicts < HeldLane.MostConflicts; conflicts++)
            {
                var stored = await store.ReadAsync(publisher, cancellation);
                var decision = LaneLogic.Offer(
                    stored.Row,
                    labels,
                    claimant.On(stored.Row),
                    mayDeliver: true,
                    new HashSet<PackKey>()
                );
                if (decision.Verdict != OfferVerdict.Deliver)
                {
                    return null;
                }
                if (await store.WriteAsync(stored, decision.Row, [], [], cancellation) is { } written)
                {
                    claimant.Took(stored.Row);
                    alarms.Raise(publisher, decision);
                    var held = new HeldLane(store, written, target.Lease, time);
                    var fresh = decision.Fresh.Select(label => packs.First(pack => pack.Label == label)).ToList();
                    var isTakeover = stored.Row.LeaseUntil is not null;
                    var isCareful = isRetry || isTakeover || decision.Row.Attempt is not null;
                    return taken = new TakenLane(claimant, held, fresh, isCareful, isTakeover);
                }
            }
            throw new RequestFailedException(412, $"The row of lane {publisher} changes all the time.");
        }
        finally
        {
            if (taken is null)
            {
                claimant.Dispose();
            }
        }
    }

    /// <summary>When the invocation gives up, the run goes on; also with the queue behind the packs.</summary>
    private async Task<DirectDelivery> DeliverAsync(TakenLane taken, DeliveryTarget target, LaneBudget budget)
    {
        using var wait = new DirectWait(health.Patience(target.Customer), settings.LaneBudget, time, budget.Over);
        var run = RunAsync(taken, target, wait);
        background.TryAdd(run, true);
        _ = run.ContinueWith(ended => background.TryRemove(ended, out _), TaskScheduler.Default);
        var delivery = await wait.Ended;
        if (delivery.IsLate)
        {
            health.WasLate(target.Customer);
        }
        return delivery;
    }

    [SuppressMessage("Design", "CA1031", Justification = UnforeseenIsKept)]
    private async Task RunAsync(TakenLane taken, DeliveryTarget target, DirectWait wait)
    {
        var started = time.GetTimestamp();
        using var claimant = taken.Claimant;
        // The invocation waits by its own clock, however long lines take that are only read.
        await Task.Yield();
        var (run, turn) = Turn(
            taken.Held,
            target,
            taken.IsCareful,
            taken.IsTakeover,
            () => time.GetElapsedTime(started) >= settings.Run,
            wait.Answered
        );
        try
        {
            using (run)
            {
                var blocked = await turn.DeliverAsync(taken.Fresh, CancellationToken.None);
                health.Saw(target.Customer, blocked, run.RetryAfter);
                wait.Recorded(new DirectDelivery(blocked, run.Done));
                if (blocked is null)
                {
                    var drained = await turn.DrainAsync(CancellationToken.None);
                    health.Saw(target.Customer, drained.Blocked, run.RetryAfter);
                }
            }
        }
        catch (RequestFailedException fault)
        {
            LaneLog.Faulted(logger, taken.Held.Publisher, fault);
            wait.Faulted(fault);
        }
        catch (Exception fault)
        {
            LaneLog.Unforeseen(logger, taken.Held.Publisher, fault);
            claimant.Fault();
            wait.Recorded(new DirectDelivery(BlockReason.Faulted, run.Done));
        }
    }

    private (LaneRun Run, LaneTurn Turn) Turn(
        HeldLane held,
        DeliveryTarget target,
        bool isCareful,
        bool isTakeover,
        Func<bool> isOver,
        Action? answered = null
    )
    {
        var letters = new LetterBook(deadLetters, openLetters, held, target.Customer, isTakeover);
        var run = new LaneRun(held, target, letters, isCareful, isOver, time, logger, heartbeats)
        {
            Answered = answered,
            MayRepeat = isTakeover,
        };
        var queue = new QueueReader(store, held, settings, time);
        return (run, new LaneTurn(held, run, queue, isCareful, isOver, settings, time, logger));
    }
}
