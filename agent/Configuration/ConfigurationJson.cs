using System.Text.Json.Serialization;

namespace Forwarder.Agent.Configuration;

[JsonSerializable(typeof(string))]
internal sealed partial class ConfigurationJson : JsonSerializerContext;
