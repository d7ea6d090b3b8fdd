using System.Text.Json;
using Forwarder.Simulator.Api;

namespace Forwarder.Simulator.Bulk;

/// <summary>A request with many items, each answered for itself and in its order (canopsis-api 3.5).</summary>
internal sealed class BulkRequest(Profile profile)
{
    private const int MostItems = 10_000;

    public Answer Answer(ApiCall call, Func<JsonElement, ItemResult> handle)
    {
        if (!ServerJson.TryParse(ServerJson.ToUtf8(call.Request.Body), out var document, out var error))
        {
            return Api.Answer.Error(StatusCodes.Status400BadRequest, profile.HidesParseErrors ? "Bad Request" : error);
        }
        using (document)
        {
            // A copy: patterns of stored pbehaviors are parts of it.
            var root = document.RootElement.Clone();
            if (root.ValueKind != JsonValueKind.Array)
            {
                var text = $"value doesn't contain array; it contains {KindOf(root)}";
                return Api.Answer.Error(StatusCodes.Status400BadRequest, text);
            }
            if (root.GetArrayLength() > MostItems)
            {
                const string Text = "number of elements shouldn't be greater than 10000";
                return Api.Answer.Error(StatusCodes.Status400BadRequest, Text);
            }
            return Api.Answer.Items(json => WriteAll(json, root, call, handle));
        }
    }

    private void WriteAll(Utf8JsonWriter json, JsonElement items, ApiCall call, Func<JsonElement, ItemResult> handle)
    {
        json.WriteStartArray();
        foreach (var item in items.EnumerateArray())
        {
            var result =
                item.ValueKind != JsonValueKind.Object
                    ? ItemResult.Malformed($"value doesn't contain object; it contains {KindOf(item)}")
                : call.Faults.FailsItem() ? ItemResult.Failed(profile)
                : handle(item);
            Write(json, item, result, call.User);
        }
        json.WriteEndArray();
    }

    private void Write(Utf8JsonWriter json, JsonElement item, ItemResult result, Caller caller)
    {
        json.WriteStartObject();
        if (result.Id is { } id)
        {
            json.WriteString("id", id);
        }
        json.WriteNumber("status", result.Status);
        json.WritePropertyName("item");
        WriteEcho(json, item, result.EchoesAuthor ? caller : null);
        if (result.Error is { } error)
        {
            json.WriteString("error", error);
        }
        result.Errors?.WriteTo(json, profile, caller.Language);
        json.WriteEndObject();
    }

    private static void WriteEcho(Utf8JsonWriter json, JsonElement item, Caller? author)
    {
        if (author is null || item.ValueKind != JsonValueKind.Object)
        {
            item.WriteTo(json);
            return;
        }
        json.WriteStartObject();
        foreach (var member in item.EnumerateObject().Where(member => !member.NameEquals("author"u8)))
        {
            member.WriteTo(json);
        }
        json.WriteString("author", author.Id);
        json.WriteEndObject();
    }

    private static string KindOf(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => "object",
            JsonValueKind.Array => "array",
            JsonValueKind.String => "string",
            JsonValueKind.Number => "number",
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => "null",
        };
}
