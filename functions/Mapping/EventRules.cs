using System.Text.Json;

namespace Forwarder.Functions.Mapping;

/// <summary>
/// What Canopsis demands of an event (canopsis-api.md 2.2 and 2.5): an event that breaks a rule would be listed as failed for ever, or accepted and
/// lost. Built-in formats keep the rules by themselves; templates may not.
/// </summary>
internal static class EventRules
{
    private static readonly string[] Texts =
    [
        "connector",
        "connector_name",
        "event_type",
        "component",
        "resource",
        "source_type",
        "output",
        "long_output",
        "author",
        "user_id",
        "perf_data",
        "ticket",
        "ticket_url",
        "ticket_comment",
        "ticket_system_name",
        "role",
        "display_name",
        "initiator",
        "routing_key",
        "stat_name",
        "execution",
        "instruction",
        "aid",
        "_id",
    ];

    private static readonly string[] Numbers = ["state", "status", "duration", "timestamp", "rt"];
    private static readonly string[] Flags = ["debug", "healthcheck", "ack_resources", "ticket_resources"];
    private static readonly string[] TextMaps = ["tags", "ticket_data"];

    private static readonly string[] Objects =
    [
        "extra",
        "current_alarm",
        "current_entity",
        "alarm_change",
        "pbehavior_info",
    ];

    private static readonly string[] TextLists =
    [
        "ma_parents",
        "ma_children",
        "added_to_services",
        "removed_from_services",
    ];

    private static readonly string[] Types =
    [
        "check",
        "ack",
        "ackremove",
        "assocticket",
        "cancel",
        "uncancel",
        "comment",
        "snooze",
        "changestate",
    ];

    /// <summary>Why Canopsis would not take the event; null when it would.</summary>
    public static string? Refusal(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            return "The template yields no object.";
        }
        return TypeRefusal(root) ?? OriginRefusal(root) ?? StateRefusal(root);
    }

    private static string? TypeRefusal(JsonElement root)
    {
        foreach (var member in root.EnumerateObject())
        {
            if (!HasType(member.Name, member.Value))
            {
                return $"Canopsis wants another type of {member.Name}.";
            }
        }
        return Array.IndexOf(Types, Text(root, "event_type")) < 0 ? "Canopsis does not know its event_type." : null;
    }

    private static bool HasType(string name, JsonElement value)
    {
        var kind = value.ValueKind;
        return Texts.Contains(name) ? kind == JsonValueKind.String
            : Numbers.Contains(name) ? kind == JsonValueKind.Number
            : Flags.Contains(name) ? kind is JsonValueKind.True or JsonValueKind.False
            : Objects.Contains(name) ? kind == JsonValueKind.Object
            : TextMaps.Contains(name)
                ? kind == JsonValueKind.Object
                    && value.EnumerateObject().All(member => member.Value.ValueKind == JsonValueKind.String)
            : !TextLists.Contains(name)
                || (
                    kind == JsonValueKind.Array
                    && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
                );
    }

    private static string? OriginRefusal(JsonElement root)
    {
        if (Text(root, "connector") is "" || Text(root, "connector_name") is "")
        {
            return "It has no connector or connector_name.";
        }
        return Text(root, "component") is "" ? "It has no component." : null;
    }

    private static string? StateRefusal(JsonElement root)
    {
        var needsState = Text(root, "event_type") is "check" or "changestate";
        return needsState && !root.TryGetProperty("state", out _) ? "It has no state." : null;
    }

    private static string Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) ? value.GetString()! : "";
}
