using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Forwarder.Simulator.Api;

/// <summary>Reads bodies as the server's lenient parser does, and says what is wrong with them in its form.</summary>
internal static class ServerJson
{
    /// <summary>Nesting that the server's parser takes.</summary>
    public const int DeepestNesting = 300;

    // A long tail is shortened to its two ends.
    private const int LongestTail = 80;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = DeepestNesting };

    /// <summary>The body, with bytes that are no UTF-8 replaced.</summary>
    public static byte[] ToUtf8(byte[] body) =>
        Utf8.IsValid(body) ? body : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body));

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
            return true;
        }
        catch (JsonException)
        {
            error = Explain(json);
            return false;
        }
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
