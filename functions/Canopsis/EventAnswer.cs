using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Forwarder.Functions.Canopsis;

/// <summary>
/// Reads the body of a 2xx answer of the event route: <c>{"sent_events":[…],"failed_events":[…],…}</c> with each event of the request echoed in one
/// of the lists, in order (canopsis-api.md 2.3). Anything else is not an answer of Canopsis.
/// </summary>
internal static class EventAnswer
{
    // What Canopsis never rewrites in an event of ours; long_output is left out for its size.
    private static readonly string[] Identity =
    [
        "event_type",
        "connector",
        "connector_name",
        "component",
        "resource",
        "timestamp",
        "state",
        "output",
    ];

    /// <param name="openArray">The request's array, closing bracket missing.</param>
    /// <returns>Class delivered, refused, or misconfigured when the body has another shape or does not echo every event.</returns>
    public static CanopsisAnswer Read(ReadOnlyMemory<byte> body, ReadOnlyMemory<byte> openArray, int count)
    {
        try
        {
            return Lists(body.Span) switch
            {
                { Sent: { } sent, Failed: 0 } when sent == count => new CanopsisAnswer(AnswerClass.Delivered),
                { Sent: { } sent, Failed: { } failed } when failed > 0 && sent + failed == count => new CanopsisAnswer(
                    AnswerClass.Refused
                )
                {
                    RefusedEvents = Refused(body, openArray, count),
                },
                { Sent: not null, Failed: not null } => Other("the answer does not echo every event"),
                _ => Other("the answer is not that of an event route"),
            };
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // The latter for names of members that are no Unicode.
            return Other("the answer is not JSON");
        }
    }

    private static CanopsisAnswer Other(string detail) => new(AnswerClass.Misconfigured) { Detail = detail };

    /// <summary>Lengths of the two lists; null for one that is missing.</summary>
    private static (int? Sent, int? Failed) Lists(ReadOnlySpan<byte> body)
    {
        int? sent = null;
        int? failed = null;
        var reader = new Utf8JsonReader(body);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return default;
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("sent_events"u8))
            {
                sent = Items(ref reader);
            }
            else if (reader.ValueTextEquals("failed_events"u8))
            {
                failed = Items(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
        // What follows the object, HTML of a proxy for example, throws.
        return reader.TokenType == JsonTokenType.EndObject && !reader.Read() ? (sent, failed) : default;
    }

    // Null for anything but a list of objects.
    private static int? Items(ref Utf8JsonReader reader)
    {
        var areObjects = true;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return null;
        }
        var items = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            areObjects &= reader.TokenType == JsonTokenType.StartObject;
            reader.Skip();
            items++;
        }
        return areObjects ? items : null;
    }

    // Refusals are rare, so both sides are simply parsed. Events that agree in their whole identity are interchangeable; an echo that belongs to no
    // event leaves all of them in doubt.
    private static List<int> Refused(ReadOnlyMemory<byte> body, ReadOnlyMemory<byte> openArray, int count)
    {
        byte[] array = [.. openArray.Span, (byte)']'];
        using var request = JsonDocument.Parse(array);
        using var answer = JsonDocument.Parse(body);
        var positions = new Dictionary<string, Queue<int>>(StringComparer.Ordinal);
        var position = 0;
        foreach (var sent in request.RootElement.EnumerateArray())
        {
            var key = Key(sent);
            if (!positions.TryGetValue(key, out var same))
            {
                positions.Add(key, same = new Queue<int>());
            }
            same.Enqueue(position++);
        }
        var refused = new List<int>();
        foreach (var echo in answer.RootElement.GetProperty("failed_events").EnumerateArray())
        {
            if (!positions.TryGetValue(Key(echo), out var same) || !same.TryDequeue(out var found))
            {
                return [.. Enumerable.Range(0, count)];
            }
            refused.Add(found);
        }
        refused.Sort();
        return refused;
    }

    private static string Key(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object
            ? string.Join('\0', Identity.Select(name => item.TryGetProperty(name, out var value) ? Text(value) : ""))
            : "";

    // An echo may hold text that is no Unicode: it is compared as it stands.
    private static string Text(JsonElement value)
    {
        try
        {
            return value.ToString();
        }
        catch (InvalidOperationException)
        {
            return Encoding.Latin1.GetString(JsonMarshal.GetRawUtf8Value(value));
        }
    }
}
