using Forwarder.Functions.Mapping.Downtimes;

namespace Forwarder.Functions.Downtimes;

/// <summary>
/// Creates, corrects and deletes single pbehaviors. Every step can be repeated: what is there already counts as done after a look at it.
/// </summary>
/// <param name="looked">What was looked up when the update began.</param>
/// <param name="connector">New ones go by the route for connectors.</param>
internal sealed class DowntimeWriter(
    string customer,
    PbehaviorClient client,
    CanopsisIds ids,
    PbehaviorIds looked,
    bool connector,
    DowntimeUpdate update,
    DowntimeReport report,
    TimeProvider time
)
{
    private PbehaviorIds Known => update.NeedsColour ? looked with { NeedsColour = true } : looked;

    /// <summary>The request's body.</summary>
    /// <returns>Null while an id is unknown that it needs.</returns>
    public byte[]? Creation(DesiredDowntime row) =>
        connector && row.Body.Templated is null
            ? DowntimeRequestBodies.Connector(customer, row, Known)
            : Body(row, Known);

    /// <summary>A new pbehavior has no comment yet, unless the route for connectors put it in.</summary>
    public DowntimeProgress Created(DesiredDowntime row, PbehaviorAnswer answer) =>
        row.Progress.Shown(
            PbehaviorReader.Text(answer.Body, "_id") ?? PbehaviorReader.Text(answer.Body, "id"),
            time.GetUtcNow()
        ) with
        {
            IsCommentDone = connector && row.Body.Templated is null,
            CommentAttempts = 0,
        };

    public async Task<DowntimeProgress> CreateAsync(DesiredDowntime row, CancellationToken cancellation)
    {
        if (Creation(row) is null)
        {
            return report.Waiting(row, looked);
        }
        if (!MayCreate(row))
        {
            return report.Left(row);
        }
        var answer = await PostAsync(row, cancellation);
        return answer.Class == PbehaviorAnswerClass.Exists
            ? await LookCloserAsync(row, answer, cancellation)
            : await PostedAsync(row, answer, cancellation);
    }

    public async Task<DowntimeProgress> CorrectAsync(DesiredDowntime row, CancellationToken cancellation)
    {
        if (Body(row, Known) is null)
        {
            return report.Waiting(row, looked);
        }
        // What came from the route for connectors cannot be changed.
        var answer =
            connector || update.IsForbidden(DowntimeActionKind.Correct)
                ? new PbehaviorAnswer(PbehaviorAnswerClass.Exists)
                : await ColouredAsync(
                    row,
                    known => client.UpdateAsync(row.Progress.Id ?? row.Name, Body(row, known)!, cancellation)
                );
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
                return await ReplaceAsync(row, cancellation);
            case PbehaviorAnswerClass.NeedsIds:
                return await WithoutIdsAsync(row, DowntimeActionKind.Correct, answer, cancellation);
            default:
                return report.Failed(row, DowntimeActionKind.Correct, answer);
        }
    }

    public async Task<DowntimeProgress> DeleteAsync(DesiredDowntime row, CancellationToken cancellation)
    {
        if (update.IsForbidden(DowntimeActionKind.Delete))
        {
            return report.Left(row);
        }
        var answer = await client.DeleteAsync(row.Name, row.Progress.Id, cancellation);
        if (!IsGone(answer))
        {
            return report.Failed(row, DowntimeActionKind.Delete, answer);
        }
        update.CountAnswered();
        return DowntimeProgress.Gone(time.GetUtcNow());
    }

    // There is one of this id or name already: it counts as ours when it is what is desired, and becomes so otherwise.
    private async Task<DowntimeProgress> LookCloserAsync(
        DesiredDowntime row,
        PbehaviorAnswer refusal,
        CancellationToken cancellation
    )
    {
        var (found, answer) = await client.FindAsync(row.Progress.Id ?? row.Name, row.Name, cancellation);
        if (found is null)
        {
            return report.Failed(row, DowntimeActionKind.Create, answer.IsOutage ? answer : refusal);
        }
        var seen = row.SeenAs(found);
        seen = seen with { Progress = seen.Progress.Shown(found.Id, time.GetUtcNow()) };
        return DowntimeDifference.Agrees(row, found) ? seen.Progress : await CorrectAsync(seen, cancellation);
    }

    // Also when the process ends in between: the row still desires it, and the next look finds it missing.
    private async Task<DowntimeProgress> ReplaceAsync(DesiredDowntime row, CancellationToken cancellation)
    {
        if (Creation(row) is null)
        {
            return report.Waiting(row, looked);
        }
        // Rather one that is wrong than none.
        if (!MayCreate(row))
        {
            return report.Left(row);
        }
        var deleted = await client.DeleteAsync(row.Name, row.Progress.Id, cancellation);
        if (!IsGone(deleted))
        {
            return report.Failed(row, DowntimeActionKind.Delete, deleted);
        }
        var bare = row with
        {
            Progress = row.Progress with { IsDone = false, IsThere = false, Id = null, IsCommentDone = false },
        };
        var answer = await PostAsync(bare, cancellation);
        if (answer.Class != PbehaviorAnswerClass.Exists)
        {
            return await PostedAsync(bare, answer, cancellation);
        }
        // Somebody else was faster: it is looked at once, and not replaced again.
        var (found, _) = await client.FindAsync(row.Name, row.Name, cancellation);
        return found is not null && DowntimeDifference.Agrees(bare, found)
            ? bare.SeenAs(found).Progress.Shown(found.Id, time.GetUtcNow())
            : report.Failed(bare, DowntimeActionKind.Create, answer);
    }

    private Task<PbehaviorAnswer> PostAsync(DesiredDowntime row, CancellationToken cancellation) =>
        ColouredAsync(
            row,
            async _ =>
            {
                var body = Creation(row)!;
                if (!connector || row.Body.Templated is not null)
                {
                    return await client.CreateAsync(body, cancellation);
                }
                var (items, answer) = await client.BulkAsync(
                    HttpMethod.Post,
                    client.Routes.Connector,
                    [body],
                    cancellation
                );
                return items?[0] ?? answer;
            }
        );

    private async Task<DowntimeProgress> PostedAsync(
        DesiredDowntime row,
        PbehaviorAnswer answer,
        CancellationToken cancellation
    )
    {
        switch (answer.Class)
        {
            case PbehaviorAnswerClass.Done:
                update.CountAnswered();
                return Created(row, answer);
            case PbehaviorAnswerClass.NeedsIds:
                return await WithoutIdsAsync(row, DowntimeActionKind.Create, answer, cancellation);
            default:
                return report.Failed(row, DowntimeActionKind.Create, answer);
        }
    }

    // Version 22.10 may not tell its patch level, by which it is known otherwise that it needs a colour.
    private async Task<PbehaviorAnswer> ColouredAsync(
        DesiredDowntime row,
        Func<PbehaviorIds, Task<PbehaviorAnswer>> send
    )
    {
        var sent = Known;
        var answer = await send(sent);
        if (!answer.NamesColour || row.Body.Templated is not null || sent.NeedsColour)
        {
            return answer;
        }
        update.NeedsColour = true;
        return await send(Known);
    }

    private async Task<DowntimeProgress> WithoutIdsAsync(
        DesiredDowntime row,
        DowntimeActionKind kind,
        PbehaviorAnswer answer,
        CancellationToken cancellation
    )
    {
        if (row.Body.Templated is null && update.ForgetIds())
        {
            report.IdsForgotten(answer);
            await ids.ForgetAsync(cancellation);
        }
        return report.Failed(row, kind, answer);
    }

    // What a template says does not come from ids that were looked up.
    private bool MayCreate(DesiredDowntime row) =>
        !update.IsForbidden(DowntimeActionKind.Create) && (row.Body.Templated is not null || !update.AreIdsForgotten);

    private static bool IsGone(PbehaviorAnswer deleted) =>
        deleted.Class is PbehaviorAnswerClass.Done or PbehaviorAnswerClass.Missing;

    private static byte[]? Body(DesiredDowntime row, PbehaviorIds known) =>
        (row.Body with { Name = row.Name }).Write(known);
}
