using System.Globalization;
using Forwarder.Agent.Bbdo;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Agent.Filtering;

/// <summary>The parameters that decide whether an event leaves, ready to be asked per event. Sets of states have one bit per state.</summary>
internal sealed class FilterParameters
{
    private readonly HashSet<EventKind> accepted = [];

    public FilterParameters(ParameterSet parameters)
    {
        var categories = parameters.List("accepted_categories");
        foreach (var element in parameters.List("accepted_elements"))
        {
            if (categories.Contains(CategoryOf(element), StringComparer.Ordinal))
            {
                accepted.Add(KindOf(element));
            }
        }
        HostStates = States(parameters, "host_status");
        ServiceStates = States(parameters, "service_status");
        ActivityStates = States(parameters, "ba_status");
        AcknowledgedHostStates = OptionalStates(parameters, "ack_host_status") ?? HostStates;
        AcknowledgedServiceStates = OptionalStates(parameters, "ack_service_status") ?? ServiceStates;
        DowntimeHostStates = OptionalStates(parameters, "dt_host_status");
        DowntimeServiceStates = OptionalStates(parameters, "dt_service_status");
        HardOnly = parameters.Flag("hard_only");
        Acknowledged = parameters.Flag("acknowledged");
        InDowntime = parameters.Flag("in_downtime");
        ResendAfterSuppression = parameters.Flag("resend_after_suppression");
        Flapping = parameters.Flag("flapping");
        HostDedup = parameters.Flag("enable_host_status_dedup");
        ServiceDedup = parameters.Flag("enable_service_status_dedup");
        HostDedupSeconds = parameters.Number("delta_host_status_change_allow") ?? 0;
        ServiceDedupSeconds = parameters.Number("delta_service_status_change_allow") ?? 0;
        SkipNilId = parameters.Flag("skip_nil_id");
        SkipUnknown = parameters.Flag("skip_anon_events");
        BamHosts = parameters.Flag("enable_bam_host");
        HostGroups = new NameFilter(parameters, "hostgroups");
        ServiceGroups = new NameFilter(parameters, "servicegroups");
        Pollers = new NameFilter(parameters, "pollers");
        Authors = new NameFilter(parameters, "authors");
        Views = new NameFilter(parameters, "bvs");
        HostNames = Patterns(parameters, "accepted_hosts");
        ServiceNames = Patterns(parameters, "accepted_services");
        HostSeverity = new SeverityFilter(parameters, "host");
        ServiceSeverity = new SeverityFilter(parameters, "service");
    }

    public int HostStates { get; }

    public int ServiceStates { get; }

    public int ActivityStates { get; }

    public int AcknowledgedHostStates { get; }

    public int AcknowledgedServiceStates { get; }

    /// <summary>Null: the state does not matter, not even PENDING.</summary>
    public int? DowntimeHostStates { get; }

    public int? DowntimeServiceStates { get; }

    public bool HardOnly { get; }

    public bool Acknowledged { get; }

    public bool InDowntime { get; }

    public bool ResendAfterSuppression { get; }

    public bool Flapping { get; }

    public bool HostDedup { get; }

    public bool ServiceDedup { get; }

    public long HostDedupSeconds { get; }

    public long ServiceDedupSeconds { get; }

    public bool SkipNilId { get; }

    public bool SkipUnknown { get; }

    public bool BamHosts { get; }

    public NameFilter HostGroups { get; }

    public NameFilter ServiceGroups { get; }

    public NameFilter Pollers { get; }

    public NameFilter Authors { get; }

    public NameFilter Views { get; }

    public LuaPatternList HostNames { get; }

    public LuaPatternList ServiceNames { get; }

    public SeverityFilter HostSeverity { get; }

    public SeverityFilter ServiceSeverity { get; }

    public bool Accepts(EventKind kind) => accepted.Contains(kind);

    private static string CategoryOf(string element) => element == "ba_status" ? "bam" : "neb";

    private static EventKind KindOf(string element) =>
        element switch
        {
            "host_status" => EventKind.HostStatus,
            "service_status" => EventKind.ServiceStatus,
            "acknowledgement" => EventKind.Acknowledgement,
            "downtime" => EventKind.Downtime,
            "ba_status" => EventKind.BaStatus,
            _ => throw new ArgumentException($"The filter does not know the element {element}.", nameof(element)),
        };

    private static int States(ParameterSet parameters, string name) =>
        parameters.List(name).Aggregate(0, (set, state) => set | (1 << int.Parse(state, CultureInfo.InvariantCulture)));

    private static int? OptionalStates(ParameterSet parameters, string name) =>
        parameters.List(name) is [] ? null : States(parameters, name);

    private static LuaPatternList Patterns(ParameterSet parameters, string name) =>
        LuaPatternList.TryRead(parameters, name, out var patterns, out var fault)
            ? patterns
            : throw new ArgumentException($"{name} was validated when it was read: {fault}.", nameof(name));
}
