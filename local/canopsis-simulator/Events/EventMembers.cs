using System.Runtime.InteropServices;
using System.Text.Json;

namespace Forwarder.Simulator.Events;

/// <summary>The members of one event that matter to the API and to the engine. One instance reads one event after another.</summary>
internal sealed class EventMembers(KnownFields fields)
{
    private readonly JsonElement[] parts = new JsonElement[Enum.GetValues<EventPart>().Length];
    private int wrongParts;

    /// <summary>The member, or <c>default</c> when it is absent. Of several with one name the first counts.</summary>
    public JsonElement this[EventPart part] => parts[(int)part];

    public bool Has(EventPart part) => this[part].ValueKind != JsonValueKind.Undefined;

    public void Read(JsonElement body)
    {
        Array.Clear(parts);
        wrongParts = 0;
        foreach (var property in body.EnumerateObject())
        {
            if (fields.Find(JsonMarshal.GetRawUtf8PropertyName(property)) is not { } field)
            {
                continue;
            }
            if (field.Part != EventPart.None && Has(field.Part))
            {
                continue;
            }
            parts[(int)field.Part] = property.Value;
            if (!HasType(property.Value, field.Type))
            {
                wrongParts |= 1 << (int)field.Part;
            }
        }
    }

    /// <summary>The API replaced this member by one of the right type.</summary>
    public void MarkRewritten(EventPart part) => wrongParts &= ~(1 << (int)part);

    /// <summary>Whether the engine will not be able to decode a member.</summary>
    public bool HasWrongType => wrongParts != 0;

    private static bool HasType(JsonElement value, FieldType type) =>
        value.ValueKind == JsonValueKind.Null
        || type switch
        {
            FieldType.Any => true,
            FieldType.Text => value.ValueKind == JsonValueKind.String,
            FieldType.Number => value.ValueKind == JsonValueKind.Number,
            FieldType.Flag => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            FieldType.Object => value.ValueKind == JsonValueKind.Object,
            FieldType.TextMap => value.ValueKind == JsonValueKind.Object
                && value.EnumerateObject().All(member => member.Value.ValueKind == JsonValueKind.String),
            _ => value.ValueKind == JsonValueKind.Array
                && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String),
        };
}
