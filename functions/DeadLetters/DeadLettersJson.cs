using System.Text.Json.Serialization;

namespace Forwarder.Functions.DeadLetters;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(ChangeRequest))]
internal sealed partial class DeadLettersJson : JsonSerializerContext;
