using System.Text.Json;
using System.Text.Json.Serialization;

namespace Forwarder.Functions.Downtimes;

[JsonSerializable(typeof(JsonElement))]
internal sealed partial class DowntimeJson : JsonSerializerContext;
