namespace Forwarder.Contracts.Parameters;

/// <summary>Every parameter of the product (stream-connector, chapters 1.2 to 1.8, and our own).</summary>
public static class ParameterCatalogue
{
    /// <summary>All entries, in the order in which they are documented.</summary>
    public static IReadOnlyList<Parameter> All { get; } =
    [
        .. EventParameters.All,
        .. ObjectParameters.All,
        .. HubParameters.All,
        .. BrokerParameters.All,
        .. AgentParameters.All,
        .. CanopsisParameters.All,
    ];

    private static readonly Dictionary<string, Parameter> ByName = All.SelectMany(p =>
            p.Aliases.Prepend(p.Name).Select(name => (Name: name, Parameter: p))
        )
        .ToDictionary(entry => entry.Name, entry => entry.Parameter, StringComparer.Ordinal);

    /// <summary>By name or alias; null when unknown.</summary>
    public static Parameter? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The name of <paramref name="owner"/>'s parameter that a misspelt one most likely meant.</summary>
    public static string? Nearest(string name, ParameterOwner owner)
    {
        var nearest = All.Where(p => p.Owner.HasFlag(owner))
            .Select(p => (p.Name, Distance: Distance(name, p.Name)))
            .MinBy(candidate => candidate.Distance);
        return nearest.Distance <= Math.Max(2, name.Length / 4) ? nearest.Name : null;
    }

    // Levenshtein: the least number of single-character changes.
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var above = row[j];
                var change = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, change);
                diagonal = above;
            }
        }
        return row[^1];
    }
}
