using static Forwarder.Contracts.Parameters.ParameterOwner;
using static Forwarder.Contracts.Parameters.ParameterType;

namespace Forwarder.Contracts.Parameters;

/// <summary>The agent's own parameters: packs, spool, health.</summary>
internal static class AgentParameters
{
    internal static readonly IReadOnlyList<Parameter> All =
    [
        new("spool_directory", Text, Agent, "/var/lib/canopsis-agent", "Folder of the agent's database."),
        new("max_pack_events", Number, Agent, "2000", "Events after which a pack is sealed.")
        {
            Minimum = 1,
            Maximum = 100_000,
        },
        new("max_pack_age", Number, Agent, "250", "Milliseconds after which an open pack is sealed.")
        {
            Minimum = 1,
            Maximum = 1000,
        },
        new("max_held_events", Number, Agent, "10000", "Events of unknown objects kept until these are announced.")
        {
            Maximum = 1_000_000,
        },
        new("event_fields", List, Agent, null, "Large fields that travel only when named here.")
        {
            Choices = ["perfdata", "latency", "execution_time"],
        },
        new("health_port", Number, Agent, "0", "Loopback port of GET /health; 0: none.") { Maximum = 65535 },
    ];
}
