using System.Text.Json.Serialization;

namespace Forwarder.Contracts.Packs;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = PackLimits.MaxDepth)]
[JsonSerializable(typeof(PackHeaderLine))]
internal sealed partial class PackJson : JsonSerializerContext;
