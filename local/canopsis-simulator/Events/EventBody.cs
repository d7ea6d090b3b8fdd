using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.WebUtilities;

namespace Forwarder.Simulator.Events;

/// <summary>Reads the body of an event request, and says what is wrong with it in the form that the server uses.</summary>
internal static class EventBody
{
    private const string FormType = "application/x-www-form-urlencoded";

    /// <summary>Nesting that the server's parser takes.</summary>
    public const int DeepestNesting = 300;

    // A long tail is shortened to its two ends.
    private const int LongestTail = 80;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = DeepestNesting };

    /// <summary>JSON text of the body: a form becomes one object of texts; bytes that are no UTF-8 are replaced.</summary>
    public static byte[] ToJson(byte[] body, string contentType)
    {
        if (contentType.StartsWith(FormType, StringComparison.OrdinalIgnoreCase))
        {
            var form = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body));
            using var json = new MemoryStream();
            using (var writer = new Utf8JsonWriter(json))
            {
                writer.WriteStartObject();
                foreach (var (name, values) in form)
                {
                    writer.WriteString(name, values[0]);
                }
                writer.WriteEndObject();
            }
            return json.ToArray();
        }
        return Utf8.IsValid(body) ? body : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body));
    }

    public static bool TryParse(
        byte[] json,
        [NotNullWhen(true)] out JsonDocument? document,
        [NotNullWhen(false)] out string? error
    )
    {
        document = null;
        error = null;
        if (json.Length == 0)
        {
            error = "cannot parse JSON: cannot parse empty string; unparsed tail: \"\"";
            return false;
        }
        try
        {
            document = JsonDocument.Parse(json, Options);
        }
        catch (JsonException)
        {
            error = Explain(json);
            return false;
        }
        if (document.RootElement.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
        {
            return true;
        }
        document.Dispose();
        document = null;
        error = "the body should be an object or an array";
        return false;
    }

    private static string Explain(byte[] json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = DeepestNesting });
        try
        {
            reader.Read();
            reader.Skip();
        }
        catch (JsonException)
        {
            return $"cannot parse JSON: cannot parse value; unparsed tail: {Tail(json.AsSpan((int)reader.BytesConsumed))}";
        }
        return $"unexpected tail: {Tail(json.AsSpan((int)reader.BytesConsumed))}";
    }

    private static string Tail(ReadOnlySpan<byte> rest)
    {
        var text = Encoding.UTF8.GetString(rest).TrimStart();
        return text.Length <= LongestTail
            ? $"\"{text}\""
            : $"\"{text[..(LongestTail / 2)]}...{text[^(LongestTail / 2)..]}\"";
    }
}
