using Forwarder.Functions.Mapping.Downtimes;

namespace Forwarder.Functions.Downtimes;

/// <summary>
/// What an event changes about what is desired (decision 17). The last arrival wins: an end ends, an announcement revives. The end of a downtime never
/// seen is remembered all the same, because another program may have created it. An event that was applied before changes nothing.
/// </summary>
internal static class DesiredStates
{
    /// <param name="rows">Those of <see cref="Downtime.Names"/> that exist, by name.</param>
    /// <returns>The rows to be written.</returns>
    public static IReadOnlyList<DesiredDowntime> Take(
        Downtime downtime,
        EventPosition at,
        IReadOnlyDictionary<string, DesiredDowntime> rows,
        DateTimeOffset now
    )
    {
        var known = downtime
            .Names.Where(rows.ContainsKey)
            .Select(name => rows[name])
            .Where(one => IsOf(downtime, one))
            .ToList();
        if (downtime.Phase == DowntimePhase.Awaited || known.Exists(row => row.Applied.Includes(at)))
        {
            return [];
        }
        var row = known.Find(one => one.Name == downtime.Name);
        if (downtime.Phase == DowntimePhase.Ended)
        {
            return known.Count == 0
                ? [Changed(New(downtime), isPresent: false, at, now)]
                : [.. known.Where(one => one.IsPresent).Select(one => Changed(one, isPresent: false, at, now))];
        }
        // Known under another name, as an operator took it over or configured it before: the name changes.
        List<DesiredDowntime> changed =
        [
            .. known
                .Where(one => one.Name != downtime.Name && one.IsPresent)
                .Select(one => Changed(one, isPresent: false, at, now)),
        ];
        if (row?.Wishes(downtime.Body) != true)
        {
            var wished = (row ?? New(downtime)) with { Body = downtime.Body, Comment = downtime.Comment };
            changed.Add(Changed(wished, isPresent: true, at, now) with { IsAdopted = false });
        }
        return changed;
    }

    // Two pollers can give one name in the reference's way: what is about something else is another downtime.
    private static bool IsOf(Downtime downtime, DesiredDowntime row) =>
        row.Name == downtime.Name || row.Name != downtime.ReferenceName || row.Body.Entity == downtime.Body.Entity;

    private static DesiredDowntime New(Downtime downtime) =>
        new(downtime.Name) { Body = downtime.Body, Comment = downtime.Comment };

    private static DesiredDowntime Changed(DesiredDowntime row, bool isPresent, EventPosition at, DateTimeOffset now) =>
        row with
        {
            IsPresent = isPresent,
            Applied = row.Applied.With(at),
            Revision = row.Revision + 1,
            ChangedAt = now,
            Progress = new DowntimeProgress
            {
                IsThere = row.Progress.IsThere,
                Id = row.Progress.Id,
                IsCommentDone = row.Progress.IsCommentDone,
            },
        };
}
