using System.Text;
using System.Text.Json;

namespace Forwarder.Functions.Delivery;

/// <summary><see cref="AcceptedPacks"/> as text of a table row: <c>[["epoch",last,[from,to],…],…]</c>.</summary>
internal static class AcceptedJson
{
    public static string Write(AcceptedPacks accepted)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartArray();
            foreach (var position in accepted.Epochs)
            {
                json.WriteStartArray();
                json.WriteStringValue(position.Epoch);
                json.WriteNumberValue(position.Last);
                foreach (var gap in position.Gaps)
                {
                    json.WriteStartArray();
                    json.WriteNumberValue(gap.From);
                    json.WriteNumberValue(gap.To);
                    json.WriteEndArray();
                }
                json.WriteEndArray();
            }
            json.WriteEndArray();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    public static AcceptedPacks Read(string text)
    {
        using var document = JsonDocument.Parse(text);
        return new AcceptedPacks([.. document.RootElement.EnumerateArray().Select(Position)]);
    }

    private static EpochPosition Position(JsonElement json) =>
        new(
            json[0].GetString()!,
            json[1].GetInt64(),
            [.. json.EnumerateArray().Skip(2).Select(gap => new SequenceGap(gap[0].GetInt64(), gap[1].GetInt64()))]
        );
}
