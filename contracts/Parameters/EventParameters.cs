using static Forwarder.Contracts.Parameters.ParameterOwner;
using static Forwarder.Contracts.Parameters.ParameterType;

namespace Forwarder.Contracts.Parameters;

/// <summary>Parameters that decide whether an event leaves (stream-connector, chapters 1.3 to 1.7).</summary>
internal static class EventParameters
{
    internal static readonly IReadOnlyList<Parameter> All =
    [
        new("accepted_categories", List, Agent, "neb", "Categories of events that leave; ba_status is of bam.")
        {
            Choices = ["neb", "bam", "storage", "bbdo", "correlation", "dumper", "extcmd"],
            EmptyRefused = true,
            Difference = "An unknown category or an empty list is an error.",
        },
        new(
            "accepted_elements",
            List,
            Agent,
            "host_status,service_status,acknowledgement,downtime",
            "Kinds of events that leave."
        )
        {
            Choices = ["host_status", "service_status", "acknowledgement", "downtime", "ba_status"],
            EmptyRefused = true,
            Difference = "Blanks around items are ignored; an unknown kind or an empty list is an error.",
        },
        new(
            "host_status",
            List,
            Agent,
            "0,1,2",
            "Host states that leave: 0 UP, 1 DOWN, 2 UNREACHABLE; empty rejects all."
        )
        {
            Choices = ["0", "1", "2"],
            Difference = "PENDING (4) cannot be listed.",
        },
        new(
            "service_status",
            List,
            Agent,
            "0,1,2,3",
            "Service states that leave: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN; empty rejects all."
        )
        {
            Choices = ["0", "1", "2", "3"],
            Difference = "PENDING (4) cannot be listed.",
        },
        new("ba_status", List, Agent, "0,1,2", "States of business activities that leave; empty rejects all.")
        {
            Choices = ["0", "1", "2"],
        },
        new("ack_host_status", List, Agent, null, "Host states whose acknowledgements leave; unset: as host_status.")
        {
            Choices = ["0", "1", "2"],
        },
        new(
            "ack_service_status",
            List,
            Agent,
            null,
            "Service states whose acknowledgements leave; unset: as service_status."
        )
        {
            Choices = ["0", "1", "2", "3"],
        },
        new("dt_host_status", List, Agent, null, "Host states in which the start of a downtime leaves; unset: in all.")
        {
            Choices = ["0", "1", "2"],
            Difference = "Compared with the current state, which the reference guesses, and only when set (D16).",
        },
        new("dt_service_status", List, Agent, null, "The same for services.")
        {
            Choices = ["0", "1", "2", "3"],
            Difference = "As dt_host_status.",
        },
        new("hard_only", Flag, Agent, "1", "1: only hard states leave; 0: soft ones too."),
        new("acknowledged", Flag, Agent, "0", "1: statuses of acknowledged problems leave too."),
        new("in_downtime", Flag, Agent, "0", "1: statuses of objects in downtime leave too.")
        {
            Difference = "1 accepts every depth of overlapping downtimes (D15).",
        },
        new(
            "resend_after_suppression",
            Flag,
            Agent,
            "1",
            "1: a status kept back by a downtime or an acknowledgement leaves at its end, if the state is news by then."
        )
        {
            Difference = "New: the reference never sends it (D31).",
        },
        new("flapping", Flag, Agent, "0", "1: statuses of flapping objects leave too."),
        new(
            "enable_host_status_dedup",
            Flag,
            Agent,
            "1",
            "1: a host status leaves only when its hard state has just changed; 0: at each check."
        ),
        new(
            "enable_service_status_dedup",
            Flag,
            Agent,
            "1",
            "1: a service status leaves only when its hard state has just changed; 0: at each check."
        ),
        new(
            "delta_host_status_change_allow",
            Number,
            Agent,
            "20",
            "Seconds between a host's check and its last hard change that still count as the same moment."
        )
        {
            Maximum = 86400,
            Difference = "Can be set (D13).",
        },
        new("delta_service_status_change_allow", Number, Agent, "1", "The same for services.")
        {
            Maximum = 86400,
            Difference = "New: the reference demands equality and loses changes recorded one second apart (D29).",
        },
        new("skip_nil_id", Flag, Agent, "1", "1: events without host, service or activity id are dropped."),
        new(
            "skip_anon_events",
            Flag,
            Agent,
            "1",
            "1: events of an unknown object are held until it is announced; 0: they leave at once with ids as names."
        )
        {
            Difference = "Held instead of dropped; 0 works for hosts (D11, D12).",
        },
        new("enable_bam_host", Flag, Agent, "0", "1: objects of the hosts of business activities leave too."),
    ];
}
