using System.Text.Json;
using System.Text.RegularExpressions;
using Forwarder.Simulator.Api;

namespace Forwarder.Simulator.Pbehaviors;

/// <summary>Which objects a pbehavior covers: groups (or) of conditions (and) (canopsis-api 3.2).</summary>
internal static class EntityPattern
{
    /// <summary>Whether it can be decoded at all: arrays of arrays of objects.</summary>
    public static bool HasStructure(JsonElement pattern) =>
        pattern.ValueKind == JsonValueKind.Undefined
        || pattern
            .EnumerateArray()
            .All(group => group.ValueKind == JsonValueKind.Array && group.EnumerateArray().All(IsCondition));

    /// <summary>Whether it means something; not asked for an empty one.</summary>
    public static bool IsValid(JsonElement pattern) =>
        pattern
            .EnumerateArray()
            .All(group => group.GetArrayLength() > 0 && group.EnumerateArray().All(IsConditionValid));

    private static bool IsCondition(JsonElement condition)
    {
        if (condition.ValueKind != JsonValueKind.Object)
        {
            return false;
        }
        var fields = new BodyFields(condition);
        _ = fields.Text("field");
        _ = fields.Text("field_type");
        if (fields.IsMalformed || !condition.TryGetProperty("cond", out var test))
        {
            return !fields.IsMalformed;
        }
        if (test.ValueKind != JsonValueKind.Object)
        {
            return false;
        }
        var inner = new BodyFields(test);
        _ = inner.Text("type");
        return !inner.IsMalformed;
    }

    private static bool IsConditionValid(JsonElement condition)
    {
        var fields = new BodyFields(condition);
        if (!condition.TryGetProperty("cond", out var test) || !test.TryGetProperty("value", out var value))
        {
            return false;
        }
        var type = new BodyFields(test).Text("type");
        var field = fields.Text("field");
        return field switch
        {
            "_id" or "name" or "category" or "type" or "connector" or "component" => IsTextTest(type, value),
            "impact_level" => IsNumberTest(type, value),
            _ => IsInfo(field) && IsInfoTest(fields.Text("field_type"), type, value),
        };
    }

    private static bool IsInfo(string field) =>
        (field.StartsWith("infos.", StringComparison.Ordinal) && field.Length > "infos.".Length)
        || (field.StartsWith("component_infos.", StringComparison.Ordinal) && field.Length > "component_infos.".Length);

    private static bool IsInfoTest(string fieldType, string type, JsonElement value) =>
        fieldType switch
        {
            "string" => IsTextTest(type, value),
            "int" => IsNumberTest(type, value),
            "bool" => type == "eq" && IsFlag(value),
            "string_array" => type == "is_empty"
                ? IsFlag(value)
                : type is "has_every" or "has_one_of" or "has_not" && IsTexts(value),
            "" => type == "exist" && IsFlag(value),
            _ => false,
        };

    private static bool IsTextTest(string type, JsonElement value) =>
        type switch
        {
            "eq" or "neq" => IsText(value),
            "contain" or "not_contain" or "begin_with" or "not_begin_with" => IsText(value),
            "end_with" or "not_end_with" => IsText(value),
            "regexp" => IsText(value) && IsExpression(JsonText.Of(value)),
            "is_one_of" or "is_not_one_of" => IsTexts(value),
            "exist" => IsFlag(value),
            _ => false,
        };

    private static bool IsNumberTest(string type, JsonElement value) =>
        type is "eq" or "neq" or "gt" or "lt" && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _);

    private static bool IsExpression(string expression)
    {
        try
        {
            _ = new Regex(expression, RegexOptions.CultureInvariant, Regex.InfiniteMatchTimeout);
            return true;
        }
        catch (RegexParseException)
        {
            return false;
        }
    }

    private static bool IsText(JsonElement value) => value.ValueKind == JsonValueKind.String;

    private static bool IsFlag(JsonElement value) => value.ValueKind is JsonValueKind.True or JsonValueKind.False;

    private static bool IsTexts(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 && value.EnumerateArray().All(IsText);
}
