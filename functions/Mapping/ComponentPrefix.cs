using System.Text.Json;

namespace Forwarder.Functions.Mapping;

/// <summary>Puts a customer's prefix before the component of an object that a template made; the built-in formats write it themselves.</summary>
internal static class ComponentPrefix
{
    /// <param name="prefix">JSON string content.</param>
    /// <param name="start">Where the object begins.</param>
    public static void Insert(ReadOnlySpan<byte> prefix, JsonBuffer json, int start)
    {
        if (prefix.IsEmpty || Find(json.Written.Span[start..]) is not { } at)
        {
            return;
        }
        byte[] rest = json.Written.Span[(start + at)..].ToArray();
        json.Truncate(start + at);
        json.Append(prefix);
        json.Append(rest);
    }

    /// <summary>Where the text of the member <c>component</c> begins; null when there is none, or an empty one.</summary>
    private static int? Find(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
                if (
                    reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 }
                    && reader.ValueTextEquals("component"u8)
                )
                {
                    return reader.Read() && reader.TokenType == JsonTokenType.String && !reader.ValueSpan.IsEmpty
                        ? (int)reader.TokenStartIndex + 1
                        : null;
                }
            }
        }
        catch (JsonException)
        {
            // The rules of the event route refuse it.
        }
        return null;
    }
}
