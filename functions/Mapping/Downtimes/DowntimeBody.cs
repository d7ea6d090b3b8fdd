using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Forwarder.Functions.Mapping.Downtimes;

/// <summary>What a creation says of a downtime (stream-connector.md 4.3); times in Unix seconds.</summary>
internal sealed record DowntimeBody
{
    private const string ColourOf2210 = "#73D8FF";

    private static readonly JsonWriterOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public required string Name { get; init; }
    public required string Author { get; init; }
    public required long Start { get; init; }
    public required long Stop { get; init; }

    /// <summary>Id of the component or resource in Canopsis.</summary>
    public required string Entity { get; init; }

    /// <summary>The body that a template made; it says everything itself.</summary>
    public byte[]? Templated { get; init; }

    /// <summary>The creation's body.</summary>
    /// <returns>Null while an id is unknown that it needs: it waits (decision 18).</returns>
    public byte[]? Write(PbehaviorIds ids)
    {
        if (Templated is not null)
        {
            return Templated;
        }
        if (ids is not { Type: { } type, Reason: { } reason })
        {
            return null;
        }
        var body = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(body, Readable);
        json.WriteStartObject();
        json.WriteString("_id", Name);
        json.WriteString("name", Name);
        json.WriteString("author", Author);
        json.WriteBoolean("enabled", true);
        json.WriteString("reason", reason);
        json.WriteString("type", type);
        json.WriteString("rrule", "");
        json.WriteNumber("tstart", Start);
        json.WriteNumber("tstop", Stop);
        WritePattern(json);
        if (ids.NeedsColour)
        {
            json.WriteString("color", ColourOf2210);
        }
        json.WriteEndObject();
        json.Flush();
        return body.WrittenSpan.ToArray();
    }

    // By id: the name of a resource is that of its service alone (decision 15).
    private void WritePattern(Utf8JsonWriter json)
    {
        json.WriteStartArray("entity_pattern");
        json.WriteStartArray();
        json.WriteStartObject();
        json.WriteString("field", "_id");
        json.WriteStartObject("cond");
        json.WriteString("type", "eq");
        json.WriteString("value", Entity);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndArray();
    }
}
