using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Forwarder.Simulator.Api;

/// <summary>Reads the body of a route that takes one object (canopsis-api 3.1).</summary>
internal static class ObjectBody
{
    public const string InvalidStructure = "request has invalid structure";

    /// <summary>The object, or the answer to a body that is none.</summary>
    public static bool TryRead(
        ApiRequest request,
        Profile profile,
        out JsonElement body,
        [NotNullWhen(false)] out Answer? refusal
    )
    {
        body = default;
        refusal = null;
        var json = ServerJson.ToUtf8(request.Body);
        if (json.Length == 0)
        {
            refusal = Malformed();
            return false;
        }
        var state = ReadFirst(json, out var length);
        if (state == BodyState.Truncated || (state == BodyState.Broken && profile.FailsOnBrokenJson))
        {
            refusal = Answers.InternalError(profile);
            return false;
        }
        if (state == BodyState.Broken)
        {
            refusal = Malformed();
            return false;
        }
        // The server stops reading behind the first value.
        using var document = JsonDocument.Parse(
            json.AsMemory(0, length),
            new JsonDocumentOptions { MaxDepth = ServerJson.DeepestNesting }
        );
        body = document.RootElement.Clone();
        refusal = body.ValueKind switch
        {
            JsonValueKind.Object => null,
            JsonValueKind.Array or JsonValueKind.Null => Answers.InternalError(profile),
            _ => Malformed(),
        };
        return refusal is null;
    }

    public static Answer Malformed() => Answer.Error(StatusCodes.Status400BadRequest, InvalidStructure);

    private static BodyState ReadFirst(byte[] json, out int length)
    {
        var options = new JsonReaderOptions { MaxDepth = ServerJson.DeepestNesting };
        // Not the final block: only then does a text that ends too early differ from one that is wrong.
        var reader = new Utf8JsonReader(json, isFinalBlock: false, new JsonReaderState(options));
        length = json.Length;
        try
        {
            if (!reader.Read())
            {
                return IsNumber(json) ? BodyState.Complete : BodyState.Truncated;
            }
            if (!reader.TrySkip())
            {
                return BodyState.Truncated;
            }
        }
        catch (JsonException)
        {
            return BodyState.Broken;
        }
        length = (int)reader.BytesConsumed;
        return BodyState.Complete;
    }

    // The end of a number at the end of the body is only known from the end.
    private static bool IsNumber(byte[] json) => char.IsAsciiDigit((char)json.AsSpan().TrimEnd(" \r\n\t"u8)[^1]);

    private enum BodyState
    {
        Complete,
        Truncated,
        Broken,
    }
}
