namespace Forwarder.Agent.Tests.Inventory;

/// <summary>Ids of events, as category × 65536 + element.</summary>
internal static class Ids
{
    public const uint LegacyAcknowledgement = 65537;
    public const uint LegacyCustomVariable = 65539;
    public const uint LegacyDowntime = 65541;
    public const uint LegacyHostGroupMember = 65547;
    public const uint LegacyHost = 65548;
    public const uint LegacyHostStatus = 65550;
    public const uint LegacyService = 65559;
    public const uint LegacyServiceStatus = 65560;
    public const uint Service = 65563;
    public const uint ServiceStatus = 65565;
    public const uint Host = 65566;
    public const uint HostStatus = 65568;
    public const uint Severity = 65569;
    public const uint Tag = 65570;
    public const uint Downtime = 65572;
    public const uint CustomVariable = 65573;
    public const uint CustomVariableStatus = 65574;
    public const uint Instance = 65580;
    public const uint Acknowledgement = 65581;
    public const uint HostGroup = 65585;
    public const uint HostGroupMember = 65586;
    public const uint ServiceGroup = 65587;
    public const uint ServiceGroupMember = 65588;
    public const uint InstanceConfiguration = 65590;
    public const uint AdaptiveServiceStatus = 65591;
    public const uint BaStatus = 393235;
    public const uint BusinessView = 393238;
    public const uint ActivityInView = 393239;
    public const uint BusinessActivity = 393241;
    public const uint Truncation = 393246;
    public const uint InstanceBroadcast = 4294901762;
}
