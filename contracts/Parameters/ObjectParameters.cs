using static Forwarder.Contracts.Parameters.ParameterOwner;
using static Forwarder.Contracts.Parameters.ParameterType;

namespace Forwarder.Contracts.Parameters;

/// <summary>Parameters that choose objects, pollers and authors (stream-connector, chapter 1.5).</summary>
internal static class ObjectParameters
{
    private const string Cancelled = " Without effect when the accepted ones are set too.";
    private static readonly string[] Operators = ["==", "~=", "<", ">", ">=", "<="];

    internal static readonly IReadOnlyList<Parameter> All =
    [
        new("accepted_hostgroups", List, Agent, null, "Host groups of which an event's host must have one.")
        {
            Aliases = ["accepted_hostgroup"],
            Difference = "The product pages' accepted_hostgroup means the same.",
        },
        new("rejected_hostgroups", List, Agent, null, "Host groups of which it must have none." + Cancelled)
        {
            Aliases = ["rejected_hostgroup"],
            Difference = "rejected_hostgroup means the same.",
        },
        new("accepted_servicegroups", List, Agent, null, "Service groups of which an event's service must have one."),
        new("rejected_servicegroups", List, Agent, null, "Service groups of which it must have none." + Cancelled),
        new("accepted_pollers", List, Agent, null, "Names of pollers whose events leave."),
        new("rejected_pollers", List, Agent, null, "Names of pollers whose events do not leave." + Cancelled)
        {
            Difference = "Works as named (D10).",
        },
        new("accepted_authors", List, Agent, null, "Authors whose acknowledgements and downtimes leave."),
        new("rejected_authors", List, Agent, null, "Authors whose acknowledgements and downtimes stay." + Cancelled),
        new("accepted_bvs", List, Agent, null, "Business views of which a business activity must have one.")
        {
            Difference = "Works as named (D24).",
        },
        new("rejected_bvs", List, Agent, null, "Business views of which it must have none." + Cancelled)
        {
            Difference = "Works as named (D24).",
        },
        Pattern("host"),
        Split("host"),
        SplitCharacters("host"),
        Pattern("service"),
        Split("service"),
        SplitCharacters("service"),
        new("accepted_metrics", Text, Agent, ".*", "Of connectors that send metrics.") { HasNoEffect = true },
        new("metric_name_regex", Text, Agent, "", "Of connectors that send metrics.") { HasNoEffect = true },
        new("metric_replacement_character", Text, Agent, "", "Of connectors that send metrics.") { HasNoEffect = true },
        Threshold("host", "It applies to statuses of hosts and services and to acknowledgements."),
        Operator("host"),
        Threshold("service", "It applies to all events of services."),
        Operator("service"),
    ];

    private static Parameter Pattern(string what) =>
        new(
            $"accepted_{what}s",
            Text,
            Agent,
            null,
            $"Lua pattern that occurs in the names of {what}s whose events leave."
        )
        {
            Difference = "An invalid pattern is an error at start (D25).",
        };

    private static Parameter Split(string what) =>
        new(
            $"accepted_{what}s_enable_split_pattern",
            Flag,
            Agent,
            "0",
            $"1: accepted_{what}s is several patterns, of which one must occur."
        );

    private static Parameter SplitCharacters(string what) =>
        new(
            $"accepted_{what}s_split_character",
            Text,
            Agent,
            ",",
            $"What separates the patterns of accepted_{what}s; of several characters each one does."
        );

    private static Parameter Threshold(string what, string scope) =>
        new(
            $"{what}_severity_threshold",
            Number,
            Agent,
            null,
            $"An event leaves when threshold OPERATOR severity of its {what} holds; without severity it does not. {scope}"
        )
        {
            Difference = "Can be set (D13).",
        };

    private static Parameter Operator(string what) =>
        new($"{what}_severity_operator", Choice, Agent, ">=", $"How {what}_severity_threshold is compared.")
        {
            Choices = Operators,
        };
}
