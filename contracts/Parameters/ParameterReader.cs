using System.Globalization;
using System.Text.Json;

namespace Forwarder.Contracts.Parameters;

/// <summary>Reads a configuration and reports everything that is wrong with it at once (decisions 1 and 2).</summary>
public static class ParameterReader
{
    /// <summary>
    /// Reads the members of <paramref name="configuration"/> as parameters of <paramref name="owner"/>.
    /// Null when a problem that is not a warning was added; nothing falls back silently.
    /// </summary>
    public static ParameterSet? Read(
        JsonElement configuration,
        ParameterOwner owner,
        ICollection<ParameterProblem> problems
    )
    {
        if (configuration.ValueKind != JsonValueKind.Object)
        {
            problems.Add(
                new("configuration", configuration.ValueKind.ToString(), "Write one JSON object of parameters.")
            );
            return null;
        }
        return Read(JsonText.Members(configuration, problems), owner, problems);
    }

    /// <summary>As above, from any source of names and values; a later value of the same name replaces an earlier one.</summary>
    public static ParameterSet? Read(
        IEnumerable<(string Name, JsonElement Value)> members,
        ParameterOwner owner,
        ICollection<ParameterProblem> problems
    )
    {
        var before = problems.Count(problem => !problem.IsWarning);
        var set = ReadValid(members, owner, problems);
        return problems.Count(problem => !problem.IsWarning) == before ? set : null;
    }

    /// <summary>
    /// As above, but gives what is valid whatever else is wrong: for checks of several parameters together, so that their
    /// problems are reported at once with all others. Values of <paramref name="replacements"/>, another source, replace those of
    /// <paramref name="members"/>, by whichever of its names each source calls a parameter.
    /// </summary>
    public static ParameterSet ReadValid(
        IEnumerable<(string Name, JsonElement Value)> members,
        ParameterOwner owner,
        ICollection<ParameterProblem> problems,
        IEnumerable<(string Name, JsonElement Value)>? replacements = null
    )
    {
        var values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var writtenAs = new Dictionary<string, string>(StringComparer.Ordinal);
        ReadSource(members, owner, values, writtenAs, problems);
        if (replacements is not null)
        {
            ReadSource(replacements, owner, values, writtenAs, problems);
        }
        ApplyOpposites(values, writtenAs, problems);
        CheckPartners(values, problems);
        CheckMandatory(writtenAs, owner, problems);
        var read = new ParameterSet(values);
        ParameterRules.Check(read, problems);
        return read;
    }

    private static void ReadSource(
        IEnumerable<(string Name, JsonElement Value)> members,
        ParameterOwner owner,
        Dictionary<string, IReadOnlyList<string>> values,
        Dictionary<string, string> writtenAs,
        ICollection<ParameterProblem> problems
    )
    {
        var here = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in members)
        {
            if (Resolve(name, owner, value, problems) is not { } parameter)
            {
                continue;
            }
            if (here.TryGetValue(parameter.Name, out var other) && other != name)
            {
                problems.Add(new(name, Shown(parameter, value), $"It means the same as {other}: keep one of the two."));
                continue;
            }
            here[parameter.Name] = name;
            writtenAs[parameter.Name] = name;
            if (TryRead(parameter, name, value, problems, out var items))
            {
                values[parameter.Name] = items;
                Warn(parameter, name, items, problems);
            }
        }
    }

    private static void CheckMandatory(
        Dictionary<string, string> writtenAs,
        ParameterOwner owner,
        ICollection<ParameterProblem> problems
    )
    {
        foreach (var mandatory in ParameterCatalogue.All.Where(p => p.Mandatory && p.Owner.HasFlag(owner)))
        {
            var isSet = writtenAs.ContainsKey(mandatory.Name);
            var hasOther = mandatory.Instead is { } other && writtenAs.ContainsKey(other);
            if (isSet && hasOther)
            {
                problems.Add(new(mandatory.Instead!, null, $"{mandatory.Name} is set too. Keep one of the two."));
            }
            else if (!isSet && !hasOther)
            {
                var instead = mandatory.Instead is null ? "" : $" Or set {mandatory.Instead}.";
                problems.Add(new(mandatory.Name, null, $"It is missing. Set it: {mandatory.Meaning}{instead}"));
            }
        }
    }

    internal static IReadOnlyList<string> Split(string list) =>
        list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static Parameter? Resolve(
        string name,
        ParameterOwner owner,
        JsonElement value,
        ICollection<ParameterProblem> problems
    )
    {
        var parameter = ParameterCatalogue.Find(name);
        if (parameter is null)
        {
            var nearest = ParameterCatalogue.Nearest(name, owner);
            var hint = nearest is null ? "Remove it." : $"Did you mean {nearest}?";
            problems.Add(new(name, null, $"No parameter has this name. {hint}"));
            return null;
        }
        if (parameter.Owner == ParameterOwner.None)
        {
            problems.Add(new(name, Shown(parameter, value), parameter.Meaning));
            return null;
        }
        if (!parameter.Owner.HasFlag(owner))
        {
            var place =
                owner == ParameterOwner.Agent ? "the customer's parameters of the functions" : "the agent's agent.json";
            problems.Add(new(name, null, $"It does not belong here. Move it to {place}."));
            return null;
        }
        return parameter;
    }

    private static void Warn(
        Parameter parameter,
        string name,
        IReadOnlyList<string> items,
        ICollection<ParameterProblem> problems
    )
    {
        var written = string.Join(',', items);
        if (parameter.HasNoEffect && written != parameter.Default)
        {
            problems.Add(new(name, written, $"It has no effect. {parameter.Meaning}", IsWarning: true));
        }
    }

    private static void ApplyOpposites(
        Dictionary<string, IReadOnlyList<string>> values,
        Dictionary<string, string> writtenAs,
        ICollection<ParameterProblem> problems
    )
    {
        foreach (var deprecated in ParameterCatalogue.All.Where(p => p.Opposite is not null))
        {
            if (!values.Remove(deprecated.Name, out var items) || items is not [var flag])
            {
                continue;
            }
            var target = deprecated.Opposite!;
            if (writtenAs.ContainsKey(target))
            {
                problems.Add(new(deprecated.Name, flag, $"It is the opposite of {target}: keep that one."));
                continue;
            }
            var opposite = flag == "1" ? "0" : "1";
            values[target] = [opposite];
            problems.Add(
                new(
                    deprecated.Name,
                    flag,
                    $"The name is deprecated. It is read as {target}={opposite}: write that.",
                    IsWarning: true
                )
            );
        }
    }

    private static void CheckPartners(
        Dictionary<string, IReadOnlyList<string>> values,
        ICollection<ParameterProblem> problems
    )
    {
        foreach (var parameter in ParameterCatalogue.All.Where(p => p.Partner is not null))
        {
            if (IsGiven(values, parameter.Name) && !IsGiven(values, parameter.Partner!))
            {
                problems.Add(
                    new(parameter.Partner!, null, $"It goes together with {parameter.Name}. Set both or neither.")
                );
            }
        }
    }

    private static bool IsGiven(Dictionary<string, IReadOnlyList<string>> values, string name) =>
        values.TryGetValue(name, out var items) && items is [{ Length: > 0 }, ..];

    private static bool TryRead(
        Parameter parameter,
        string name,
        JsonElement value,
        ICollection<ParameterProblem> problems,
        out IReadOnlyList<string> items
    )
    {
        items = [];
        if (!JsonText.IsText(value))
        {
            problems.Add(JsonText.Problem(name));
            return false;
        }
        if (AsTexts(parameter, value) is not { } texts)
        {
            problems.Add(new(name, Shown(parameter, value), $"Write {Expected(parameter)}."));
            return false;
        }
        items = texts;
        if (parameter.Mandatory && texts is [] or [""])
        {
            problems.Add(new(name, "", $"It is empty. Set it: {parameter.Meaning}"));
            return false;
        }
        if (parameter.EmptyRefused && texts is [] or [""])
        {
            problems.Add(new(name, "", $"It is empty. Write {Expected(parameter)}, or remove it for the default."));
            return false;
        }
        var wrong = texts.FirstOrDefault(text => !IsValid(parameter, text));
        if (wrong is not null)
        {
            var shown = parameter.Type == ParameterType.Secret ? "***" : wrong;
            problems.Add(new(name, shown, $"Write {Expected(parameter)}."));
            return false;
        }
        if (parameter.Type is ParameterType.Number or ParameterType.Flag && texts is [""])
        {
            items = [];
        }
        return true;
    }

    private static IReadOnlyList<string>? AsTexts(Parameter parameter, JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String when parameter.Type == ParameterType.List => Split(value.GetString()!),
            JsonValueKind.Number when parameter.Type == ParameterType.List => [value.GetRawText()],
            JsonValueKind.Array when parameter.Type == ParameterType.List => AsItems(value),
            JsonValueKind.String => [value.GetString()!],
            JsonValueKind.Number => [value.GetRawText()],
            _ => null,
        };

    private static List<string>? AsItems(JsonElement array)
    {
        var items = new List<string>();
        foreach (var item in array.EnumerateArray())
        {
            var text = item.ValueKind switch
            {
                JsonValueKind.String => item.GetString()!.Trim(),
                JsonValueKind.Number => item.GetRawText(),
                _ => null,
            };
            if (text is null)
            {
                return null;
            }
            if (text.Length > 0)
            {
                items.Add(text);
            }
        }
        return items;
    }

    private static bool IsValid(Parameter parameter, string text) =>
        parameter.Type switch
        {
            ParameterType.Number => (text.Length == 0 && parameter.Default is null)
                || (IsWhole(text, out var number) && number >= parameter.Minimum && number <= parameter.Maximum),
            ParameterType.Flag => text is "0" or "1",
            ParameterType.Choice or ParameterType.List => parameter.Choices.Count == 0
                || parameter.Choices.Contains(text, StringComparer.Ordinal),
            _ => true,
        };

    private static bool IsWhole(string text, out long number) =>
        long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    private static string Expected(Parameter parameter) =>
        parameter.Type switch
        {
            ParameterType.Number => $"a whole number from {parameter.Minimum} to {parameter.Maximum}",
            ParameterType.Flag => "0 or 1",
            ParameterType.Choice => $"one of {string.Join(", ", parameter.Choices)}",
            ParameterType.List when parameter.Choices.Count > 0 =>
                $"a list of {string.Join(", ", parameter.Choices)}, separated by commas",
            ParameterType.List => "a list of texts, separated by commas",
            _ => "a text",
        };

    private static string? Shown(Parameter parameter, JsonElement value) =>
        parameter.Type == ParameterType.Secret ? "***"
        : JsonText.IsText(value) ? value.ToString()
        : null;
}
