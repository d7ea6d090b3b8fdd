namespace Forwarder.Functions.Downtimes;

/// <summary>What makes Canopsis equal to the rows.</summary>
/// <param name="Listed">Pbehaviors that were compared.</param>
/// <param name="Unknown">Listed without a row: reported, never touched.</param>
internal sealed record DowntimePlan(
    IReadOnlyList<DowntimeAction> Actions,
    IReadOnlyList<ListedPbehavior> Unknown,
    int Listed
)
{
    /// <summary>Of the pbehaviors that were compared, those that have a row.</summary>
    public int Known { get; init; }

    /// <summary>Rows that are not done and that nothing is done about in this pass: refused before, or in the hands of a lane.</summary>
    public int Waiting { get; init; }

    private const int ManyDeletions = 10;
    private const double LargeShare = 0.2;

    public int Deletions => Actions.Count(action => action.Kind == DowntimeActionKind.Delete);

    /// <summary>Something is wrong with the rows rather than with so many pbehaviors: an operator has to look first.</summary>
    public bool DeletesSuspiciouslyMany => Deletions >= ManyDeletions && Deletions > Known * LargeShare;

    public DowntimePlan WithoutDeletions() =>
        this with
        {
            Actions = [.. Actions.Where(action => action.Kind != DowntimeActionKind.Delete)],
        };
}
