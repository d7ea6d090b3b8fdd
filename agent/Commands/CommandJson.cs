using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Forwarder.Agent.Commands;

/// <summary>Generated JSON of what commands report.</summary>
[JsonSerializable(typeof(VersionReport))]
[JsonSerializable(typeof(ValidationReport))]
[JsonSerializable(typeof(StageReport))]
[JsonSerializable(typeof(ReplayReport))]
[JsonSerializable(typeof(DroppedLine))]
internal sealed partial class CommandJson : JsonSerializerContext
{
    /// <summary>For terminals: only what JSON demands is escaped.</summary>
    public static CommandJson Readable { get; } =
        new(
            new JsonSerializerOptions
            {
                PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
                DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }
        );
}
