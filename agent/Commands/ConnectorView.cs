using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Commands;

/// <summary>
/// An event as a stream connector (API 1) of the broker sees it: names sorted, legacy fields without a public name left
/// out, legacy ids and times left out when not set, an empty list written as <c>{}</c>, and the value of a variable that is
/// marked as a password written as <c>***</c>.
/// </summary>
internal sealed class ConnectorView
{
    private static readonly JsonWriterOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly Dictionary<EventType, SortedList<string, EventField?>> membersByType = [];

    /// <summary>As <see cref="SessionDump.Printer"/>.</summary>
    public void Print(in ReceivedEvent received, BrokerEvent? decoded, ArrayBufferWriter<byte> into)
    {
        if (decoded is not null)
        {
            using var json = new Utf8JsonWriter(into, Readable);
            Write(json, decoded);
            json.Flush();
            into.Write("\n"u8);
        }
    }

    /// <summary>Writes one JSON object.</summary>
    public void Write(Utf8JsonWriter json, BrokerEvent decoded)
    {
        json.WriteStartObject();
        json.WriteNumber("_type", decoded.Type.Id);
        foreach ((string name, EventField? field) in MembersOf(decoded.Type))
        {
            if (field is not null)
            {
                WriteField(json, field, decoded);
            }
            else
            {
                json.WriteNumber(name, name == "category" ? decoded.Type.Category : decoded.Type.Element);
            }
        }

        json.WriteEndObject();
    }

    private SortedList<string, EventField?> MembersOf(EventType type)
    {
        if (!membersByType.TryGetValue(type, out SortedList<string, EventField?>? members))
        {
            members = new(StringComparer.Ordinal) { ["category"] = null, ["element"] = null };
            foreach (EventField field in type.Fields)
            {
                if (field.IsPublic)
                {
                    members.Add(field.Name, field);
                }
            }

            membersByType.Add(type, members);
        }

        return members;
    }

    private static void WriteField(Utf8JsonWriter json, EventField field, BrokerEvent decoded)
    {
        long number = decoded.Int64(field);
        if ((field.ZeroIsUnset && IsZero(field, decoded)) || (field.IsOptional && !decoded.Has(field)))
        {
            return;
        }

        json.WritePropertyName(field.Utf8Name);
        switch (field.Type)
        {
            case WireType.Boolean:
                json.WriteBooleanValue(number != 0);
                break;
            case WireType.Double when double.IsFinite(decoded.Double(field)):
                json.WriteNumberValue(decoded.Double(field));
                break;
            case WireType.Double:
                json.WriteNullValue();
                break;
            case WireType.Text:
                if (field.Id is Field.Value or Field.DefaultValue && decoded.Boolean(Field.Password))
                {
                    json.WriteStringValue("***"u8);
                    break;
                }

                // Through a string, because it replaces what is not UTF-8 instead of refusing it.
                json.WriteStringValue(Encoding.UTF8.GetString(decoded.Text(field)));
                break;
            case WireType.Header:
                json.WriteStartObject();
                json.WriteNumber("conf_version", number);
                json.WriteEndObject();
                break;
            case WireType.Tags:
                WriteTags(json, decoded.Tags);
                break;
            default:
                json.WriteNumberValue(number);
                break;
        }
    }

    private static bool IsZero(EventField field, BrokerEvent decoded) =>
        field.Type switch
        {
            WireType.Text => decoded.Text(field).IsEmpty,
            WireType.Time => decoded.Int64(field) is 0 or -1,
            _ => decoded.Int64(field) == 0,
        };

    private static void WriteTags(Utf8JsonWriter json, ReadOnlySpan<(ulong Id, int Type)> tags)
    {
        if (tags.IsEmpty)
        {
            json.WriteStartObject();
            json.WriteEndObject();
            return;
        }

        json.WriteStartArray();
        foreach ((ulong id, int type) in tags)
        {
            json.WriteStartObject();
            json.WriteNumber("id", id);
            json.WriteNumber("type", type);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
