using Forwarder.Functions.Mapping.Downtimes;

namespace Forwarder.Functions.Downtimes;

/// <summary>
/// What Canopsis should hold of one downtime, as the events of Centreon say, and how far it does. The row of a downtime is written before Canopsis is
/// touched, and whatever goes wrong afterwards is made good from it.
/// </summary>
/// <param name="Name">Of the pbehavior; the row's key.</param>
internal sealed record DesiredDowntime(string Name)
{
    /// <summary>False: Canopsis must not hold it any more.</summary>
    public bool IsPresent { get; init; }

    public required DowntimeBody Body { get; init; }

    /// <summary>The comment's request; null for none.</summary>
    public byte[]? Comment { get; init; }

    public AppliedPositions Applied { get; init; } = AppliedPositions.None;

    /// <summary>Grows with each change of what is desired: an outcome belongs to one revision.</summary>
    public long Revision { get; init; }

    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>Taken over from Canopsis by an operator, not announced by Centreon.</summary>
    public bool IsAdopted { get; init; }

    public DowntimeProgress Progress { get; init; } = DowntimeProgress.Pending;

    public bool NeedsComment =>
        IsPresent
        && Comment is not null
        && Progress is { IsThere: true, IsCommentDone: false, CommentAttempts: < DowntimeProgress.MostCommentAttempts };

    /// <summary>Its window has passed.</summary>
    public bool IsOver(DateTimeOffset now) => Body.Stop < now.ToUnixTimeSeconds();

    /// <summary>With what Canopsis shows of its pbehavior.</summary>
    public DesiredDowntime SeenAs(ListedPbehavior found) =>
        this with
        {
            Progress = Progress with
            {
                Id = found.Id,
                IsCommentDone = Progress.IsCommentDone || DowntimeDifference.HasComment(this, found),
            },
        };

    /// <summary>Whether an event wishes for what is desired already. Author and comment are told once, with the creation.</summary>
    public bool Wishes(DowntimeBody other) =>
        IsPresent
        && Body.Start == other.Start
        && Body.Stop == other.Stop
        && Body.Entity == other.Entity
        && (Body.Templated ?? []).AsSpan().SequenceEqual(other.Templated ?? []);
}
