using System.Text.Json;

namespace Forwarder.Contracts.Parameters;

/// <summary>
/// Text in JSON that is none: half of a pair such as <c>\ud800</c>, or bytes that are no UTF-8. Parsing lets it pass, and asking for it throws.
/// </summary>
public static class JsonText
{
    private const string Remedy =
        @"It is not Unicode text: half of a pair like \ud800, or bytes that are no UTF-8. Write it again.";

    /// <summary>What to say of a parameter whose value is no text.</summary>
    public static ParameterProblem Problem(string name) => new(name, null, Remedy);

    /// <summary>The members of an object. One whose name is no text, or was there before, is left out and told as a problem.</summary>
    public static IEnumerable<(string Name, JsonElement Value)> Members(
        JsonElement configuration,
        ICollection<ParameterProblem> problems
    )
    {
        var position = 0;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in configuration.EnumerateObject())
        {
            position++;
            if (NameOf(member) is not { } name)
            {
                problems.Add(new($"member {position}", null, $"Its name cannot be read. {Remedy}"));
            }
            else if (names.Add(name))
            {
                yield return (name, member.Value);
            }
            else
            {
                problems.Add(new(name, null, "It is there more than once: keep one."));
            }
        }
    }

    /// <summary>Whether a value can be asked for, with all that it holds.</summary>
    public static bool IsText(JsonElement value)
    {
        try
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.Array:
                    return value.EnumerateArray().All(IsText);
                case JsonValueKind.Object:
                    return value.EnumerateObject().All(member => NameOf(member) is not null && IsText(member.Value));
                case JsonValueKind.String:
                    return value.GetString() is not null;
                default:
                    return true;
            }
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
