using System.Text.Json;

namespace Forwarder.Functions.Canopsis;

/// <summary>The answer to a single request.</summary>
/// <param name="Status">0 when there was none.</param>
/// <param name="Fault">Why there was none, in words; null when there was.</param>
internal sealed record CanopsisReply(int Status, byte[] Body, string? Fault)
{
    public static CanopsisReply None(string fault) => new(0, [], fault);

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Null when the body is no JSON: something else than Canopsis answered.</summary>
    public JsonElement? Json
    {
        get
        {
            try
            {
                using var document = JsonDocument.Parse(Body);
                return document.RootElement.Clone();
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    /// <summary>Whether it is one JSON object with such a member.</summary>
    public bool Has(string member) =>
        Json is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty(member, out _);
}
