using System.Text.Json;

namespace Forwarder.Functions.Downtimes;

/// <summary>
/// Compares what Canopsis lists with the rows, which were read later. Pure. Only what has a row is ever touched, and deleted only what its row wants
/// absent. Rows that changed since the listing wait for the next comparison.
/// </summary>
internal static class DowntimeDifference
{
    /// <summary>For how long the row of an ended downtime answers late events and late requests.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromDays(7);

    /// <summary>A lane that has changed a row may be at work on it for so long; its outcome is written at the end.</summary>
    private static readonly TimeSpan LongestLane = LaneDowntimes.LongestUpdate + TimeSpan.FromSeconds(5);

    public static DowntimePlan Between(
        PbehaviorListing listing,
        IReadOnlyCollection<StoredDowntime> rows,
        DateTimeOffset now
    )
    {
        var listed = new Dictionary<string, ListedPbehavior>(listing.Items.Count, StringComparer.Ordinal);
        foreach (var item in listing.Items.Where(item => listing.Covers(item.Name)))
        {
            listed[item.Name] = item;
        }
        var count = listed.Count;
        var pairs = rows.Select(stored => (Stored: stored, Found: listed.GetValueOrDefault(stored.Row.Name))).ToList();
        foreach (var (stored, _) in pairs)
        {
            listed.Remove(stored.Row.Name);
        }
        // One of our id that was given another name is ours all the same.
        var unnamed = new Dictionary<string, ListedPbehavior>(listed.Count, StringComparer.Ordinal);
        foreach (var item in listed.Values)
        {
            unnamed[item.Id] = item;
        }
        var actions = new List<DowntimeAction>();
        var known = 0;
        var waiting = 0;
        foreach (var (stored, named) in pairs)
        {
            var found = named;
            if (found is null && unnamed.Remove(stored.Row.Progress.Id ?? stored.Row.Name, out found))
            {
                listed.Remove(found.Name);
            }
            known += found is null ? 0 : 1;
            var (action, waits) = Compare(listing, stored, found, now);
            waiting += waits ? 1 : 0;
            if (action is not null)
            {
                actions.Add(action);
            }
        }
        return new DowntimePlan([.. actions.OrderBy(action => action.Kind)], [.. listed.Values], count)
        {
            Known = known,
            Waiting = waiting,
        };
    }

    /// <summary>Whether a pbehavior is what its row desires, as far as the list shows it.</summary>
    public static bool Agrees(DesiredDowntime row, ListedPbehavior found)
    {
        if (!found.IsEnabled || found.Name != row.Name)
        {
            return false;
        }
        if (row.Body.Templated is { } templated)
        {
            // A template says more than can be compared; its window is what Centreon changes.
            var (start, stop) = WindowOf(templated);
            return found.IsRecurring
                || ((start is null || start == found.Start) && (stop is null || stop == found.Stop));
        }
        return !found.IsRecurring
            && found.Start == row.Body.Start
            && found.Stop == row.Body.Stop
            && found.Entity == row.Body.Entity;
    }

    /// <summary>Whether the row's comment is there, in either form.</summary>
    public static bool HasComment(DesiredDowntime row, ListedPbehavior found) =>
        found.Comments.Count > 0
        && MessageOf(row.Comment) is { } message
        && found.Comments.Any(comment => comment == message || comment == ConnectorComment(row));

    /// <summary>The comment on the route for connectors, where it tells one downtime from another.</summary>
    public static string ConnectorComment(DesiredDowntime row) => $"{MessageOf(row.Comment)} [{row.Name}]".TrimStart();

    /// <summary>The text of a comment's request.</summary>
    public static string? MessageOf(byte[]? comment)
    {
        if (comment is null)
        {
            return null;
        }
        using var document = JsonDocument.Parse(comment);
        return
            document.RootElement.TryGetProperty("message"u8, out var message)
            && message.ValueKind == JsonValueKind.String
            ? message.GetString()
            : null;
    }

    // What waits is neither done nor to be done now.
    private static (DowntimeAction? Action, bool Waits) Compare(
        PbehaviorListing listing,
        StoredDowntime stored,
        ListedPbehavior? found,
        DateTimeOffset now
    )
    {
        var row = stored.Row;
        if (row.ChangedAt >= listing.ReadAt || row.Progress.DoneAt >= listing.ReadAt)
        {
            return (null, !row.Progress.IsDone);
        }
        if (!row.Progress.IsDone && row.ChangedAt + LongestLane >= listing.ReadAt)
        {
            return (null, true);
        }
        var kind =
            found is not null ? WhenFound(row, found)
            : !listing.Covers(row.Name) ? WhenUnseen(stored, now)
            : row.IsPresent ? WhenMissing(row, now)
            : !row.Progress.IsDone ? DowntimeActionKind.Confirm
            : IsForgotten(row, now) ? DowntimeActionKind.Forget
            : null;
        var waits =
            kind is not (null or DowntimeActionKind.Confirm or DowntimeActionKind.Forget) && !row.Progress.MayTry(now);
        return kind is null || waits
            ? (null, waits || !row.Progress.IsDone)
            : (new DowntimeAction(kind.Value, stored, found), false);
    }

    private static DowntimeActionKind? WhenFound(DesiredDowntime row, ListedPbehavior found)
    {
        if (!row.IsPresent)
        {
            return DowntimeActionKind.Delete;
        }
        if (!Agrees(row, found))
        {
            return DowntimeActionKind.Correct;
        }
        var shown = row with { Progress = row.Progress.Shown(found.Id, default) };
        if (!shown.NeedsComment)
        {
            return row.Progress.IsDone ? null : DowntimeActionKind.Confirm;
        }
        return HasComment(row, found) ? DowntimeActionKind.Confirm : DowntimeActionKind.Comment;
    }

    private static DowntimeActionKind? WhenUnseen(StoredDowntime stored, DateTimeOffset now) =>
        IsForgotten(stored.Row, now) ? DowntimeActionKind.Forget : DowntimeAction.ByRow(stored, now)?.Kind;

    // Canopsis removes pbehaviors of the past by itself. One that was never there is sent all the same.
    private static DowntimeActionKind? WhenMissing(DesiredDowntime row, DateTimeOffset now) =>
        !row.Progress.IsDone || !row.IsOver(now) ? DowntimeActionKind.Create
        : IsForgotten(row, now) ? DowntimeActionKind.Forget
        : null;

    private static bool IsForgotten(DesiredDowntime row, DateTimeOffset now)
    {
        var last = row.Progress.DoneAt > row.ChangedAt ? row.Progress.DoneAt.Value : row.ChangedAt;
        var isOver = !row.IsPresent || row.IsOver(now - Memory);
        return row.Progress.IsDone && isOver && last + Memory < now;
    }

    private static (double? Start, double? Stop) WindowOf(byte[] templated)
    {
        using var document = JsonDocument.Parse(templated);
        return (Time(document.RootElement, "tstart"), Time(document.RootElement, "tstop"));
    }

    // Canopsis cuts fractions off.
    private static double? Time(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object
        && body.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number
            ? Math.Truncate(value.GetDouble())
            : null;
}
