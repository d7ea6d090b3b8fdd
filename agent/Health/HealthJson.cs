using System.Text.Json.Serialization;

namespace Forwarder.Agent.Health;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(HeartbeatLine))]
internal sealed partial class HealthJson : JsonSerializerContext;
