using static Forwarder.Contracts.Parameters.ParameterOwner;
using static Forwarder.Contracts.Parameters.ParameterType;

namespace Forwarder.Contracts.Parameters;

/// <summary>How a customer's downtimes reach Canopsis (stream-connector, chapters 1.2 and 4).</summary>
internal static class DowntimeParameters
{
    internal static readonly IReadOnlyList<Parameter> All =
    [
        new("canopsis_downtime_route", Text, Functions, "/api/v4/pbehaviors", "Route of downtimes."),
        new(
            "canopsis_downtime_comment_route",
            Text,
            Functions,
            "/api/v4/pbehavior-comments",
            "Route of the comment of a downtime."
        ),
        new(
            "canopsis_downtime_reason_route",
            Text,
            Functions,
            "/api/v4/pbehavior-reasons",
            "Route on which the reason is looked up, and created if absent."
        ),
        new(
            "canopsis_downtime_type_route",
            Text,
            Functions,
            "/api/v4/pbehavior-types",
            "Route on which the type is looked up."
        ),
        new("canopsis_downtime_reason_name", Text, Functions, "Centreon_downtime", "Name of the reason of downtimes.")
        {
            EmptyRefused = true,
        },
        new("canopsis_downtime_type_name", Text, Functions, "Default maintenance", "Name of the type of downtimes.")
        {
            EmptyRefused = true,
        },
        new("canopsis_downtime_send_pbh", Flag, Functions, "1", "0: no request for downtimes.")
        {
            Difference = "0 stops downtimes, not only the look-ups (D05).",
        },
        new(
            "canopsis_downtime_name",
            Choice,
            Functions,
            "unique",
            "Name of a downtime in Canopsis: unique over customers, agents and pollers, or as the reference names it."
        )
        {
            Choices = ["unique", "reference"],
            Difference = "New: the reference's names of two pollers can be equal (D19).",
        },
        new(
            "canopsis_downtime_when",
            Choice,
            Functions,
            "scheduled",
            "When a fixed downtime is created; a flexible one always when it starts."
        )
        {
            Choices = ["scheduled", "started"],
            Difference = "New: the reference creates it when it starts.",
        },
        new(
            "canopsis_downtime_strategy",
            Choice,
            Functions,
            "standard",
            "Route on which downtimes are created: that of pbehaviors, or bulk/connector-pbehaviors, which takes the comment along (Canopsis 24.04 and later)."
        )
        {
            Choices = ["standard", "connector"],
            Difference = "New.",
        },
        new(
            "canopsis_downtime_reason_id",
            Text,
            Functions,
            null,
            "Id of the reason where it can neither be found by its name nor be created."
        )
        {
            Difference = "New.",
        },
        new("canopsis_downtime_comment_author", Flag, Functions, "0", "1: the comment begins with its author.")
        {
            Difference = "New.",
        },
    ];
}
