using Forwarder.Contracts.Packs;
using static Forwarder.Contracts.Parameters.ParameterOwner;
using static Forwarder.Contracts.Parameters.ParameterType;

namespace Forwarder.Contracts.Parameters;

/// <summary>The agent's own parameters: packs, spool, health.</summary>
internal static class AgentParameters
{
    internal static readonly IReadOnlyList<Parameter> All =
    [
        new(
            "spool_directory",
            Text,
            Agent,
            "/var/lib/canopsis-agent",
            "Folder of the agent's database. Another one: stop the agent and move the spool.* files there first."
        ),
        new(
            "spool_max_bytes",
            Number,
            Agent,
            "2147483648",
            "Bytes of packs that may wait in the spool; what happens then says spool_when_full."
        )
        {
            Minimum = 1_048_576,
            Maximum = 1_099_511_627_776,
        },
        new(
            "spool_max_age",
            Number,
            Agent,
            "0",
            "Seconds that the oldest pack may wait; what happens then says spool_when_full; 0: any time."
        )
        {
            Maximum = 31_536_000,
        },
        new(
            "spool_when_full",
            Choice,
            Agent,
            "stop_acknowledging",
            "stop_acknowledging: brokers keep their events until there is room; drop_oldest: the oldest packs are lost, counted "
                + "and alarmed."
        )
        {
            Choices = ["stop_acknowledging", "drop_oldest"],
        },
        new("max_pack_events", Number, Agent, "2000", "Events after which a pack is sealed.")
        {
            Minimum = 1,
            Maximum = PackLimits.MaxLines,
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
        new(
            "logfile",
            Text,
            Agent,
            "/var/log/centreon-broker/canopsis-events-apiv2.log",
            "Log file beside standard output; without its folder there is none; empty: none."
        )
        {
            Difference = "The name that the product pages give; the reference's code writes to canopsis4-events.log.",
        },
        new("log_level", Number, Agent, "1", "1: errors and notices; 2: warnings and information too; 3: everything.")
        {
            Minimum = 1,
            Maximum = 3,
        },
        new("log_format", Choice, Agent, "people", "people: a line of text; json: one JSON object per line.")
        {
            Choices = ["people", "json"],
        },
        new(
            "otlp_endpoint",
            Text,
            Agent,
            null,
            "OpenTelemetry collector that takes the metrics over HTTP; unset: none."
        ),
        new("otlp_interval", Number, Agent, "60", "Seconds between two exports to it.") { Minimum = 1, Maximum = 3600 },
        new("health_port", Number, Agent, "0", "Loopback port of GET /health, /metrics and /tap; 0: none.")
        {
            Maximum = 65535,
        },
    ];
}
