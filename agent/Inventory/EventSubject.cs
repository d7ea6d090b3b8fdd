namespace Forwarder.Agent.Inventory;

/// <summary>
/// Whom an event is about, as far as the inventory knows: filters decide by it, the event line tells it. Valid only
/// until the inventory applies the next event.
/// </summary>
/// <param name="Key">The object named by the event; ids may be unknown or 0.</param>
/// <param name="Host">Its announced host, else null.</param>
/// <param name="Service">Its announced service, else null; always null for hosts.</param>
/// <param name="ActivityId">The business activity that the event or the service stands for; 0 = none.</param>
/// <param name="Activity">That activity when known.</param>
/// <param name="IsForwardedDowntime">An earlier event of this downtime left.</param>
internal readonly record struct EventSubject(
    ObjectKey Key,
    MonitoredObject? Host,
    MonitoredObject? Service = null,
    ulong ActivityId = 0,
    BusinessActivity? Activity = null,
    bool IsForwardedDowntime = false
)
{
    /// <summary>The views of the activity.</summary>
    public IReadOnlyList<BusinessView> Views { get; init; } = [];

    /// <summary>Host, and for service events the service, have been announced.</summary>
    public bool IsKnown => Host is not null && (!Key.IsService || Service is not null);

    /// <summary>The service of a service event, else the host.</summary>
    public MonitoredObject? Object => Key.IsService ? Service : Host;
}
