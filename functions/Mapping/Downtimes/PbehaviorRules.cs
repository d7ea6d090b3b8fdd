using System.Text;
using System.Text.Json;

namespace Forwarder.Functions.Mapping.Downtimes;

/// <summary>What Canopsis demands of a downtime, as far as it can be judged without asking (canopsis-api.md 3.1 and 3.4).</summary>
internal static class PbehaviorRules
{
    private const int LongestText = 255;
    private static readonly string[] Texts = ["_id", "name", "type", "reason", "rrule", "color"];
    private static readonly string[] Times = ["tstart", "tstop"];

    /// <summary>Why Canopsis would not take the creation; null when it would.</summary>
    public static string? Refusal(ReadOnlyMemory<byte> creation)
    {
        using var document = JsonDocument.Parse(creation);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            return "The template yields no object.";
        }
        return TypeRefusal(root) ?? IdRefusal(root) ?? MissingRefusal(root) ?? WindowRefusal(root);
    }

    /// <summary>The same for a comment.</summary>
    public static string? CommentRefusal(ReadOnlyMemory<byte> comment)
    {
        using var document = JsonDocument.Parse(comment);
        var root = document.RootElement;
        if (!IsText(root, "pbehavior") || !IsText(root, "message"))
        {
            return "The comment has no pbehavior or message.";
        }
        return Length(root, "message") > LongestText ? "The comment is too long." : null;
    }

    private static string? TypeRefusal(JsonElement root)
    {
        foreach (var name in Texts)
        {
            if (root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.String)
            {
                return $"{name} is no text.";
            }
        }
        foreach (var name in Times)
        {
            if (root.TryGetProperty(name, out var value) && !(value.ValueKind == JsonValueKind.Number))
            {
                return $"{name} is no number.";
            }
        }
        var isFlag =
            !root.TryGetProperty("enabled", out var enabled)
            || enabled.ValueKind is JsonValueKind.True or JsonValueKind.False;
        return isFlag ? null : "enabled is no flag.";
    }

    private static string? IdRefusal(JsonElement root)
    {
        if (!root.TryGetProperty("_id", out var id))
        {
            return null;
        }
        var text = id.GetString()!;
        return text.AsSpan().ContainsAny("/?.$") || Encoding.UTF8.GetByteCount(text) > LongestText
            ? "The _id is too long or holds one of / ? . $"
            : null;
    }

    private static string? MissingRefusal(JsonElement root)
    {
        foreach (var name in (ReadOnlySpan<string>)["name", "type", "reason"])
        {
            if (!IsText(root, name))
            {
                return $"It has no {name}.";
            }
        }
        foreach (var name in (ReadOnlySpan<string>)["enabled", "tstart", "tstop"])
        {
            if (!root.TryGetProperty(name, out _))
            {
                return $"It has no {name}.";
            }
        }
        return Length(root, "name") > LongestText ? "The name is too long."
            : root.TryGetProperty("entity_pattern", out var pattern) && IsPattern(pattern) ? null
            : "It has no entity_pattern.";
    }

    private static string? WindowRefusal(JsonElement root) =>
        root.GetProperty("tstop").GetDouble() < root.GetProperty("tstart").GetDouble()
            ? "It ends before it starts."
            : null;

    private static bool IsPattern(JsonElement pattern) =>
        pattern.ValueKind == JsonValueKind.Array
        && pattern.GetArrayLength() > 0
        && pattern.EnumerateArray().All(group => group.ValueKind == JsonValueKind.Array && group.GetArrayLength() > 0);

    private static bool IsText(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object
        && root.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString()!.Length > 0;

    private static int Length(JsonElement root, string name) =>
        root.GetProperty(name).GetString()!.EnumerateRunes().Count();
}
