namespace Forwarder.Agent.Inventory;

/// <summary>
/// A host or a service as the inventory knows it. Only <see cref="Estate"/> and its parts change it.
/// </summary>
internal sealed class MonitoredObject
{
    private readonly List<MonitoredObject>? services;

    private MonitoredObject(ObjectKey key, MonitoredObject? host)
    {
        Key = key;
        Host = host ?? this;
        services = host is null ? [] : null;
    }

    public ObjectKey Key { get; }

    /// <summary>The host of a service; of a host, itself.</summary>
    public MonitoredObject Host { get; }

    /// <summary>Services of a host, announced or not.</summary>
    public IReadOnlyList<MonitoredObject> Services => services ?? [];

    /// <summary>False while only a member list, a variable or a service of it was seen: its events are still of an unknown object.</summary>
    public bool IsAnnounced { get; set; }

    /// <summary>Host name or service description: valid UTF-8, never empty once announced.</summary>
    public byte[] Name { get; set; } = [];

    /// <summary>JSON members that follow the name in the event line, each with its leading comma.</summary>
    public byte[] Members { get; set; } = [];

    /// <summary>The fake host whose services stand for business activities.</summary>
    public bool IsActivityHost => !Key.IsService && Name.AsSpan().StartsWith("_Module_BAM_"u8);

    /// <summary>The poller of a host (null: none was named); of a service, that of its host.</summary>
    public PollerEntry? Poller
    {
        get => Key.IsService ? Host.Poller : field;
        set;
    }

    /// <summary>The generation of its poller that announced it.</summary>
    public int Generation { get; set; }

    /// <summary>broker_id of the process that announced it.</summary>
    public uint SourceId { get; set; }

    /// <summary>0 = none.</summary>
    public ulong SeverityId { get; set; }

    public SeverityEntry? ConfiguredSeverity { get; set; }

    /// <summary>Value of the custom variable CRITICALITY_LEVEL; 0 = none.</summary>
    public int Criticality { get; set; }

    public int CriticalityGeneration { get; set; }

    /// <summary>In ascending group id. The array is never changed, only replaced.</summary>
    public Membership[] Groups { get; private set; } = [];

    /// <summary>The JSON list of <see cref="Groups"/>, made when first needed.</summary>
    public byte[]? GroupsJson { get; set; }

    // A field, not a property: statuses write its parts in place.
    public LiveStatus Live;

    /// <summary>The severity that counts: the custom variable, else the configured one (bbdo 5.3, rule 6); 0 = none.</summary>
    public long Severity => Criticality != 0 ? Criticality : ConfiguredSeverity?.Level ?? 0;

    public static MonitoredObject NewHost(ulong id) => new(new ObjectKey(id, 0), null);

    public static MonitoredObject NewService(ObjectKey key, MonitoredObject host)
    {
        var service = new MonitoredObject(key, host);
        host.services!.Add(service);
        return service;
    }

    public void ReplaceGroups(Membership[] groups)
    {
        Groups = groups;
        GroupsJson = null;
    }

    /// <summary>Parts a service from its host.</summary>
    public void Detach() => Host.services!.Remove(this);
}
