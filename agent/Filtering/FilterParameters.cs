using System.Globalization;
using Forwarder.Agent.Bbdo;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Agent.Filtering;

/// <summary>The parameters that decide whether an event leaves, ready to be asked per event.</summary>
internal sealed class FilterParameters
{
    private readonly HashSet<EventKind> accepted = [];

    public FilterParameters(ParameterSet parameters)
    {
        foreach (var element in parameters.List("accepted_elements"))
        {
            accepted.Add(KindOf(element));
        }
        HostStates = States(parameters, "host_status");
        ServiceStates = States(parameters, "service_status");
        AcknowledgedHostStates = StatesOr(parameters, "ack_host_status", HostStates);
        AcknowledgedServiceStates = StatesOr(parameters, "ack_service_status", ServiceStates);
        HardOnly = parameters.Flag("hard_only");
        Acknowledged = parameters.Flag("acknowledged");
        InDowntime = parameters.Flag("in_downtime");
        Flapping = parameters.Flag("flapping");
        HostDedup = parameters.Flag("enable_host_status_dedup");
        ServiceDedup = parameters.Flag("enable_service_status_dedup");
        HostDedupSeconds = parameters.Number("delta_host_status_change_allow") ?? 0;
        ServiceDedupSeconds = parameters.Number("delta_service_status_change_allow") ?? 0;
        SkipNilId = parameters.Flag("skip_nil_id");
        SkipUnknown = parameters.Flag("skip_anon_events");
        BamHosts = parameters.Flag("enable_bam_host");
    }

    /// <summary>One bit per state, as the other sets of states.</summary>
    public int HostStates { get; }

    public int ServiceStates { get; }

    public int AcknowledgedHostStates { get; }

    public int AcknowledgedServiceStates { get; }

    public bool HardOnly { get; }

    public bool Acknowledged { get; }

    public bool InDowntime { get; }

    public bool Flapping { get; }

    public bool HostDedup { get; }

    public bool ServiceDedup { get; }

    public long HostDedupSeconds { get; }

    public long ServiceDedupSeconds { get; }

    public bool SkipNilId { get; }

    public bool SkipUnknown { get; }

    public bool BamHosts { get; }

    public bool Accepts(EventKind kind) => accepted.Contains(kind);

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

    private static int StatesOr(ParameterSet parameters, string name, int otherwise) =>
        parameters.List(name) is [] ? otherwise : States(parameters, name);
}
