using System.Text.Json.Serialization;

namespace Forwarder.Agent.Commands;

/// <summary>Generated JSON of the counts.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DecodeCounts))]
internal sealed partial class DecodeJson : JsonSerializerContext;
