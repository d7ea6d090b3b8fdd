using System.Text.Json;
using System.Text.Json.Serialization;

namespace Forwarder.Simulator.Faults;

/// <summary>Writes fault kinds as <c>reset_before</c>; refuses numbers.</summary>
internal sealed class FaultKindConverter()
    : JsonStringEnumConverter<FaultKind>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);
