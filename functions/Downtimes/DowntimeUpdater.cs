using Forwarder.Functions.Mapping.Downtimes;

namespace Forwarder.Functions.Downtimes;

/// <summary>
/// Makes Canopsis equal to rows of one customer, and notes in each row how far that came. Every step can be repeated: what is there already counts as done
/// after a look at it, so that neither a crash nor another instance at the same work does harm.
/// </summary>
internal sealed class DowntimeUpdater(
    string customer,
    PbehaviorClient client,
    CanopsisIds ids,
    DowntimeStore store,
    TimeProvider time,
    ILogger logger
)
{
    private const int ParallelRequests = 4;

    /// <summary>Carries out actions, each about another row, and notes the outcomes.</summary>
    /// <param name="patience">Ends the requests; what came of those before is noted all the same.</param>
    /// <exception cref="Azure.RequestFailedException">Table storage failed.</exception>
    /// <exception cref="OperationCanceledException">One of the two has ended.</exception>
    public async Task RunAsync(
        IReadOnlyList<DowntimeAction> actions,
        DowntimeUpdate update,
        CancellationToken patience,
        CancellationToken cancellation
    )
    {
        var outcomes = new DowntimeOutcomes();
        try
        {
            await SendAsync(actions, update, outcomes, patience);
        }
        finally
        {
            if (outcomes.Changed is { Count: > 0 } changed)
            {
                await store.NoteAsync(customer, changed, cancellation);
            }
        }
    }

    /// <summary>The same without a time of its own for the requests.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage failed.</exception>
    public Task RunAsync(
        IReadOnlyList<DowntimeAction> actions,
        DowntimeUpdate update,
        CancellationToken cancellation
    ) => RunAsync(actions, update, cancellation, cancellation);

    private async Task SendAsync(
        IReadOnlyList<DowntimeAction> actions,
        DowntimeUpdate update,
        DowntimeOutcomes outcomes,
        CancellationToken cancellation
    )
    {
        var needsIds = actions.Any(action => action.Kind is DowntimeActionKind.Create or DowntimeActionKind.Correct);
        var looked = needsIds ? await ids.GetAsync(cancellation) : PbehaviorIds.Placeholders;
        var connector = needsIds && await ids.UsesConnectorRouteAsync(cancellation);

        var report = new DowntimeReport(customer, update, time, logger);
        var writer = new DowntimeWriter(customer, client, ids, looked, connector, update, report, time);
        await SendManyAsync(
            actions,
            connector,
            writer,
            new DowntimeBulk(client, update, report, outcomes),
            cancellation
        );

        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = ParallelRequests,
            CancellationToken = cancellation,
        };
        await Parallel.ForEachAsync(
            outcomes.Rest(actions),
            options,
            (action, token) => SendAsync(action, update, writer, outcomes, token)
        );
        await new DowntimeComments(customer, client, store, update, report, outcomes, time).SendAsync(options);
    }

    private async Task SendManyAsync(
        IReadOnlyList<DowntimeAction> actions,
        bool connector,
        DowntimeWriter writer,
        DowntimeBulk bulk,
        CancellationToken cancellation
    )
    {
        await bulk.SendAsync(
            HttpMethod.Post,
            connector ? client.Routes.Connector : client.Routes.Bulk,
            actions.Where(action => action.Kind == DowntimeActionKind.Create),
            action => writer.Creation(action.Stored.Row),
            (action, answer) => writer.Created(action.Stored.Row, answer),
            cancellation
        );
        await bulk.SendAsync(
            HttpMethod.Delete,
            client.Routes.Bulk,
            actions.Where(action => action.Kind == DowntimeActionKind.Delete),
            action => action.Id is { } id ? DowntimeRequestBodies.Deletion(id) : null,
            (_, _) => DowntimeProgress.Gone(time.GetUtcNow()),
            cancellation
        );
    }

    private async ValueTask SendAsync(
        DowntimeAction action,
        DowntimeUpdate update,
        DowntimeWriter writer,
        DowntimeOutcomes outcomes,
        CancellationToken cancellation
    )
    {
        var isSending = action.Kind is not (DowntimeActionKind.Confirm or DowntimeActionKind.Comment);
        if (isSending && !update.MayGoOn)
        {
            update.CountLeft();
            return;
        }
        var progress = action.Kind switch
        {
            DowntimeActionKind.Create => await writer.CreateAsync(action.Stored.Row, cancellation),
            DowntimeActionKind.Correct => await writer.CorrectAsync(action.Seen, cancellation),
            DowntimeActionKind.Delete => await writer.DeleteAsync(action.Seen, cancellation),
            _ => Confirmed(action),
        };
        outcomes.Note(action.Stored, progress);
        if (progress.IsDone && action.Kind != DowntimeActionKind.Comment)
        {
            update.CountDone(action.Kind);
        }
    }

    private DowntimeProgress Confirmed(DowntimeAction action)
    {
        var row = action.Seen;
        var now = time.GetUtcNow();
        return !row.IsPresent ? DowntimeProgress.Gone(now)
            : action.Found is { } found ? row.Progress.Shown(found.Id, now)
            : row.Progress;
    }
}
