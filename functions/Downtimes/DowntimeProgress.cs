namespace Forwarder.Functions.Downtimes;

/// <summary>How far Canopsis is known to agree with a desired state.</summary>
internal sealed record DowntimeProgress
{
    public const int MostCommentAttempts = 10;

    public static readonly DowntimeProgress Pending = new();

    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestPauseOfOutage = TimeSpan.FromMinutes(15);

    /// <summary>Canopsis agreed when it was last written or read; its comment may still be missing.</summary>
    public bool IsDone { get; init; }

    /// <summary>Whether Canopsis held a pbehavior of this name when it was last written or read; null when that is not known.</summary>
    public bool? IsThere { get; init; }

    /// <summary>The pbehavior's id, which need not be its name.</summary>
    public string? Id { get; init; }

    public bool IsCommentDone { get; init; }

    public int CommentAttempts { get; init; }

    /// <summary>Refusals of this desired state, one after the other.</summary>
    public int Attempts { get; init; }

    /// <summary>Why it is not done, for operators; never a text that Canopsis sent.</summary>
    public string? Error { get; init; }

    /// <summary>Not tried before.</summary>
    public DateTimeOffset? NextTry { get; init; }

    public DateTimeOffset? DoneAt { get; init; }

    public bool IsFailing => Error is not null;

    public bool MayTry(DateTimeOffset now) => NextTry is not { } next || next <= now;

    /// <summary>The pbehavior is there as desired.</summary>
    public DowntimeProgress Shown(string? id, DateTimeOffset now) =>
        this with
        {
            IsDone = true,
            IsThere = true,
            Id = id ?? Id,
            Attempts = 0,
            Error = null,
            NextTry = null,
            DoneAt = now,
        };

    /// <summary>There is no pbehavior any more, and none is desired.</summary>
    public static DowntimeProgress Gone(DateTimeOffset now) =>
        new()
        {
            IsDone = true,
            IsThere = false,
            DoneAt = now,
        };

    /// <summary>Not possible now, whatever the downtime: tried again as soon as it is possible.</summary>
    public DowntimeProgress Waits(string error) => this with { Error = error };

    /// <summary>Refused because of what it says: tried again after longer and longer pauses.</summary>
    public DowntimeProgress Refused(string error, DateTimeOffset now) =>
        this with
        {
            Attempts = Attempts + 1,
            Error = error,
            NextTry = now + Pause(Attempts),
        };

    /// <summary>There was no usable answer: after a pause, because it can be this downtime that Canopsis fails at.</summary>
    public DowntimeProgress Unanswered(string error, DateTimeOffset now)
    {
        var refused = Refused(error, now);
        return refused.NextTry > now + LongestPauseOfOutage
            ? refused with
            {
                NextTry = now + LongestPauseOfOutage,
            }
            : refused;
    }

    public DowntimeProgress CommentRefused(string error, DateTimeOffset now) =>
        this with
        {
            CommentAttempts = CommentAttempts + 1,
            Error = error,
            NextTry = now + Pause(CommentAttempts),
        };

    private static TimeSpan Pause(int before)
    {
        var pause = TimeSpan.FromMinutes(Math.Pow(2, Math.Min(before, 10)));
        return pause < LongestPause ? pause : LongestPause;
    }
}
