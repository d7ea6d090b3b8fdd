using System.Text.Json;
using Forwarder.Functions.Canopsis;

namespace Forwarder.Functions.Commands.Validation;

/// <summary>Looks up a type or reason by its exact name among all of them, hidden ones too (canopsis-api.md 4).</summary>
/// <param name="Id">Of the last one with the name; null when there is none.</param>
internal sealed record CanopsisLookup(CanopsisReply Reply, string? Id)
{
    public static async Task<CanopsisLookup> FindAsync(
        CanopsisSession canopsis,
        string route,
        string name,
        CancellationToken cancellation
    )
    {
        var reply = await canopsis.SendAsync(
            HttpMethod.Get,
            $"{route}?paginate=false&with_hidden=true",
            default,
            cancellation
        );
        return new CanopsisLookup(reply, reply.IsSuccess ? Find(reply.Json, name) : null);
    }

    private static string? Find(JsonElement? list, string name) =>
        list is { ValueKind: JsonValueKind.Object } envelope
        && envelope.TryGetProperty("data", out var data)
        && data.ValueKind == JsonValueKind.Array
            ? data.EnumerateArray()
                .Where(item => TextOf(item, "name") == name)
                .Select(item => TextOf(item, "_id"))
                .LastOrDefault()
            : null;

    private static string? TextOf(JsonElement item, string member) =>
        item.ValueKind == JsonValueKind.Object
        && item.TryGetProperty(member, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
