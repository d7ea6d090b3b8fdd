using System.Globalization;
using System.Text.Json;
using Azure;

namespace Forwarder.Functions.Tables;

/// <summary>Entities as JSON of OData with minimal metadata: types that JSON lacks have a sibling <c>name@odata.type</c> (platform.md 7).</summary>
internal static class EntityJson
{
    private const string TypeSuffix = "@odata.type";
    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.fffffffZ";

    public static void Write(Utf8JsonWriter json, TableEntity entity)
    {
        json.WriteStartObject();
        json.WriteString("PartitionKey", entity.PartitionKey);
        json.WriteString("RowKey", entity.RowKey);
        foreach (var (name, value) in entity.Properties)
        {
            WriteProperty(json, name, value);
        }
        json.WriteEndObject();
    }

    public static byte[] Write(TableEntity entity)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            Write(json, entity);
        }
        return stream.ToArray();
    }

    /// <param name="json">One entity, with its keys.</param>
    /// <param name="etag">From the answer's header; null takes it from the entity's metadata.</param>
    public static TableEntity Read(JsonElement json, ETag? etag = null)
    {
        var entity = new TableEntity(
            json.GetProperty("PartitionKey").GetString()!,
            json.GetProperty("RowKey").GetString()!
        )
        {
            ETag =
                etag ?? (json.TryGetProperty("odata.etag", out var inBody) ? new ETag(inBody.GetString()!) : default),
        };
        foreach (var property in json.EnumerateObject())
        {
            var isOwn =
                property.Name is not ("PartitionKey" or "RowKey" or "Timestamp")
                && !property.Name.StartsWith("odata.", StringComparison.Ordinal)
                && !property.Name.EndsWith(TypeSuffix, StringComparison.Ordinal);
            if (isOwn)
            {
                var type = json.TryGetProperty(property.Name + TypeSuffix, out var tag) ? tag.GetString() : null;
                entity[property.Name] = Value(property.Value, type);
            }
        }
        return entity;
    }

    private static void WriteProperty(Utf8JsonWriter json, string name, object value)
    {
        switch (value)
        {
            case string text:
                json.WriteString(name, text);
                break;
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            case int number:
                json.WriteNumber(name, number);
                break;
            case long number:
                json.WriteString(name + TypeSuffix, "Edm.Int64");
                json.WriteString(name, number.ToString(CultureInfo.InvariantCulture));
                break;
            case double number:
                json.WriteString(name + TypeSuffix, "Edm.Double");
                json.WriteNumber(name, number);
                break;
            case DateTimeOffset time:
                json.WriteString(name + TypeSuffix, "Edm.DateTime");
                json.WriteString(name, time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
                break;
            case byte[] bytes:
                json.WriteString(name + TypeSuffix, "Edm.Binary");
                json.WriteBase64String(name, bytes);
                break;
            default:
                throw new ArgumentException($"Property {name} has a type that tables do not know.", nameof(value));
        }
    }

    private static object? Value(JsonElement value, string? type) =>
        (value.ValueKind, type) switch
        {
            (JsonValueKind.Null, _) => null,
            (JsonValueKind.True or JsonValueKind.False, _) => value.GetBoolean(),
            (JsonValueKind.String, "Edm.Int64") => long.Parse(value.GetString()!, CultureInfo.InvariantCulture),
            (JsonValueKind.String, "Edm.Binary") => value.GetBytesFromBase64(),
            (JsonValueKind.String, "Edm.DateTime") => value.GetDateTimeOffset(),
            (JsonValueKind.String, _) => value.GetString(),
            (JsonValueKind.Number, "Edm.Double") => value.GetDouble(),
            (JsonValueKind.Number, _) => value.TryGetInt32(out var number) ? (object)number : value.GetDouble(),
            _ => throw new JsonException($"A table answered a property of kind {value.ValueKind}."),
        };
}
