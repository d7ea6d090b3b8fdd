using System.Collections.Concurrent;
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
    private const int BulkFrom = 10;
    private const int MostInOneRequest = 500;
    private const int MostBytesInOneRequest = 1_000_000;

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
        var outcomes = new ConcurrentDictionary<string, (StoredDowntime Stored, DowntimeProgress Progress)>(
            StringComparer.Ordinal
        );
        try
        {
            await SendAsync(actions, update, outcomes, patience);
        }
        finally
        {
            List<(StoredDowntime, DowntimeProgress)> changed =
            [
                .. outcomes.Values.Where(outcome => outcome.Progress != outcome.Stored.Row.Progress),
            ];
            if (changed.Count > 0)
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
        ConcurrentDictionary<string, (StoredDowntime Stored, DowntimeProgress Progress)> outcomes,
        CancellationToken cancellation
    )
    {
        if (actions.Any(action => action.Kind is DowntimeActionKind.Create or DowntimeActionKind.Correct))
        {
            var known = await ids.GetAsync(cancellation);
            var connector = await ids.UsesConnectorRouteAsync(cancellation);
            var rest = await CreateManyAsync(actions, known, connector, update, outcomes, cancellation);
            rest = await DeleteManyAsync(rest, update, outcomes, cancellation);
            await EachAsync(rest, known, connector, update, outcomes, cancellation);
        }
        else
        {
            var rest = await DeleteManyAsync(actions, update, outcomes, cancellation);
            await EachAsync(rest, PbehaviorIds.Placeholders, connector: false, update, outcomes, cancellation);
        }
        await CommentAsync(update, outcomes, cancellation);
    }

    // What a bulk request does not do is left to the single ones, which look closer.
    private async Task<IReadOnlyList<DowntimeAction>> CreateManyAsync(
        IReadOnlyList<DowntimeAction> actions,
        PbehaviorIds known,
        bool connector,
        DowntimeUpdate update,
        ConcurrentDictionary<string, (StoredDowntime, DowntimeProgress)> outcomes,
        CancellationToken cancellation
    )
    {
        List<(DowntimeAction Action, byte[] Body)> creations =
        [
            .. actions
                .Where(action => action.Kind == DowntimeActionKind.Create)
                .Select(action => (action, Body: CreationOf(action.Stored.Row, known, connector)!))
                .Where(creation => creation.Body is not null),
        ];
        if (creations.Count < BulkFrom)
        {
            return actions;
        }
        var route = connector ? client.Routes.Connector : client.Routes.Bulk;
        await BulkAsync(
            HttpMethod.Post,
            route,
            creations,
            (action, answer) =>
                outcomes[action.Stored.Row.Name] = (action.Stored, Created(action.Stored.Row, answer, connector)),
            update,
            cancellation
        );
        return [.. actions.Where(action => !outcomes.ContainsKey(action.Stored.Row.Name))];
    }

    private async Task<IReadOnlyList<DowntimeAction>> DeleteManyAsync(
        IReadOnlyList<DowntimeAction> actions,
        DowntimeUpdate update,
        ConcurrentDictionary<string, (StoredDowntime, DowntimeProgress)> outcomes,
        CancellationToken cancellation
    )
    {
        List<(DowntimeAction Action, byte[] Body)> deletions =
        [
            .. actions
                .Where(action => action.Kind == DowntimeActionKind.Delete && IdOf(action) is not null)
                .Select(action => (action, DowntimeRequestBodies.Deletion(IdOf(action)!))),
        ];
        if (deletions.Count < BulkFrom)
        {
            return actions;
        }
        await BulkAsync(
            HttpMethod.Delete,
            client.Routes.Bulk,
            deletions,
            (action, _) => outcomes[action.Stored.Row.Name] = (action.Stored, DowntimeProgress.Gone(time.GetUtcNow())),
            update,
            cancellation
        );
        return [.. actions.Where(action => !outcomes.ContainsKey(action.Stored.Row.Name))];
    }

    private async Task BulkAsync(
        HttpMethod method,
        string route,
        List<(DowntimeAction Action, byte[] Body)> items,
        Action<DowntimeAction, PbehaviorAnswer> succeeded,
        DowntimeUpdate update,
        CancellationToken cancellation
    )
    {
        for (var from = 0; from < items.Count && update.MayGoOn; )
        {
            var bytes = 0;
            var part = items
                .Skip(from)
                .Take(MostInOneRequest)
                .TakeWhile((item, index) => (bytes += item.Body.Length + 1) < MostBytesInOneRequest || index == 0)
                .ToList();
            from += part.Count;
            List<byte[]> bodies = [.. part.Select(item => item.Body)];
            var (answers, whole) = await client.BulkAsync(method, route, bodies, cancellation);
            if (answers is null)
            {
                if (whole.Class == PbehaviorAnswerClass.RetryLater)
                {
                    CountOutage(update, whole);
                }
                return;
            }
            update.CountAnswered();
            foreach (var (item, answer) in part.Zip(answers).Where(pair => pair.Second.IsDone))
            {
                succeeded(item.Action, answer);
                update.CountDone(item.Action.Kind);
            }
        }
    }

    private Task EachAsync(
        IReadOnlyList<DowntimeAction> actions,
        PbehaviorIds known,
        bool connector,
        DowntimeUpdate update,
        ConcurrentDictionary<string, (StoredDowntime, DowntimeProgress)> outcomes,
        CancellationToken cancellation
    ) =>
        Parallel.ForEachAsync(
            actions,
            new ParallelOptions { MaxDegreeOfParallelism = ParallelRequests, CancellationToken = cancellation },
            async (action, token) =>
            {
                var row = action.Stored.Row;
                var isSending = action.Kind is not (DowntimeActionKind.Confirm or DowntimeActionKind.Comment);
                if (isSending && !update.MayGoOn)
                {
                    update.CountLeft();
                    return;
                }
                var progress = action.Kind switch
                {
                    DowntimeActionKind.Create => await CreateAsync(row, known, connector, update, token),
                    DowntimeActionKind.Correct => await CorrectAsync(Seen(action), known, connector, update, token),
                    DowntimeActionKind.Delete => await DeleteAsync(Seen(action), update, token),
                    _ => Confirmed(action),
                };
                outcomes[row.Name] = (action.Stored, progress);
                if (progress.IsDone && action.Kind != DowntimeActionKind.Comment)
                {
                    update.CountDone(action.Kind);
                }
            }
        );

    private async Task<DowntimeProgress> CreateAsync(
        DesiredDowntime row,
        PbehaviorIds known,
        bool connector,
        DowntimeUpdate update,
        CancellationToken cancellation
    )
    {
        var sent = Coloured(known, update);
        if (CreationOf(row, sent, connector) is not { } body)
        {
            return Waiting(row, known, update);
        }
        if (!MayCreate(row, update))
        {
            update.CountLeft();
            return row.Progress;
        }
        var answer = await PostAsync(row, body, connector, cancellation);
        if (WantsColour(row, answer, sent, update))
        {
            return await CreateAsync(row, known, connector, update, cancellation);
        }
        switch (answer.Class)
        {
            case PbehaviorAnswerClass.Done:
                update.CountAnswered();
                return Created(row, answer, connector);
            case PbehaviorAnswerClass.Exists:
                return await LookCloserAsync(row, known, connector, answer, update, cancellation);
            case PbehaviorAnswerClass.NeedsIds:
                return await WithoutIdsAsync(row, DowntimeActionKind.Create, answer, update, cancellation);
            default:
                return Failed(row, DowntimeActionKind.Create, answer, update);
        }
    }

    private async Task<PbehaviorAnswer> PostAsync(
        DesiredDowntime row,
        byte[] body,
        bool connector,
        CancellationToken cancellation
    )
    {
        if (!connector || row.Body.Templated is not null)
        {
            return await client.CreateAsync(body, cancellation);
        }
        var (items, answer) = await client.BulkAsync(HttpMethod.Post, client.Routes.Connector, [body], cancellation);
        return items?[0] ?? answer;
    }

    // There is one of this id or name already: it counts as ours when it is what is desired, and becomes so otherwise.
    private async Task<DowntimeProgress> LookCloserAsync(
        DesiredDowntime row,
        PbehaviorIds known,
        bool connector,
        PbehaviorAnswer refusal,
        DowntimeUpdate update,
        CancellationToken cancellation
    )
    {
        var (found, answer) = await client.FindAsync(row.Progress.Id ?? row.Name, row.Name, cancellation);
        if (found is null)
        {
            return Failed(row, DowntimeActionKind.Create, answer.IsOutage ? answer : refusal, update);
        }
        var progress = row.Progress.Shown(found.Id, time.GetUtcNow()) with
        {
            IsCommentDone = DowntimeDifference.HasComment(row, found) || row.Progress.IsCommentDone,
        };
        return DowntimeDifference.Agrees(row, found)
            ? progress
            : await CorrectAsync(row with { Progress = progress }, known, connector, update, cancellation);
    }

    private async Task<DowntimeProgress> CorrectAsync(
        DesiredDowntime row,
        PbehaviorIds known,
        bool connector,
        DowntimeUpdate update,
        CancellationToken cancellation
    )
    {
        var sent = Coloured(known, update);
        if (CreationOf(row, sent, connector: false) is not { } body)
        {
            return Waiting(row, known, update);
        }
        // What came from the route for connectors cannot be changed.
        var answer =
            connector || update.IsForbidden(DowntimeActionKind.Correct)
                ? new PbehaviorAnswer(PbehaviorAnswerClass.Exists)
                : await client.UpdateAsync(row.Progress.Id ?? row.Name, body, cancellation);
        if (WantsColour(row, answer, sent, update))
        {
            return await CorrectAsync(row, known, connector, update, cancellation);
        }
        switch (answer.Class)
        {
            case PbehaviorAnswerClass.Done:
                update.CountAnswered();
                return row.Progress.Shown(PbehaviorReader.Text(answer.Body, "_id"), time.GetUtcNow());
            case PbehaviorAnswerClass.Forbidden or PbehaviorAnswerClass.Missing or PbehaviorAnswerClass.Exists:
                // The right to change is missing, it is gone, or it is locked.
                if (answer.Class == PbehaviorAnswerClass.Forbidden)
                {
                    update.Forbid(DowntimeActionKind.Correct);
                }
                return await ReplaceAsync(row, known, connector, update, cancellation);
            case PbehaviorAnswerClass.NeedsIds:
                return await WithoutIdsAsync(row, DowntimeActionKind.Correct, answer, update, cancellation);
            default:
                return Failed(row, DowntimeActionKind.Correct, answer, update);
        }
    }

    // Also when the process ends in between: the row still desires it, and the next look finds it missing.
    private async Task<DowntimeProgress> ReplaceAsync(
        DesiredDowntime row,
        PbehaviorIds known,
        bool connector,
        DowntimeUpdate update,
        CancellationToken cancellation
    )
    {
        var sent = Coloured(known, update);
        if (CreationOf(row, sent, connector) is not { } body)
        {
            return Waiting(row, known, update);
        }
        // Rather one that is wrong than none.
        if (!MayCreate(row, update))
        {
            update.CountLeft();
            return row.Progress;
        }
        var deleted = await client.DeleteAsync(row.Name, row.Progress.Id, cancellation);
        if (deleted.Class is not (PbehaviorAnswerClass.Done or PbehaviorAnswerClass.Missing))
        {
            return Failed(row, DowntimeActionKind.Delete, deleted, update);
        }
        var bare = row with
        {
            Progress = row.Progress with { IsDone = false, IsThere = false, Id = null, IsCommentDone = false },
        };
        var answer = await PostAsync(bare, body, connector, cancellation);
        if (WantsColour(bare, answer, sent, update))
        {
            body = CreationOf(bare, Coloured(known, update), connector)!;
            answer = await PostAsync(bare, body, connector, cancellation);
        }
        switch (answer.Class)
        {
            case PbehaviorAnswerClass.Done:
                update.CountAnswered();
                return Created(bare, answer, connector);
            case PbehaviorAnswerClass.NeedsIds:
                return await WithoutIdsAsync(bare, DowntimeActionKind.Create, answer, update, cancellation);
            case PbehaviorAnswerClass.Exists:
                // Somebody else was faster: it is looked at once, and not replaced again.
                var (found, _) = await client.FindAsync(row.Name, row.Name, cancellation);
                return found is not null && DowntimeDifference.Agrees(bare, found)
                    ? Seen(bare, found).Progress.Shown(found.Id, time.GetUtcNow())
                    : Failed(bare, DowntimeActionKind.Create, answer, update);
            default:
                return Failed(bare, DowntimeActionKind.Create, answer, update);
        }
    }

    private async Task<DowntimeProgress> DeleteAsync(
        DesiredDowntime row,
        DowntimeUpdate update,
        CancellationToken cancellation
    )
    {
        if (update.IsForbidden(DowntimeActionKind.Delete))
        {
            update.CountLeft();
            return row.Progress;
        }
        var answer = await client.DeleteAsync(row.Name, row.Progress.Id, cancellation);
        if (answer.Class is not (PbehaviorAnswerClass.Done or PbehaviorAnswerClass.Missing))
        {
            return Failed(row, DowntimeActionKind.Delete, answer, update);
        }
        update.CountAnswered();
        return DowntimeProgress.Gone(time.GetUtcNow());
    }

    // What a template says does not come from ids that were looked up.
    private static bool MayCreate(DesiredDowntime row, DowntimeUpdate update) =>
        !update.IsForbidden(DowntimeActionKind.Create) && (row.Body.Templated is not null || !update.AreIdsForgotten);

    private static PbehaviorIds Coloured(PbehaviorIds known, DowntimeUpdate update) =>
        update.NeedsColour ? known with { NeedsColour = true } : known;

    // Version 22.10 may not tell its patch level, by which it is known otherwise.
    private static bool WantsColour(
        DesiredDowntime row,
        PbehaviorAnswer answer,
        PbehaviorIds sent,
        DowntimeUpdate update
    )
    {
        if (!answer.NamesColour || row.Body.Templated is not null || sent.NeedsColour)
        {
            return false;
        }
        update.NeedsColour = true;
        return true;
    }

    private async Task<DowntimeProgress> WithoutIdsAsync(
        DesiredDowntime row,
        DowntimeActionKind kind,
        PbehaviorAnswer answer,
        DowntimeUpdate update,
        CancellationToken cancellation
    )
    {
        if (row.Body.Templated is null && update.ForgetIds())
        {
            DowntimeLog.IdsForgotten(logger, customer, answer.Error);
            await ids.ForgetAsync(cancellation);
        }
        return Failed(row, kind, answer, update);
    }

    private Task CommentAsync(
        DowntimeUpdate update,
        ConcurrentDictionary<string, (StoredDowntime Stored, DowntimeProgress Progress)> outcomes,
        CancellationToken cancellation
    ) =>
        Parallel.ForEachAsync(
            outcomes.Values.Select(outcome =>
                (outcome.Stored, Row: outcome.Stored.Row with { Progress = outcome.Progress })
            ),
            new ParallelOptions { MaxDegreeOfParallelism = ParallelRequests, CancellationToken = cancellation },
            async (outcome, token) =>
            {
                var row = outcome.Row;
                if (!row.Progress.IsDone || !row.NeedsComment)
                {
                    return;
                }
                if (!update.MayGoOn || !row.Progress.MayTry(time.GetUtcNow()))
                {
                    update.CountLeft();
                    return;
                }
                // A lane or another instance may have been faster.
                var present = await store.FindAsync(customer, row.Name, token);
                if (present?.Row.Revision != row.Revision)
                {
                    return;
                }
                if (present.Row.Progress.IsCommentDone && !outcome.Stored.Row.Progress.IsCommentDone)
                {
                    outcomes[row.Name] = (outcome.Stored, row.Progress with { IsCommentDone = true });
                    return;
                }
                var answer = await client.CommentAsync(DowntimeRequestBodies.Comment(row), token);
                outcomes[row.Name] = (outcome.Stored, Commented(row, answer, update));
            }
        );

    private DowntimeProgress Commented(DesiredDowntime row, PbehaviorAnswer answer, DowntimeUpdate update)
    {
        if (answer.IsDone)
        {
            update.CountAnswered();
            update.CountDone(DowntimeActionKind.Comment);
            return row.Progress with { IsCommentDone = true, Error = null, NextTry = null };
        }
        if (answer.IsOutage)
        {
            CountOutage(update, answer);
        }
        else
        {
            update.CountAnswered();
        }
        update.CountFailed();
        var progress = row.Progress.CommentRefused($"comment {answer.Error}", time.GetUtcNow());
        DowntimeLog.CommentRefused(
            logger,
            customer,
            row.Name,
            answer.Error,
            progress.CommentAttempts,
            DowntimeProgress.MostCommentAttempts
        );
        return progress;
    }

    private byte[]? CreationOf(DesiredDowntime row, PbehaviorIds known, bool connector) =>
        connector && row.Body.Templated is null
            ? DowntimeRequestBodies.Connector(customer, row, known)
            : (row.Body with { Name = row.Name }).Write(known);

    // A new pbehavior has no comment yet, unless the route for connectors put it in.
    private DowntimeProgress Created(DesiredDowntime row, PbehaviorAnswer answer, bool connector) =>
        row.Progress.Shown(
            PbehaviorReader.Text(answer.Body, "_id") ?? PbehaviorReader.Text(answer.Body, "id"),
            time.GetUtcNow()
        ) with
        {
            IsCommentDone = connector && row.Body.Templated is null,
            CommentAttempts = 0,
        };

    private DowntimeProgress Confirmed(DowntimeAction action)
    {
        var row = Seen(action);
        var now = time.GetUtcNow();
        return !row.IsPresent ? DowntimeProgress.Gone(now)
            : action.Found is { } found ? row.Progress.Shown(found.Id, now)
            : row.Progress;
    }

    /// <summary>With what the list showed about the pbehavior.</summary>
    private static DesiredDowntime Seen(DowntimeAction action) =>
        action.Found is { } found ? Seen(action.Stored.Row, found) : action.Stored.Row;

    private static DesiredDowntime Seen(DesiredDowntime row, ListedPbehavior found) =>
        row with
        {
            Progress = row.Progress with
            {
                Id = found.Id,
                IsCommentDone = row.Progress.IsCommentDone || DowntimeDifference.HasComment(row, found),
            },
        };

    private static DowntimeProgress Waiting(DesiredDowntime row, PbehaviorIds known, DowntimeUpdate update)
    {
        update.CountLeft();
        return row.Progress.Waits(known.Type is null ? "waits for the type" : "waits for the reason");
    }

    private DowntimeProgress Failed(
        DesiredDowntime row,
        DowntimeActionKind kind,
        PbehaviorAnswer answer,
        DowntimeUpdate update
    )
    {
        update.CountFailed();
        var verb = kind switch
        {
            DowntimeActionKind.Delete => "delete",
            DowntimeActionKind.Correct => "update",
            _ => "create",
        };
        switch (answer.Class)
        {
            case PbehaviorAnswerClass.Forbidden:
                update.CountAnswered();
                if (update.Forbid(kind))
                {
                    DowntimeLog.Forbidden(logger, customer, verb);
                }
                return row.Progress.Waits($"{verb} {answer.Error}");
            case PbehaviorAnswerClass.RetryLater or PbehaviorAnswerClass.Misconfigured or PbehaviorAnswerClass.Missing:
                // Missing is the route itself here.
                CountOutage(update, answer);
                DowntimeLog.Unanswered(logger, customer, row.Name, $"{verb} {answer.Error}");
                return row.Progress.Unanswered($"{verb} {answer.Error}", time.GetUtcNow());
            default:
                update.CountAnswered();
                DowntimeLog.Refused(logger, customer, row.Name, $"{verb} {answer.Error}");
                return row.Progress.Refused($"{verb} {answer.Error}", time.GetUtcNow());
        }
    }

    private void CountOutage(DowntimeUpdate update, PbehaviorAnswer answer)
    {
        if (update.CountOutage(answer))
        {
            DowntimeLog.NotAvailable(logger, customer, answer.Class, answer.Status, answer.Detail);
        }
    }

    private static string? IdOf(DowntimeAction action) => action.Found?.Id ?? action.Stored.Row.Progress.Id;
}
