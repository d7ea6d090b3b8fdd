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
        return problems.Count > before
            ? null
            : new AgentConfiguration(
                parameters,
                brokers!,
                parameters.Text("spool_directory"),
                new SpoolLimits(
                    parameters.Number("spool_max_bytes")!.Value,
                    parameters.Number("spool_max_age") is { } seconds and > 0 ? TimeSpan.FromSeconds(seconds) : null,
                    parameters.Text("spool_when_full") == "drop_oldest"
                ),
                (int)parameters.Number("max_pack_events")!.Value,
                TimeSpan.FromMilliseconds(parameters.Number("max_pack_age")!.Value),
                (int)parameters.Number("health_port")!.Value,
                hub!,
                LogSettings.From(parameters),
                otlp
            );
    }
}
