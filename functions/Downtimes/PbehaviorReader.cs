using System.Text.Json;

namespace Forwarder.Functions.Downtimes;

/// <summary>Reads pbehaviors, and lists of anything, out of answers; what has another shape is null.</summary>
internal static class PbehaviorReader
{
    /// <summary>A page of a list: <c>{"data":[…],"meta":{"page_count":…}}</c>.</summary>
    public static (IReadOnlyList<JsonElement> Items, int Pages)? Page(JsonElement body)
    {
        if (
            body.ValueKind != JsonValueKind.Object
            || !body.TryGetProperty("data"u8, out var data)
            || data.ValueKind != JsonValueKind.Array
        )
        {
            return null;
        }
        var pages = 1;
        if (
            body.TryGetProperty("meta"u8, out var meta)
            && meta.ValueKind == JsonValueKind.Object
            && meta.TryGetProperty("page_count"u8, out var count)
            && count.ValueKind == JsonValueKind.Number
            && !count.TryGetInt32(out pages)
        )
        {
            return null;
        }
        return ([.. data.EnumerateArray()], pages);
    }

    public static ListedPbehavior? Read(JsonElement item)
    {
        if (Text(item, "_id") is not { } id || Text(item, "name") is not { } name)
        {
            return null;
        }
        return new ListedPbehavior(id, name)
        {
            Start = Time(item, "tstart"),
            Stop = Time(item, "tstop"),
            IsEnabled = !(
                item.TryGetProperty("enabled"u8, out var enabled) && enabled.ValueKind == JsonValueKind.False
            ),
            IsRecurring = Text(item, "rrule") is { Length: > 0 },
            Entity = EntityOf(item),
            Comments = CommentsOf(item),
        };
    }

    public static string? Text(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object
        && item.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static long? Time(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            ? (long)value.GetDouble()
            : null;

    // [[{"field":"_id","cond":{"type":"eq","value":"…"}}]], or is_one_of with one value.
    private static string? EntityOf(JsonElement item)
    {
        if (
            !item.TryGetProperty("entity_pattern"u8, out var pattern)
            || Only(pattern) is not { } group
            || Only(group) is not { } condition
            || Text(condition, "field") != "_id"
            || !condition.TryGetProperty("cond"u8, out var cond)
            || cond.ValueKind != JsonValueKind.Object
        )
        {
            return null;
        }
        return Text(cond, "type") switch
        {
            "eq" => Text(cond, "value"),
            "is_one_of"
                when cond.TryGetProperty("value"u8, out var values)
                    && Only(values) is { ValueKind: JsonValueKind.String } value => value.GetString(),
            _ => null,
        };
    }

    private static JsonElement? Only(JsonElement array) =>
        array.ValueKind == JsonValueKind.Array && array.GetArrayLength() == 1 ? array[0] : null;

    private static List<string> CommentsOf(JsonElement item) =>
        item.TryGetProperty("comments"u8, out var comments) && comments.ValueKind == JsonValueKind.Array
            ? [.. comments.EnumerateArray().Select(comment => Text(comment, "message")).OfType<string>()]
            : [];
}
