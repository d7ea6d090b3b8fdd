using System.Text.Json;
using System.Text.RegularExpressions;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Functions.Customers;

/// <summary>
/// The parameters of a stream connector as they stand in Centreon: the rows Type, Key, Value of the output form, pasted as text (columns or
/// <c>key = value</c>), or the JSON that the web interface generates for the broker, whole or in part.
/// </summary>
internal static partial class BrokerForm
{
    private const string Rows = "lua_parameter";

    // What the form has besides parameters; it belongs to the output that the agent replaces.
    private static readonly HashSet<string> OwnFields = new(StringComparer.OrdinalIgnoreCase)
    {
        "type",
        "key",
        "name",
        "value",
        "path",
        "category",
        "filter category",
        "filters",
        "parameter",
        "lua parameter",
        "lua parameters",
    };

    private static readonly string[] Types = ["string", "number", "password"];

    /// <param name="problems">Lines that are no parameters, with their number.</param>
    public static IReadOnlyList<FormParameter> Read(string text, ICollection<ParameterProblem> problems)
    {
        var trimmed = text.TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        return trimmed.StartsWith('{') || trimmed.StartsWith('[')
            ? ReadJson(trimmed, problems)
            : ReadLines(text, problems);
    }

    private static List<FormParameter> ReadJson(string text, ICollection<ParameterProblem> problems)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new() { AllowTrailingCommas = true });
            var root = document.RootElement;
            var outputs = Outputs(root).ToList();
            if (outputs.Count > 1)
            {
                problems.Add(
                    new("form", null, $"It has {outputs.Count} outputs with {Rows}. Give the one of Canopsis alone.")
                );
                return [];
            }
            return outputs is [var rows] ? [.. FromRows(rows)]
                : root.ValueKind == JsonValueKind.Array ? [.. FromRows(root)]
                : [.. root.EnumerateObject().Select(member => new FormParameter(member.Name, member.Value.Clone()))];
        }
        catch (Exception unreadable)
            when (unreadable is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            problems.Add(
                new(
                    "form",
                    null,
                    $"It is no JSON of a broker: write an output with {Rows}, or an array of name and value."
                )
            );
            return [];
        }
    }

    private static IEnumerable<JsonElement> Outputs(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element
                .EnumerateObject()
                .SelectMany(member =>
                    member.NameEquals(Rows) && member.Value.ValueKind is JsonValueKind.Array or JsonValueKind.Object
                        ? [member.Value]
                        : Outputs(member.Value)
                ),
            JsonValueKind.Array => element.EnumerateArray().SelectMany(Outputs),
            _ => [],
        };

    // A single row is generated as an object.
    private static IEnumerable<FormParameter> FromRows(JsonElement rows) =>
        (rows.ValueKind == JsonValueKind.Array ? [.. rows.EnumerateArray()] : new[] { rows }).Select(
            row => new FormParameter(row.GetProperty("name").GetString()!.Trim(), row.GetProperty("value").Clone())
        );

    private static List<FormParameter> ReadLines(string text, ICollection<ParameterProblem> problems)
    {
        var parameters = new List<FormParameter>();
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var cells = CellsOf(line);
            if (cells.Count == 0 || OwnFields.Contains(cells[0]) || cells[0].All(c => c is '-' or ':' or ' '))
            {
                continue;
            }
            if (Types.Contains(cells[0], StringComparer.OrdinalIgnoreCase) && cells.Count > 1)
            {
                cells.RemoveAt(0);
            }
            if (cells.Count is 1 or 2 && Name().IsMatch(cells[0]))
            {
                parameters.Add(new FormParameter(cells[0], JsonText(cells.ElementAtOrDefault(1) ?? "")));
                continue;
            }
            // Not shown: it may hold a key.
            problems.Add(
                new(
                    "form",
                    null,
                    $"Line {number} is no parameter. Write type, name and value in columns, or name = value."
                )
            );
        }
        return parameters;
    }

    private static List<string> CellsOf(string line)
    {
        var text = line.Trim();
        if (text.Length == 0 || text.StartsWith('#'))
        {
            return [];
        }
        if (text.StartsWith('|'))
        {
            return [.. text.Trim('|').Split('|').Select(Clean)];
        }
        if (Assignment().Match(text) is { Success: true } assigned)
        {
            return [assigned.Groups["name"].Value, Clean(assigned.Groups["value"].Value)];
        }
        var cells = Columns().Split(text);
        if (
            cells is [var only]
            && only.Split(' ', 3) is { Length: > 1 } words
            && Types.Contains(words[0], StringComparer.OrdinalIgnoreCase)
        )
        {
            cells = words;
        }
        return [.. cells.Select(Clean)];
    }

    private static string Clean(string cell) => cell.Trim().Trim('`', '"');

    private static JsonElement JsonText(string text)
    {
        using var document = JsonDocument.Parse($"\"{JsonEncodedText.Encode(text)}\"");
        return document.RootElement.Clone();
    }

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();

    [GeneratedRegex(
        @"\A(?<name>[A-Za-z_][A-Za-z0-9_]*)\s*[=:](?<value>.*)\z",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Assignment();

    [GeneratedRegex(@"\t+|\s{2,}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Columns();
}
