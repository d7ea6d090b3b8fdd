using static Forwarder.Contracts.Parameters.ParameterOwner;
using static Forwarder.Contracts.Parameters.ParameterType;

namespace Forwarder.Contracts.Parameters;

/// <summary>A customer's parameters: how its events reach Canopsis (stream-connector, chapters 1.2 and 1.8).</summary>
internal static class CanopsisParameters
{
    internal static readonly IReadOnlyList<Parameter> All =
    [
        new("canopsis_host", Text, Functions, null, "Host name of Canopsis, without scheme and port.")
        {
            Mandatory = true,
        },
        new("canopsis_port", Number, Functions, "443", "Its port.") { Minimum = 1, Maximum = 65535 },
        new("sending_protocol", Choice, Functions, "https", "Scheme.") { Choices = ["https", "http"] },
        new("canopsis_authkey", Secret, Functions, null, "Key sent as header x-canopsis-authkey.")
        {
            Mandatory = true,
            Instead = "canopsis_authkey_secret",
        },
        new(
            "canopsis_authkey_secret",
            Text,
            Functions,
            null,
            "Address of the Key Vault secret that holds the key, https://<vault>.vault.azure.net/secrets/<name>; read again when Canopsis refuses the key."
        )
        {
            EmptyRefused = true,
            Difference = "New: the key is in no document.",
        },
        new(
            "component_prefix",
            Text,
            Functions,
            null,
            "Put before every component, in events and downtimes: keeps customers apart that share one Canopsis."
        )
        {
            Difference = "New.",
        },
        new(
            "shared_entities",
            Flag,
            Functions,
            "0",
            "1: another customer with the same Canopsis, key and component_prefix is intended; both have to say so."
        )
        {
            Difference = "New.",
        },
        new("sending_method", Choice, Functions, "api", "Events always go through the API.")
        {
            Choices = ["api"],
            HasNoEffect = true,
        },
        new(
            "canopsis_base_path",
            Text,
            Functions,
            null,
            "Path before every route, of a Canopsis below a path of its host."
        ),
        new("canopsis_event_route", Text, Functions, "/api/v4/event", "Route of statuses and acknowledgements.")
        {
            Difference = "Also of ba_status, which the reference cannot deliver (D22).",
        },
        .. DowntimeParameters.All,
        new("connector", Text, Functions, "centreon-stream", "Field connector of every event.") { EmptyRefused = true },
        new(
            "connector_name",
            Text,
            Functions,
            "centreon-stream-central",
            "Field connector_name with connector_name_type=custom, and for unknown pollers."
        )
        {
            EmptyRefused = true,
            Difference = "Also replaces an unknown poller's name, instead of the text false (D12).",
        },
        new(
            "connector_name_type",
            Choice,
            Functions,
            "poller",
            "Whether connector_name is the poller's name or connector_name."
        )
        {
            Choices = ["poller", "custom"],
            Difference = "Another value is an error instead of poller.",
        },
        new(
            "canopsis_sort_list_hostgroups",
            Flag,
            Functions,
            "0",
            "1: host group names in byte order instead of by group id."
        ),
        new("canopsis_sort_list_servicegroups", Flag, Functions, "0", "The same for service groups."),
        new(
            "use_severity_as_state",
            Flag,
            Functions,
            "0",
            "1: the severity of host or service replaces the state of a problem."
        )
        {
            Difference = "Never replaces OK or UP, so that alarms close (D14).",
        },
        new("use_long_output", Flag, Functions, "1", "0: the short output is sent in long_output too.")
        {
            Difference = "Has an effect (D30).",
        },
        new("output_size_limit", Number, Functions, null, "Characters after which output is cut; unset: no limit.")
        {
            Difference = "Counts characters instead of bytes (D21).",
        },
        new(
            "remove_line_break_in_output",
            Flag,
            Functions,
            "1",
            "1: line breaks of long_output become output_line_break_replacement_character, when that one is set."
        )
        {
            Difference = "Has an effect once the replacement is set (D30).",
        },
        new(
            "output_line_break_replacement_character",
            Text,
            Functions,
            null,
            "What replaces a line break in long_output."
        ),
        .. TemplateParameters.All,
        new("max_buffer_size", Number, Functions, "500", "Largest number of events in one request.")
        {
            Minimum = 1,
            Maximum = 10_000,
            Difference = "A limit, never a reason to wait; the reference sends one event per request (D01).",
        },
        new("max_all_queues_age", Number, Functions, "5", "Events never wait for a request to fill.")
        {
            Aliases = ["max_buffer_age"],
            HasNoEffect = true,
        },
        new("send_mixed_events", Flag, Functions, "0", "Kinds share requests in the order of arrival.")
        {
            HasNoEffect = true,
        },
        new("max_stored_events", Number, Functions, "10", "The spool and the lanes keep every event.")
        {
            HasNoEffect = true,
        },
        .. TransportParameters.All,
    ];
}
