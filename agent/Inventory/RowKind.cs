namespace Forwarder.Agent.Inventory;

/// <summary>
/// What a persisted row holds, JSON up to 11 and 17, bytes otherwise. The numbers are stored: never change one.
/// </summary>
internal enum RowKind
{
    Poller = 1,
    Host = 2,
    Service = 3,

    /// <summary>Groups of the host or service (a = host, b = service or 0).</summary>
    Memberships = 4,

    /// <summary>Custom variable CRITICALITY_LEVEL of the host or service.</summary>
    Criticality = 5,
    HostGroup = 6,
    ServiceGroup = 7,

    /// <summary>a = severity, b = its type.</summary>
    Severity = 8,
    BusinessActivity = 9,
    BusinessView = 10,

    /// <summary>a = activity, b = view.</summary>
    ActivityInView = 11,

    /// <summary>a = order of arrival.</summary>
    HeldEvent = 12,

    /// <summary>a = order in which they left.</summary>
    ForwardedDowntime = 13,

    /// <summary>Of the host or service.</summary>
    SuppressedStatus = 14,

    /// <summary>State of the last status of the host or service that left, one byte; no row for 0.</summary>
    ForwardedState = 15,

    /// <summary>A part of the last checkpoint of live statuses; a counts the parts from 0.</summary>
    LiveStatuses = 16,

    /// <summary>a = category of hosts or services, b = type of its tag.</summary>
    Category = 17,
}
