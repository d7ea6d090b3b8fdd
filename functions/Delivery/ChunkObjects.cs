using System.Text.Json;
using Forwarder.Functions.Canopsis;

namespace Forwarder.Functions.Delivery;

/// <summary>What the events of a request are about: the entity of Canopsis (canopsis-api.md 2.7).</summary>
internal static class ChunkObjects
{
    public static IReadOnlyList<string> Of(EventChunk chunk, int count)
    {
        byte[] array = [.. chunk.OpenArray(count).Span, (byte)']'];
        using var document = JsonDocument.Parse(array);
        return [.. document.RootElement.EnumerateArray().Select(Entity)];
    }

    private static string Entity(JsonElement sent) =>
        $"{(sent.TryGetProperty("resource", out var resource) ? resource : default)}/{(sent.TryGetProperty("component", out var component) ? component : default)}";
}
