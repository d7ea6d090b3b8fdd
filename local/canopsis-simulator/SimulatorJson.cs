using System.Text.Json.Serialization;
using Forwarder.Simulator.Api;
using Forwarder.Simulator.Faults;
using Forwarder.Simulator.Memory;
using Forwarder.Simulator.Vocabulary;

namespace Forwarder.Simulator;

/// <summary>JSON of the simulator's own routes.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(FaultKindConverter)]
)]
[JsonSerializable(typeof(Fault))]
[JsonSerializable(typeof(Fault[]))]
[JsonSerializable(typeof(Statistics))]
[JsonSerializable(typeof(User))]
[JsonSerializable(typeof(NewEntry))]
[JsonSerializable(typeof(ReadyLine))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class SimulatorJson : JsonSerializerContext;
