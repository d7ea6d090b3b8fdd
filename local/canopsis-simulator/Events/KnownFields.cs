using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

namespace Forwarder.Simulator.Events;

/// <summary>The members of an event that have a type (canopsis-api 2.5); every other member is extra information.</summary>
internal sealed class KnownFields
{
    private const int LongestName = 64;

    private static readonly KnownField[] Common =
    [
        new("_id", FieldType.Text),
        new("connector", FieldType.Text, EventPart.Connector),
        new("connector_name", FieldType.Text, EventPart.ConnectorName),
        new("event_type", FieldType.Text, EventPart.EventType),
        new("component", FieldType.Text, EventPart.Component),
        new("resource", FieldType.Text, EventPart.Resource),
        new("perf_data", FieldType.Text),
        new("source_type", FieldType.Text, EventPart.SourceType),
        new("long_output", FieldType.Text, EventPart.LongOutput),
        new("output", FieldType.Text),
        new("author", FieldType.Text, EventPart.Author),
        new("user_id", FieldType.Text, EventPart.UserId),
        new("routing_key", FieldType.Text),
        new("stat_name", FieldType.Text),
        new("role", FieldType.Text, EventPart.Role),
        new("display_name", FieldType.Text),
        new("initiator", FieldType.Text),
        new("aid", FieldType.Text),
        new("ticket", FieldType.Text),
        new("ticket_url", FieldType.Text),
        new("ticket_comment", FieldType.Text),
        new("ticket_system_name", FieldType.Text),
        new("execution", FieldType.Text),
        new("instruction", FieldType.Text),
        new("state", FieldType.Number, EventPart.State),
        new("status", FieldType.Number),
        new("duration", FieldType.Number),
        new("timestamp", FieldType.Number, EventPart.Timestamp),
        new("rt", FieldType.Number),
        new("debug", FieldType.Flag),
        new("healthcheck", FieldType.Flag),
        new("tags", FieldType.TextMap),
        new("ticket_data", FieldType.TextMap),
        new("extra", FieldType.Object),
        new("current_alarm", FieldType.Object),
        new("current_entity", FieldType.Object),
        new("alarm_change", FieldType.Object),
        new("pbehavior_info", FieldType.Object),
        new("ma_parents", FieldType.TextList),
        new("ma_children", FieldType.TextList),
        new("added_to_services", FieldType.TextList),
        new("removed_from_services", FieldType.TextList),
    ];

    private static readonly KnownField[] UntilKeepState =
    [
        new("ack_resources", FieldType.Flag),
        new("ticket_resources", FieldType.Flag),
    ];

    // Read by the API only; to the engine it is extra information.
    private static readonly KnownField Reference = new("ref_rk", FieldType.Any, EventPart.Reference);

    private readonly FrozenDictionary<string, KnownField>.AlternateLookup<ReadOnlySpan<char>> byName;

    public KnownFields(Profile profile)
    {
        IEnumerable<KnownField> fields = profile.HasKeepState ? [.. Common, .. UntilKeepState] : Common;
        byName = fields
            .Append(Reference)
            .ToFrozenDictionary(field => field.Name, StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Names of the members that the engine keeps as extra information.</summary>
    public IEnumerable<string> ExtraNames(JsonElement body)
    {
        // A non-empty object `extra` makes the engine overlook all other unknown members.
        if (
            body.TryGetProperty("extra", out var extra)
            && extra.ValueKind == JsonValueKind.Object
            && extra.GetPropertyCount() > 0
        )
        {
            return extra.EnumerateObject().Select(member => member.Name);
        }
        return body.EnumerateObject().Select(member => member.Name).Where(name => !byName.ContainsKey(name));
    }

    /// <summary>The field of this name (UTF-8, unescaped), or null.</summary>
    public KnownField? Find(ReadOnlySpan<byte> name)
    {
        if (name.Length > LongestName)
        {
            return null;
        }
        Span<char> characters = stackalloc char[LongestName];
        var count = Encoding.UTF8.GetChars(name, characters);
        return byName.TryGetValue(characters[..count], out var field) ? field : null;
    }
}
