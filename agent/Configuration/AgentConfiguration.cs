using Forwarder.Agent.Logging;
using Forwarder.Agent.Spool;
using Forwarder.Contracts.Parameters;
using Forwarder.Contracts.Publishers;

namespace Forwarder.Agent.Configuration;

/// <summary>The agent's checked configuration.</summary>
internal sealed record AgentConfiguration(
    ParameterSet Parameters,
    BrokerConfiguration Brokers,
    string SpoolDirectory,
    SpoolLimits SpoolLimits,
    int MaxPackEvents,
    TimeSpan MaxPackAge,
    int HealthPort,
    HubConfiguration Hub,
    LogSettings Log,
    OtlpConfiguration? Otlp
)
{
    /// <summary>Checks what no single parameter can tell, and puts the parts together. Null when problems were added.</summary>
    public static AgentConfiguration? From(ParameterSet parameters, ICollection<ParameterProblem> problems)
    {
        var before = problems.Count;
        var brokers = BrokerConfiguration.From(parameters, problems);
        var hub = HubConfiguration.From(parameters, problems);
        var otlp = OtlpConfiguration.From(parameters, problems);
        var spool = SpoolSettings.From(parameters);
        return problems.Count > before
            ? null
            : new AgentConfiguration(
                parameters,
                brokers!,
                spool.Directory,
                spool.Limits,
                (int)parameters.Number("max_pack_events")!.Value,
                TimeSpan.FromMilliseconds(parameters.Number("max_pack_age")!.Value),
                (int)parameters.Number("health_port")!.Value,
                hub!,
                LogSettings.From(parameters),
                otlp
            );
    }
}
