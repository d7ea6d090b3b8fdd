using System.Text.Json;

namespace Forwarder.Simulator.Api;

/// <summary>
/// What is wrong with the fields of a request, all of it. Until the newest line a message names the field; there it does not,
/// and is in the caller's language.
/// </summary>
internal sealed class FieldErrors
{
    private readonly List<(string Key, string Label, string Problem)> all = [];

    public bool IsEmpty => all.Count == 0;

    public static FieldErrors Of(string key, string label, string problem)
    {
        var errors = new FieldErrors();
        errors.Add(key, label, problem);
        return errors;
    }

    /// <summary>Of several problems with one key the first is answered.</summary>
    /// <param name="label">Name of the field in messages; empty for a message that is a sentence of its own.</param>
    /// <param name="problem">Predicate of the message, without full stop.</param>
    public void Add(string key, string label, string problem)
    {
        if (!all.Exists(one => one.Key == key))
        {
            all.Add((key, label, problem));
        }
    }

    public void AddWhen(bool isWrong, string key, string label, string problem)
    {
        if (isWrong)
        {
            Add(key, label, problem);
        }
    }

    /// <summary>Writes the member <c>errors</c>.</summary>
    public void WriteTo(Utf8JsonWriter json, Profile profile, string language)
    {
        json.WriteStartObject("errors");
        foreach (var (key, label, problem) in all)
        {
            json.WriteString(key, Message(label, problem, profile, language));
        }
        json.WriteEndObject();
    }

    private static string Message(string label, string problem, Profile profile, string language)
    {
        if (label.Length == 0)
        {
            return $"{problem}.";
        }
        if (profile.NamesFieldsInErrors)
        {
            return $"{label} {problem}.";
        }
        return language == "fr" ? ErrorTexts.InFrench(problem) : problem;
    }
}
