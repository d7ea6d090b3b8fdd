using System.Text.Json;

namespace Forwarder.Simulator.Api;

/// <summary>
/// Reads the fields of an object as the server decodes them into typed ones: null is an absent field, any other value of
/// another type makes the whole object malformed.
/// </summary>
internal sealed class BodyFields(JsonElement body)
{
    /// <summary>A field that was asked for has another type.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>Whether the field is there, null included.</summary>
    public bool Has(string name) => body.TryGetProperty(name, out _);

    /// <summary>The text; empty when it is absent.</summary>
    public string Text(string name) => Find(name, JsonValueKind.String) is { } value ? JsonText.Of(value) : "";

    public bool? Flag(string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.False ? false
        : Find(name, JsonValueKind.True) is not null ? true
        : null;

    /// <summary>Unix seconds; a fraction is cut off.</summary>
    public long? Seconds(string name) =>
        Find(name, JsonValueKind.Number) is { } value ? (long)Math.Truncate(value.GetDouble()) : null;

    public JsonElement? Array(string name) => Find(name, JsonValueKind.Array);

    /// <summary>Array of texts; empty when it is absent.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        if (Array(name) is not { } array)
        {
            return [];
        }
        IsMalformed |= array.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String);
        return [.. array.EnumerateArray().Select(JsonText.Of)];
    }

    private JsonElement? Find(string name, JsonValueKind kind)
    {
        if (!body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }
        if (value.ValueKind == kind)
        {
            return value;
        }
        IsMalformed = true;
        return null;
    }
}
