using Forwarder.Functions.Canopsis;

namespace Forwarder.Functions.Downtimes;

/// <summary>
/// Compares one customer's Canopsis with its rows, Canopsis first, and makes them equal (<see cref="DowntimeDifference"/>). Each step reads its row
/// again before and is conditional after, so that lanes, other instances and operators can work at the same time.
/// </summary>
internal sealed class DowntimeSync(
    string customer,
    DowntimeSettings settings,
    PbehaviorClient client,
    DowntimeStore store,
    DowntimeUpdater updater,
    TimeProvider time,
    ILogger logger
)
{
    private const int ActionsAtOnce = 100;

    private int unknownBefore;

    // Of rows that the customer's own prefix does not cover, as those taken over from the reference connector.
    private bool hasOthers;

    /// <param name="isForced">Also when suspiciously many would be deleted.</param>
    /// <param name="isOurs">Of the pbehaviors without a row, those that are reported.</param>
    /// <exception cref="Azure.RequestFailedException">Table storage failed.</exception>
    public async Task<SyncOutcome> RunAsync(
        bool isForced,
        Func<string, bool> isOurs,
        Deadline deadline,
        CancellationToken cancellation
    )
    {
        var started = time.GetTimestamp();
        var update = new DowntimeUpdate(deadline);
        if (!settings.Mapping.IsSent || client.OnlyLogsRequests)
        {
            return new SyncOutcome(new DowntimePlan([], [], 0), update);
        }
        if (await ReadAsync(update, cancellation) is not var (listing, rows))
        {
            return new SyncOutcome(null, update);
        }
        var plan = DowntimeDifference.Between(listing, rows, time.GetUtcNow());
        var isStopped = plan.DeletesSuspiciouslyMany && !isForced;
        if (isStopped)
        {
            DowntimeLog.TooManyDeletions(logger, customer, plan.Deletions, plan.Known);
            plan = plan.WithoutDeletions();
        }
        Report(plan, isOurs);
        var forgotten = 0;
        foreach (var part in plan.Actions.Chunk(ActionsAtOnce))
        {
            if (!update.MayGoOn)
            {
                update.CountLeft(part.Length);
                continue;
            }
            forgotten += await PartAsync(part, update, cancellation);
        }
        var outcome = new SyncOutcome(plan, update) { Forgotten = forgotten, IsStopped = isStopped };
        Log(outcome, plan, started);
        return outcome;
    }

    // Canopsis first, then the table. Null when Canopsis does not answer.
    private async Task<(PbehaviorListing, List<StoredDowntime>)?> ReadAsync(
        DowntimeUpdate update,
        CancellationToken cancellation
    )
    {
        var own = settings.NamePrefix(customer);
        while (true)
        {
            var isWide = hasOthers;
            var prefix = isWide && own is not null ? DowntimeSettings.ReferencePrefix : own;
            var (listing, answer) = await client.ListAsync(prefix, time.GetUtcNow(), cancellation);
            if (listing is null)
            {
                update.Outage = answer;
                DowntimeLog.NotAvailable(logger, customer, answer.Class, answer.Status, answer.Detail);
                return null;
            }
            var rows = await store.ReadAsync(customer, cancellation);
            hasOthers = own is not null && rows.Exists(stored => IsBeside(own, stored.Row));
            if (isWide || !hasOthers)
            {
                return (listing, rows);
            }
        }
    }

    private bool IsBeside(string own, DesiredDowntime row) =>
        row.IsPresent
        && !row.IsOver(time.GetUtcNow())
        && !row.Name.StartsWith(own, StringComparison.Ordinal)
        && row.Name.StartsWith(DowntimeSettings.ReferencePrefix, StringComparison.Ordinal);

    private async Task<int> PartAsync(DowntimeAction[] part, DowntimeUpdate update, CancellationToken cancellation)
    {
        var keys = part.Select(action => DowntimeEntity.RowKey(action.Stored.Row.Name))
            .Order(StringComparer.Ordinal)
            .ToList();
        var present = (await store.ReadAsync(customer, keys[0], keys[^1], cancellation)).ToDictionary(
            stored => stored.Row.Name,
            StringComparer.Ordinal
        );
        // What was decided holds only for the row as it was.
        List<DowntimeAction> valid =
        [
            .. part.Where(action =>
                    present.TryGetValue(action.Stored.Row.Name, out var stored)
                    && stored.Row.Revision == action.Stored.Row.Revision
                )
                .Select(action => action with { Stored = present[action.Stored.Row.Name] }),
        ];
        var forgotten = 0;
        foreach (var action in valid.Where(action => action.Kind == DowntimeActionKind.Forget))
        {
            await store.ForgetAsync(customer, action.Stored, cancellation);
            forgotten++;
        }
        await updater.RunAsync(
            [.. valid.Where(action => action.Kind != DowntimeActionKind.Forget)],
            update,
            cancellation
        );
        return forgotten;
    }

    // Once, not every minute.
    private void Report(DowntimePlan plan, Func<string, bool> isOurs)
    {
        var unknown = plan.Unknown.Where(item => isOurs(item.Name)).ToList();
        if (unknown.Count > 0 && unknown.Count != unknownBefore)
        {
            DowntimeLog.Unknown(logger, customer, unknown.Count, unknown[0].Name);
        }
        unknownBefore = unknown.Count;
    }

    private void Log(SyncOutcome outcome, DowntimePlan plan, long started)
    {
        if (plan.Actions.Count == 0)
        {
            return;
        }
        var update = outcome.Update;
        DowntimeLog.Synchronised(
            logger,
            customer,
            update.Done(DowntimeActionKind.Create),
            update.Done(DowntimeActionKind.Correct),
            update.Done(DowntimeActionKind.Delete),
            update.Done(DowntimeActionKind.Comment),
            update.Done(DowntimeActionKind.Confirm),
            outcome.Forgotten,
            update.Failed,
            update.Left + plan.Waiting,
            plan.Listed,
            (long)time.GetElapsedTime(started).TotalMilliseconds
        );
    }
}
