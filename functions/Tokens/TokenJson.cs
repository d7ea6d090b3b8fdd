using System.Text.Json.Serialization;

namespace Forwarder.Functions.Tokens;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(TokenReport))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class TokenJson : JsonSerializerContext;
