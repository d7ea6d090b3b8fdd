using System.Globalization;
using System.Text.Json;

namespace Forwarder.Functions.Hosting;

/// <summary>
/// Reads members of the host's JSON that may be missing, written in another case or, between versions of the host, as text instead of a number.
/// </summary>
internal static class LenientJson
{
    public static JsonElement? Member(JsonElement? item, string name)
    {
        if (item is not { ValueKind: JsonValueKind.Object } parent)
        {
            return null;
        }
        foreach (var member in parent.EnumerateObject())
        {
            if (string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return member.Value;
            }
        }
        return null;
    }

    public static string? Text(JsonElement? item) =>
        item?.ValueKind switch
        {
            JsonValueKind.String => item.Value.GetString(),
            JsonValueKind.Number => item.Value.GetRawText(),
            _ => null,
        };

    public static long? Number(JsonElement? item) =>
        long.TryParse(Text(item), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    // The host writes no zone: the value is UTC by contract.
    public static DateTimeOffset? Time(JsonElement? item) =>
        DateTimeOffset.TryParse(
            Text(item),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time
        )
            ? time
            : null;
}
