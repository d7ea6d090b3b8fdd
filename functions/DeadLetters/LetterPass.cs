using System.Diagnostics.CodeAnalysis;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Tables;

namespace Forwarder.Functions.DeadLetters;

/// <summary>
/// What the timer does with the dead letters of one customer before it empties its lanes: finishes what a process that ended left behind, executes orders
/// and sends again what is due by itself. At any time only one pass of a customer may run.
/// </summary>
internal sealed class LetterPass(
    TableClient table,
    ILaneStore lanes,
    LaneWorker worker,
    TimeProvider time,
    ILogger<LetterPass> logger
)
{
    /// <summary>An order that takes longer goes on in the next pass.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(15);

    private readonly RedriveBatch redrive = new(table, worker, time);
    private readonly LetterDiscard discard = new(table, lanes, time);

    /// <returns>Whether there was something to do: lanes may have got packs.</returns>
    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "Whatever goes wrong with dead letters, the parked packs behind are emptied; the next pass tries again."
    )]
    public async Task<bool> RunAsync(LetterWork work, CancellationToken cancellation)
    {
        using var budget = new LaneBudget(Budget, Budget, time);
        var isNeeded = work.Orders.Count > 0;
        try
        {
            var isDue = await HasOpenAsync(work.Lanes, cancellation);
            isNeeded |= isDue;
            if (isNeeded)
            {
                await redrive.FinishAsync(work.Customer, cancellation);
            }
            foreach (var order in work.Orders.TakeWhile(_ => !budget.IsOver))
            {
                await ExecuteAsync(order, budget, cancellation);
            }
            if (isDue)
            {
                var due =
                    $"state eq '{DeadLetterState.Open}' and {TableFilter.Before("next_redrive_at", time.GetUtcNow())}";
                await SendAsync(new RedriveRun(redrive, work.Customer, null, false), due, budget, cancellation);
            }
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LetterLog.PassFailed(logger, work.Customer, fault);
        }
        return isNeeded;
    }

    private async Task<bool> HasOpenAsync(IReadOnlyList<string> publishers, CancellationToken cancellation)
    {
        foreach (var publisher in publishers)
        {
            if ((await lanes.ReadAsync(publisher, cancellation)).Row.Counters.OpenDeadLetters > 0)
            {
                return true;
            }
        }
        return false;
    }

    private async Task ExecuteAsync(LetterOrder order, LaneBudget budget, CancellationToken cancellation)
    {
        var run = new RedriveRun(redrive, order.Customer, order.Id, order.IsForced);
        var (taken, isComplete) =
            order.Action == LetterAction.Redrive
                ? await SendAsync(run, order.Matching, budget, cancellation)
                : await discard.ExecuteAsync(order, budget, cancellation);
        var next = order with { Taken = order.Taken + taken, Skipped = run.Skipped, IsExecuted = isComplete };
        await table.ExecuteAsync(TableOperation.Replace(next.Write(), order.ETag), cancellation);
        if (isComplete)
        {
            LetterLog.Executed(logger, order.Id, order.Action, order.Customer, next.Taken, next.Skipped, order.By);
        }
    }

    /// <summary>Sends letters again, in order, as many as time allows.</summary>
    private async Task<(long Taken, bool IsComplete)> SendAsync(
        RedriveRun run,
        string filter,
        LaneBudget budget,
        CancellationToken cancellation
    )
    {
        try
        {
            // Only reading is cut short, also where page after page holds nothing that matches.
            await foreach (var row in table.QueryAsync($"{LetterKeys.Letters(run.Customer)} and {filter}", budget.Over))
            {
                await run.AddAsync(row, cancellation);
                if (budget.IsOver)
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException) when (budget.IsOver)
        {
            // What was read is sent; the next pass reads again.
        }
        await run.EndAsync(cancellation);
        return (run.Taken, !run.IsRefused && !budget.IsOver);
    }
}
