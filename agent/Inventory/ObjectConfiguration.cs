namespace Forwarder.Agent.Inventory;

/// <summary>What configuration events have told about a host or service.</summary>
internal sealed class ObjectConfiguration
{
    private List<MonitoredObject>? services;

    /// <summary>Host name or service description: valid UTF-8, never empty once announced.</summary>
    public byte[] Name { get; set; } = [];

    /// <summary>JSON members that follow the name in the event line, each with its leading comma.</summary>
    public byte[] Members { get; set; } = [];

    /// <summary>The poller of a host; null when none was named, and for services.</summary>
    public PollerEntry? Poller { get; set; }

    /// <summary>The generation of its poller that announced it.</summary>
    public int Generation { get; set; }

    /// <summary>broker_id of the process that announced it.</summary>
    public uint SourceId { get; set; }

    /// <summary>0 = none.</summary>
    public ulong SeverityId { get; set; }

    public SeverityEntry? Severity { get; set; }

    /// <summary>The ids of its categories, with spaces between: most objects share their list.</summary>
    public byte[] Categories { get; set; } = [];

    /// <summary>Value of the custom variable CRITICALITY_LEVEL; 0 = none.</summary>
    public int Criticality { get; set; }

    public int CriticalityGeneration { get; set; }

    /// <summary>The severity that counts: the custom variable, else the configured one (bbdo 5.3, rule 6); 0 = none.</summary>
    public long SeverityLevel => Criticality != 0 ? Criticality : Severity?.Level ?? 0;

    /// <summary>In ascending group id. The array is never changed, only replaced.</summary>
    public Membership[] Groups { get; private set; } = [];

    /// <summary>The JSON list of <see cref="Groups"/>, made when first needed.</summary>
    public byte[]? GroupsJson { get; set; }

    /// <summary>Services of a host, announced or not.</summary>
    public IReadOnlyList<MonitoredObject> Services => services ?? [];

    public void ReplaceGroups(Membership[] groups)
    {
        Groups = groups;
        GroupsJson = null;
    }

    public void Add(MonitoredObject service) => (services ??= []).Add(service);

    public void Remove(MonitoredObject service) => services?.Remove(service);
}
