using System.Text.Json.Serialization;

namespace Forwarder.Functions.Commands;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(MapIds))]
[JsonSerializable(typeof(MapSummary))]
internal sealed partial class MapJson : JsonSerializerContext;
