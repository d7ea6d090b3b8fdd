using Forwarder.Simulator.Listing;

namespace Forwarder.Simulator.Pbehaviors;

/// <summary>By what a list of pbehaviors can be sorted.</summary>
internal static class PbehaviorOrder
{
    private const string DisplayName = "author.display_name";

    private static readonly Dictionary<string, Func<Pbehavior, IComparable?>> Keys = new(StringComparer.Ordinal)
    {
        ["name"] = one => one.Name,
        ["author.name"] = one => one.Author.Id,
        [DisplayName] = one => one.Author.DisplayName,
        ["enabled"] = one => one.Draft.Enabled,
        ["tstart"] = one => one.Draft.Start,
        ["tstop"] = one => one.Draft.Stop,
        ["type.name"] = one => one.Type.Name,
        ["reason.name"] = one => one.Reason.Name,
        ["created"] = one => one.Created,
        ["updated"] = one => one.Updated,
        ["rrule"] = one => one.Draft.Rrule,
        ["type.icon_name"] = one => one.Type.Icon,
        ["last_alarm_date"] = _ => null,
    };

    public static IReadOnlyCollection<string> FieldsOf(Profile profile) =>
        [.. Keys.Keys.Where(name => profile.SortsByDisplayName || name != DisplayName)];

    /// <summary>Sorts what comes in the order of creation; equal ones keep it.</summary>
    public static IEnumerable<Pbehavior> Sort(IEnumerable<Pbehavior> pbehaviors, ListQuery query)
    {
        var key = Keys[query.SortBy ?? "created"];
        return query.IsDescending
            ? pbehaviors.OrderByDescending(key, Comparer.Instance)
            : pbehaviors.OrderBy(key, Comparer.Instance);
    }

    /// <summary>Texts by their code points, nothing before something.</summary>
    private sealed class Comparer : IComparer<IComparable?>
    {
        public static Comparer Instance { get; } = new();

        public int Compare(IComparable? x, IComparable? y) =>
            (x, y) switch
            {
                (null, null) => 0,
                (null, _) => -1,
                (_, null) => 1,
                (string first, string second) => string.CompareOrdinal(first, second),
                _ => x.CompareTo(y),
            };
    }
}
