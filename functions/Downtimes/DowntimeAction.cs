namespace Forwarder.Functions.Downtimes;

/// <param name="Found">The pbehavior as it was listed; null when it was not.</param>
internal sealed record DowntimeAction(DowntimeActionKind Kind, StoredDowntime Stored, ListedPbehavior? Found = null)
{
    /// <summary>The pbehavior's; null when it is not known.</summary>
    public string? Id => Found?.Id ?? Stored.Row.Progress.Id;

    /// <summary>The row with what the list showed about its pbehavior.</summary>
    public DesiredDowntime Seen => Found is { } found ? Stored.Row.SeenAs(found) : Stored.Row;

    /// <summary>What a row asks for that nothing else is known about.</summary>
    /// <returns>Null when there is nothing to do, or not yet.</returns>
    public static DowntimeAction? ByRow(StoredDowntime stored, DateTimeOffset now)
    {
        var row = stored.Row;
        if (!row.Progress.MayTry(now))
        {
            return null;
        }
        DowntimeActionKind? kind = row switch
        {
            { Progress.IsDone: true, NeedsComment: true } => DowntimeActionKind.Comment,
            { Progress.IsDone: true } => null,
            { IsPresent: false } => DowntimeActionKind.Delete,
            { Progress.IsThere: true } => DowntimeActionKind.Correct,
            _ => DowntimeActionKind.Create,
        };
        return kind is null ? null : new DowntimeAction(kind.Value, stored);
    }
}
