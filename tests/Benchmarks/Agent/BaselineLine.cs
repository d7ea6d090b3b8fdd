using System.Text.Json.Serialization;
using Forwarder.Benchmarks.Agent.Messages;

namespace Forwarder.Benchmarks.Agent;

/// <summary>The line of a service status, for the serializer.</summary>
internal sealed record BaselineLine(
    string Kind,
    int Bbdo,
    int Category,
    int Element,
    ulong HostId,
    ulong ServiceId,
    bool Checked,
    int CheckType,
    int State,
    int StateType,
    long LastStateChange,
    int LastHardState,
    long LastHardStateChange,
    long LastTimeOk,
    long LastTimeWarning,
    long LastTimeCritical,
    long LastTimeUnknown,
    string? Output,
    string? LongOutput,
    bool Flapping,
    double PercentStateChange,
    long LastCheck,
    long NextCheck,
    bool ShouldBeScheduled,
    int CheckAttempt,
    int NotificationNumber,
    bool NoMoreNotifications,
    long LastNotification,
    long NextNotification,
    int AcknowledgementType,
    int ScheduledDowntimeDepth,
    int Type,
    ulong InternalId,
    BaselineCache Cache
)
{
    public static BaselineLine Of(ServiceStatus status, BaselineCache cache) =>
        new(
            "service_status",
            3,
            1,
            29,
            status.HostId,
            status.ServiceId,
            status.Checked,
            status.CheckType,
            status.State,
            status.StateType,
            status.LastStateChange,
            status.LastHardState,
            status.LastHardStateChange,
            status.LastTimeOk,
            status.LastTimeWarning,
            status.LastTimeCritical,
            status.LastTimeUnknown,
            status.Output,
            status.LongOutput.Length > 0 ? status.LongOutput : null,
            status.Flapping,
            status.PercentStateChange,
            status.LastCheck,
            status.NextCheck,
            status.ShouldBeScheduled,
            status.CheckAttempt,
            status.NotificationNumber,
            status.NoMoreNotifications,
            status.LastNotification,
            status.NextNotification,
            status.AcknowledgementType,
            status.ScheduledDowntimeDepth,
            status.Type,
            status.InternalId,
            cache
        );
}

internal sealed record BaselineCache(
    BaselineHost Host,
    BaselineService Service,
    List<BaselineGroup> Hostgroups,
    string Poller
);

internal sealed record BaselineHost(ulong HostId, string Name, string Alias, string Address, int InstanceId);

internal sealed record BaselineService(
    ulong HostId,
    ulong ServiceId,
    string Description,
    string NotesUrl,
    long LastTimeOk,
    long LastTimeCritical
);

internal sealed record BaselineGroup(ulong GroupId, string GroupName);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault
)]
[JsonSerializable(typeof(BaselineLine))]
internal sealed partial class BaselineJson : JsonSerializerContext;
