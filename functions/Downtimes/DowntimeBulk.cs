namespace Forwarder.Functions.Downtimes;

/// <summary>Many at once. What a bulk request does not do is left to the single ones, which look closer.</summary>
internal sealed class DowntimeBulk(
    PbehaviorClient client,
    DowntimeUpdate update,
    DowntimeReport report,
    DowntimeOutcomes outcomes
)
{
    private const int Least = 10;
    private const int MostInOneRequest = 500;
    private const int MostBytesInOneRequest = 1_000_000;

    /// <param name="body">An action's item of the request; null where it has none.</param>
    /// <param name="succeeded">What the row remembers of its item's answer.</param>
    public async Task SendAsync(
        HttpMethod method,
        string route,
        IEnumerable<DowntimeAction> actions,
        Func<DowntimeAction, byte[]?> body,
        Func<DowntimeAction, PbehaviorAnswer, DowntimeProgress> succeeded,
        CancellationToken cancellation
    )
    {
        List<(DowntimeAction Action, byte[] Body)> items =
        [
            .. actions.Select(action => (action, body(action)!)).Where(item => item.Item2 is not null),
        ];
        for (var from = 0; items.Count >= Least && from < items.Count && update.MayGoOn; )
        {
            var part = Part(items, from);
            from += part.Count;
            List<byte[]> bodies = [.. part.Select(item => item.Body)];
            var (answers, whole) = await client.BulkAsync(method, route, bodies, cancellation);
            if (answers is null)
            {
                if (whole.Class == PbehaviorAnswerClass.RetryLater)
                {
                    report.CountOutage(whole);
                }
                return;
            }
            update.CountAnswered();
            foreach (var (item, answer) in part.Zip(answers).Where(pair => pair.Second.IsDone))
            {
                outcomes.Note(item.Action.Stored, succeeded(item.Action, answer));
                update.CountDone(item.Action.Kind);
            }
        }
    }

    private static List<(DowntimeAction Action, byte[] Body)> Part(
        List<(DowntimeAction Action, byte[] Body)> items,
        int from
    )
    {
        var bytes = 0;
        return
        [
            .. items
                .Skip(from)
                .Take(MostInOneRequest)
                .TakeWhile((item, index) => (bytes += item.Body.Length + 1) < MostBytesInOneRequest || index == 0),
        ];
    }
}
