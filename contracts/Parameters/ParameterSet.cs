using System.Globalization;

namespace Forwarder.Contracts.Parameters;

/// <summary>A valid configuration: every parameter of one owner with its value or default.</summary>
public sealed class ParameterSet
{
    private readonly IReadOnlyDictionary<string, IReadOnlyList<string>> values;

    internal ParameterSet(IReadOnlyDictionary<string, IReadOnlyList<string>> values) => this.values = values;

    /// <summary>True when the operator set it, whatever the value.</summary>
    public bool IsSet(string name) => values.ContainsKey(name);

    /// <summary>Text, secret or choice; empty when there is neither value nor default.</summary>
    public string Text(string name) => List(name) is [var only, ..] ? only : "";

    /// <summary>Number; null when there is neither value nor default.</summary>
    public long? Number(string name) =>
        List(name) is [{ Length: > 0 } only] ? long.Parse(only, CultureInfo.InvariantCulture) : null;

    /// <summary>Flag; false when there is neither value nor default.</summary>
    public bool Flag(string name) => Number(name) == 1;

    /// <summary>Items of a list; one item for every other type.</summary>
    /// <exception cref="ArgumentException">The catalogue does not know the name.</exception>
    public IReadOnlyList<string> List(string name)
    {
        if (values.TryGetValue(name, out var items))
        {
            return items;
        }
        var parameter =
            ParameterCatalogue.Find(name)
            ?? throw new ArgumentException($"No parameter is called {name}.", nameof(name));
        return parameter switch
        {
            { Default: null } => [],
            { Type: ParameterType.List } => ParameterReader.Split(parameter.Default),
            _ => [parameter.Default],
        };
    }
}
