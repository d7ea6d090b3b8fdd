using System.Text.Json.Serialization;

namespace Forwarder.Agent.Commands;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ParameterLine))]
internal sealed partial class ParametersJson : JsonSerializerContext;
