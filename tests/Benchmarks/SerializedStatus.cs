using System.Text.Json.Serialization;

namespace Forwarder.Benchmarks;

/// <summary>What the mapping reads of a service status, for the serializer.</summary>
internal sealed record SerializedStatus(
    string Kind,
    int Bbdo,
    long HostId,
    long ServiceId,
    int State,
    long LastCheck,
    string? Output,
    string? LongOutput,
    SerializedCache Cache
);

internal sealed record SerializedCache(
    SerializedHost Host,
    SerializedService Service,
    SerializedGroup[]? Hostgroups,
    SerializedGroup[]? Servicegroups,
    string? Poller
);

internal sealed record SerializedHost(string Name);

internal sealed record SerializedService(string Description, string? NotesUrl, string? ActionUrl);

internal sealed record SerializedGroup(string GroupName);

/// <summary>The event that Canopsis gets, for the serializer.</summary>
internal sealed record SerializedEvent(
    string EventType,
    string SourceType,
    string Connector,
    string ConnectorName,
    string Component,
    string Resource,
    string HostId,
    string ServiceId,
    int State,
    long Timestamp,
    string Output,
    string LongOutput,
    string NotesUrl,
    string ActionUrl,
    string[] Hostgroups,
    string[] Servicegroups
);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SerializedStatus))]
[JsonSerializable(typeof(SerializedEvent))]
internal sealed partial class SerializedJson : JsonSerializerContext;
