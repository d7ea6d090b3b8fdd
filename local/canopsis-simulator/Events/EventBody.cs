using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Forwarder.Simulator.Api;
using Microsoft.AspNetCore.WebUtilities;

namespace Forwarder.Simulator.Events;

/// <summary>Reads the body of an event request, and says what is wrong with it in the form that the server uses.</summary>
internal static class EventBody
{
    private const string FormType = "application/x-www-form-urlencoded";

    /// <summary>JSON text of the body: a form becomes one object of texts; bytes that are no UTF-8 are replaced.</summary>
    public static byte[] ToJson(byte[] body, string contentType)
    {
        if (!contentType.StartsWith(FormType, StringComparison.OrdinalIgnoreCase))
        {
            return ServerJson.ToUtf8(body);
        }
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

    public static bool TryParse(
        byte[] json,
        [NotNullWhen(true)] out JsonDocument? document,
        [NotNullWhen(false)] out string? error
    )
    {
        if (!ServerJson.TryParse(json, out document, out error))
        {
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
}
