namespace Forwarder.Agent.Inventory;

/// <summary>
/// A host or a service as the inventory knows it. Only <see cref="Estate"/> and its parts change it.
/// </summary>
/// <remarks>
/// Each status of a large estate touches another object, which is then in no cache of the processor. What a status needs
/// therefore stands here, close together, and everything that only configuration and event lines need in
/// <see cref="ObjectConfiguration"/>; it must not look at the host either.
/// </remarks>
internal sealed class MonitoredObject
{
    // A field, not a property: statuses write its parts in place.
    public LiveStatus Live = new();

    private bool isAnnounced;

    private MonitoredObject(ObjectKey key, MonitoredObject? host)
    {
        Key = key;
        Host = host ?? this;
        Configuration = new ObjectConfiguration();
    }

    public ObjectKey Key { get; }

    /// <summary>The host of a service; of a host, itself.</summary>
    public MonitoredObject Host { get; }

    public ObjectConfiguration Configuration { get; }

    /// <summary>False while only a member list, a variable or a service of it was seen.</summary>
    public bool IsAnnounced
    {
        get => isAnnounced;
        private set
        {
            isAnnounced = value;
            Settle();
        }
    }

    /// <summary>It and its host have been announced: its events can be named.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>The fake host whose services stand for business activities, or a service of it.</summary>
    public bool IsOfActivities { get; private set; }

    /// <summary>The poller of a host (null: none was named); of a service, that of its host.</summary>
    public PollerEntry? Poller => Host.Configuration.Poller;

    public static MonitoredObject NewHost(ulong id) => new(new ObjectKey(id, 0), null);

    public static MonitoredObject NewService(ObjectKey key, MonitoredObject host)
    {
        var service = new MonitoredObject(key, host);
        host.Configuration.Add(service);
        service.Settle();
        return service;
    }

    /// <param name="name">Host name or service description: valid UTF-8, not empty.</param>
    public void Announce(byte[] name)
    {
        Configuration.Name = name;
        IsAnnounced = true;
    }

    // A service repeats what counts of its host.
    private void Settle()
    {
        IsKnown = isAnnounced && Host.isAnnounced;
        IsOfActivities = Host.Configuration.Name.AsSpan().StartsWith("_Module_BAM_"u8);
        foreach (var service in Configuration.Services)
        {
            service.Settle();
        }
    }
}
