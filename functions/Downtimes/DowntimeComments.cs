namespace Forwarder.Functions.Downtimes;

/// <summary>Tells each pbehavior its comment, once it is there.</summary>
internal sealed class DowntimeComments(
    string customer,
    PbehaviorClient client,
    DowntimeStore store,
    DowntimeUpdate update,
    DowntimeReport report,
    DowntimeOutcomes outcomes,
    TimeProvider time
)
{
    public Task SendAsync(ParallelOptions options) =>
        Parallel.ForEachAsync(
            outcomes.All,
            options,
            async (outcome, token) =>
            {
                var (stored, progress) = outcome;
                var row = stored.Row with { Progress = progress };
                if (!progress.IsDone || !row.NeedsComment)
                {
                    return;
                }
                if (!update.MayGoOn || !progress.MayTry(time.GetUtcNow()))
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
                var isTold = present.Row.Progress.IsCommentDone && !stored.Row.Progress.IsCommentDone;
                outcomes.Note(stored, isTold ? progress with { IsCommentDone = true } : await SendAsync(row, token));
            }
        );

    private async Task<DowntimeProgress> SendAsync(DesiredDowntime row, CancellationToken cancellation)
    {
        var answer = await client.CommentAsync(DowntimeRequestBodies.Comment(row), cancellation);
        if (!answer.IsDone)
        {
            return report.CommentFailed(row, answer);
        }
        update.CountAnswered();
        update.CountDone(DowntimeActionKind.Comment);
        return row.Progress with { IsCommentDone = true, Error = null, NextTry = null };
    }
}
