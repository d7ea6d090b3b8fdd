using Forwarder.Functions.Mapping.Downtimes;

namespace Forwarder.Functions.Downtimes;

/// <summary>Turns answers that are no success into what a row remembers of them; counts and logs them.</summary>
internal sealed class DowntimeReport(string customer, DowntimeUpdate update, TimeProvider time, ILogger logger)
{
    /// <summary>Not tried, for a reason that is known of the whole update.</summary>
    public DowntimeProgress Left(DesiredDowntime row)
    {
        update.CountLeft();
        return row.Progress;
    }

    /// <summary>Not possible before an id is known.</summary>
    public DowntimeProgress Waiting(DesiredDowntime row, PbehaviorIds known)
    {
        update.CountLeft();
        return row.Progress.Waits(known.Type is null ? "waits for the type" : "waits for the reason");
    }

    /// <param name="kind">What was tried.</param>
    public DowntimeProgress Failed(DesiredDowntime row, DowntimeActionKind kind, PbehaviorAnswer answer)
    {
        update.CountFailed();
        var verb = kind switch
        {
            DowntimeActionKind.Delete => "delete",
            DowntimeActionKind.Correct => "update",
            _ => "create",
        };
        var error = $"{verb} {answer.Error}";
        switch (answer.Class)
        {
            case PbehaviorAnswerClass.Forbidden:
                update.CountAnswered();
                if (update.Forbid(kind))
                {
                    DowntimeLog.Forbidden(logger, customer, verb);
                }
                return row.Progress.Waits(error);
            case PbehaviorAnswerClass.RetryLater or PbehaviorAnswerClass.Misconfigured or PbehaviorAnswerClass.Missing:
                // Missing is the route itself here.
                CountOutage(answer);
                DowntimeLog.Unanswered(logger, customer, row.Name, error);
                return row.Progress.Unanswered(error, time.GetUtcNow());
            default:
                update.CountAnswered();
                DowntimeLog.Refused(logger, customer, row.Name, error);
                return row.Progress.Refused(error, time.GetUtcNow());
        }
    }

    public DowntimeProgress CommentFailed(DesiredDowntime row, PbehaviorAnswer answer)
    {
        if (answer.IsOutage)
        {
            CountOutage(answer);
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

    public void CountOutage(PbehaviorAnswer answer)
    {
        if (update.CountOutage(answer))
        {
            DowntimeLog.NotAvailable(logger, customer, answer.Class, answer.Status, answer.Detail);
        }
    }

    public void IdsForgotten(PbehaviorAnswer answer) => DowntimeLog.IdsForgotten(logger, customer, answer.Error);
}
