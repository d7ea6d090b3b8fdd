using Azure;
using Forwarder.Contracts.Publishers;
using Forwarder.Functions.Canopsis;
using Forwarder.Functions.Mapping;
using Forwarder.Functions.Mapping.Downtimes;

namespace Forwarder.Functions.Downtimes;

/// <summary>
/// What a lane does with the downtimes of one customer: the desired states are written, which is what counts, and Canopsis is updated at once as far as time
/// and Canopsis allow. What is left is done by the timer.
/// </summary>
internal sealed class LaneDowntimes(
    string customer,
    DowntimeOptions options,
    DowntimeStore store,
    DowntimeUpdater updater,
    TimeProvider time
)
{
    private const int MostConflicts = 50;

    /// <summary>An update of a batch takes no longer.</summary>
    public static readonly TimeSpan LongestUpdate = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ShortestUpdate = TimeSpan.FromSeconds(1);

    /// <summary>A Canopsis that does not answer is left to the timer for a while, so that lanes do not wait for it each time.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private long? failedAt;

    /// <summary>False: the rows that exist are kept true, so that nothing cancelled meanwhile comes back; none is added and Canopsis is not asked.</summary>
    public bool IsSent => options.IsSent;

    /// <param name="line">A line of kind downtime.</param>
    public DowntimeLine Read(ReadOnlySpan<byte> line, PublisherId publisher)
    {
        try
        {
            var downtime = new DowntimeMapper(options with { IsSent = true }).Map(line, publisher);
            return downtime is null ? default : Judged(new DowntimeLine(downtime, Refusal(downtime)));
        }
        catch (MalformedEventException malformed)
        {
            return Judged(new DowntimeLine(null, malformed.Message));
        }
    }

    /// <summary>Writes what the events desire.</summary>
    /// <returns>What is to be done in Canopsis about them.</returns>
    /// <exception cref="RequestFailedException">Table storage failed.</exception>
    public async Task<IReadOnlyList<DowntimeAction>> StoreAsync(DowntimeBatch batch, CancellationToken cancellation)
    {
        for (var conflicts = 0; conflicts < MostConflicts; conflicts++)
        {
            var stored = await store.FindAsync(customer, batch.Names, cancellation);
            var changes = Changes(batch, stored);
            if (await store.WriteAsync(customer, changes, cancellation) is not { } written)
            {
                continue;
            }
            foreach (var row in written)
            {
                stored[row.Row.Name] = row;
            }
            var now = time.GetUtcNow();
            return [.. stored.Values.Select(row => DowntimeAction.ByRow(row, now)).OfType<DowntimeAction>()];
        }
        throw new RequestFailedException(412, $"Rows of {DowntimeStore.TableName} change all the time.");
    }

    /// <summary>Brings them to Canopsis; what cannot be done in time stays pending.</summary>
    /// <param name="longest">The time that the lane has.</param>
    /// <exception cref="RequestFailedException">Table storage failed.</exception>
    public async Task UpdateAsync(
        IReadOnlyList<DowntimeAction> actions,
        TimeSpan longest,
        CancellationToken cancellation
    )
    {
        var isPaused = failedAt is { } failed && time.GetElapsedTime(failed) < Pause;
        if (!IsSent || actions.Count == 0 || isPaused || longest < ShortestUpdate)
        {
            return;
        }
        var budget = longest < LongestUpdate ? longest : LongestUpdate;
        var update = new DowntimeUpdate(new Deadline(time, budget));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(budget);
        try
        {
            await updater.RunAsync(actions, update, patience.Token, cancellation);
            failedAt = update.IsUnanswered ? time.GetTimestamp() : null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            failedAt = time.GetTimestamp();
        }
    }

    // What is not sent is not refused either.
    private DowntimeLine Judged(DowntimeLine line) => IsSent || line.Refusal is null ? line : default;

    private List<DowntimeChange> Changes(DowntimeBatch batch, Dictionary<string, StoredDowntime> stored)
    {
        var now = time.GetUtcNow();
        var rows = stored.ToDictionary(row => row.Key, row => row.Value.Row, StringComparer.Ordinal);
        var changed = new Dictionary<string, (DesiredDowntime Row, string Key)>(StringComparer.Ordinal);
        foreach (var (downtime, at) in batch.Events)
        {
            if (!IsSent && !downtime.Names.Any(rows.ContainsKey))
            {
                continue;
            }
            foreach (var row in DesiredStates.Take(downtime, at, rows, now))
            {
                rows[row.Name] = row;
                changed[row.Name] = (row, downtime.Key);
            }
        }
        // The changes of one event follow one another: they are written together.
        return
        [
            .. changed
                .Values.GroupBy(change => change.Key, StringComparer.Ordinal)
                .SelectMany(changes => changes)
                .Select(change => new DowntimeChange(
                    stored.GetValueOrDefault(change.Row.Name),
                    change.Row,
                    change.Key
                )),
        ];
    }

    private string? Refusal(Downtime downtime)
    {
        var row = new DesiredDowntime(downtime.Name)
        {
            Body = downtime.Body,
            Comment = downtime.Comment,
            ChangedAt = time.GetUtcNow(),
        };
        if (DowntimeStore.Refusal(customer, row) is { } unstorable)
        {
            return unstorable;
        }
        return downtime.Phase == DowntimePhase.Present
            ? PbehaviorRules.Refusal(downtime.Body.Write(PbehaviorIds.Placeholders))
                ?? (downtime.Comment is null ? null : PbehaviorRules.CommentRefusal(downtime.Comment))
            : null;
    }
}
