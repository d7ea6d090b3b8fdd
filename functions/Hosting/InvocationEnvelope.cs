using System.Text.Json;

namespace Forwarder.Functions.Hosting;

/// <summary>
/// What the host sends for one invocation: <c>{"Data":{binding: value},"Metadata":{name: value}}</c> (platform.md 1.2). Holds the values
/// as slices of the body; they are valid as long as the body is. Names are compared without case.
/// </summary>
internal sealed class InvocationEnvelope
{
    // Metadata repeats the top-level members of a JSON body that a caller sent, as deep as the caller likes.
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = 1024 };
    private static readonly JsonDocumentOptions DocumentOptions = new() { MaxDepth = 1024 };

    private readonly Dictionary<string, ReadOnlyMemory<byte>> data;
    private readonly Dictionary<string, ReadOnlyMemory<byte>> metadata;

    private InvocationEnvelope(
        Dictionary<string, ReadOnlyMemory<byte>> data,
        Dictionary<string, ReadOnlyMemory<byte>> metadata
    )
    {
        this.data = data;
        this.metadata = metadata;
    }

    /// <exception cref="InvalidEnvelopeException">The body is not one JSON object.</exception>
    public static InvocationEnvelope Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            var root = Members(body);
            return new InvocationEnvelope(MembersOf(root, "Data"), MembersOf(root, "Metadata"));
        }
        catch (JsonException unreadable)
        {
            throw new InvalidEnvelopeException("The request body is not the host's JSON envelope.", unreadable);
        }
    }

    /// <summary>The JSON text of a binding's value.</summary>
    /// <exception cref="InvalidEnvelopeException">There is no such binding.</exception>
    public ReadOnlyMemory<byte> Data(string binding) =>
        data.TryGetValue(binding, out var value)
            ? value
            : throw new InvalidEnvelopeException($"The request has no data for the binding {binding}.");

    /// <summary>A metadata value, or null. Values that the host wrapped as JSON text in a JSON string are unwrapped.</summary>
    public JsonElement? Metadata(string name) =>
        metadata.TryGetValue(name, out var value) ? Unwrap(ParseElement(value)) : null;

    public static JsonElement ParseElement(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, DocumentOptions);
        return document.RootElement.Clone();
    }

    /// <summary>Everything but objects arrives as JSON text inside a JSON string; plain text stays as it is.</summary>
    private static JsonElement Unwrap(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return value;
        }
        try
        {
            using var document = JsonDocument.Parse(value.GetString()!, DocumentOptions);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return value;
        }
    }

    private static Dictionary<string, ReadOnlyMemory<byte>> MembersOf(
        Dictionary<string, ReadOnlyMemory<byte>> parent,
        string name
    ) =>
        parent.TryGetValue(name, out var value) && !value.Span.SequenceEqual("null"u8)
            ? Members(value)
            : new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.OrdinalIgnoreCase);

    private static Dictionary<string, ReadOnlyMemory<byte>> Members(ReadOnlyMemory<byte> json)
    {
        var members = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.OrdinalIgnoreCase);
        var reader = new Utf8JsonReader(json.Span, ReaderOptions);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("not an object");
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            members[name] = json[start..(int)reader.BytesConsumed];
        }
        if (reader.TokenType != JsonTokenType.EndObject || reader.Read())
        {
            throw new JsonException("not one object");
        }
        return members;
    }
}
