using System.Text.Json;

namespace Forwarder.Functions.Downtimes;

/// <summary>The classified answer to one request about pbehaviors.</summary>
internal sealed record PbehaviorAnswer(PbehaviorAnswerClass Class)
{
    /// <summary>HTTP status; null when there was no answer.</summary>
    public int? Status { get; init; }

    /// <summary>For logs and rows; never a text that Canopsis sent.</summary>
    public string? Detail { get; init; }

    /// <summary>The body of a 2xx; undefined when it has none.</summary>
    public JsonElement Body { get; init; }

    public bool IsDone => Class == PbehaviorAnswerClass.Done;

    /// <summary>Concerns every request, not this one: nothing more is worth trying now.</summary>
    public bool IsOutage => Class is PbehaviorAnswerClass.RetryLater or PbehaviorAnswerClass.Misconfigured;

    /// <summary>A refusal for want of a colour.</summary>
    public bool NamesColour =>
        Class == PbehaviorAnswerClass.NeedsIds && Detail?.Split(", ").Contains("color", StringComparer.Ordinal) == true;

    /// <summary>What it was, for operators.</summary>
    public string Error =>
        (Status, Detail) switch
        {
            ({ } status, { Length: > 0 } detail) => $"{status}: {detail}",
            ({ } status, _) => $"{status}",
            _ => Detail ?? "no answer",
        };

    /// <param name="body">Empty for none.</param>
    public static PbehaviorAnswer Of(int status, ReadOnlyMemory<byte> body)
    {
        var answer = status switch
        {
            >= 200 and < 300 => Success(body),
            400 => Invalid(body),
            403 => new PbehaviorAnswer(PbehaviorAnswerClass.Forbidden),
            404 when IsJson(body) => new PbehaviorAnswer(PbehaviorAnswerClass.Missing),
            408 or 429 or >= 500 => new PbehaviorAnswer(PbehaviorAnswerClass.RetryLater),
            413 => new PbehaviorAnswer(PbehaviorAnswerClass.Invalid),
            _ => new PbehaviorAnswer(PbehaviorAnswerClass.Misconfigured),
        };
        return answer with { Status = status };
    }

    /// <summary>An item of a bulk answer, which has its own status and errors.</summary>
    public static PbehaviorAnswer OfItem(JsonElement item)
    {
        if (
            item.ValueKind != JsonValueKind.Object
            || !item.TryGetProperty("status"u8, out var number)
            || number.ValueKind != JsonValueKind.Number
            || !number.TryGetInt32(out var status)
        )
        {
            return new PbehaviorAnswer(PbehaviorAnswerClass.Misconfigured) { Detail = "no item of a bulk answer" };
        }
        return status == 200
            ? new PbehaviorAnswer(PbehaviorAnswerClass.Done) { Status = status, Body = item.Clone() }
            : Of(status, JsonSerializer.SerializeToUtf8Bytes(item, DowntimeJson.Default.JsonElement));
    }

    private static PbehaviorAnswer Success(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
        {
            return new PbehaviorAnswer(PbehaviorAnswerClass.Done);
        }
        try
        {
            using var document = JsonDocument.Parse(body);
            return new PbehaviorAnswer(PbehaviorAnswerClass.Done) { Body = document.RootElement.Clone() };
        }
        catch (JsonException)
        {
            return new PbehaviorAnswer(PbehaviorAnswerClass.Misconfigured) { Detail = "the answer is not JSON" };
        }
    }

    private static PbehaviorAnswer Invalid(ReadOnlyMemory<byte> body)
    {
        var keys = Keys(body);
        var @class =
            keys.Exists(key => key is "_id" or "name") ? PbehaviorAnswerClass.Exists
            : keys.Exists(key => key is "type" or "reason" or "color") ? PbehaviorAnswerClass.NeedsIds
            : PbehaviorAnswerClass.Invalid;
        return new PbehaviorAnswer(@class) { Detail = string.Join(", ", keys) };
    }

    // Names of fields, as far as they can be ones.
    private static List<string> Keys(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return
                document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("errors"u8, out var errors)
                && errors.ValueKind == JsonValueKind.Object
                ?
                [
                    .. errors
                        .EnumerateObject()
                        .Select(error => error.Name)
                        .Where(name =>
                            name.Length <= 40
                            && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '.')
                        ),
                ]
                : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static bool IsJson(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
