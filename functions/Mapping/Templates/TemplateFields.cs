using System.Collections.Frozen;

namespace Forwarder.Functions.Mapping.Templates;

/// <summary>The fields that an event of each kind can have, in either encoding, and those of its cache (stream-connector.md 2.2 and 6.2).</summary>
internal static class TemplateFields
{
    private const string Status = """
        _type category element host_id state state_type acknowledgement_type check_attempt check_type last_check last_hard_state
        last_hard_state_change last_notification last_state_change last_update max_check_attempts next_check notification_number
        scheduled_downtime_depth check_interval execution_time latency percent_state_change retry_interval
        flag acknowledged active_checks checked enabled event_handler_enabled flap_detection flapping no_more_notifications notify
        passive_checks should_be_scheduled
        text check_command check_period event_handler output short_output long_output perfdata
        """;

    private static readonly FrozenDictionary<EventKind, FrozenDictionary<string, FieldType>> OfEvents = new Dictionary<
        EventKind,
        FrozenDictionary<string, FieldType>
    >
    {
        [EventKind.HostStatus] = Read(
            Status
                + " flag obsess_over_host number last_time_up last_time_down last_time_unreachable next_host_notification"
        ),
        [EventKind.ServiceStatus] = Read(
            Status
                + " flag obsess_over_service number service_id internal_id type last_time_ok last_time_warning last_time_critical"
                + " last_time_unknown next_notification"
        ),
        [EventKind.Acknowledgement] = Read(
            "_type category element host_id service_id instance_id type state entry_time deletion_time"
                + " flag sticky notify_contacts persistent_comment text author comment_data"
        ),
        [EventKind.Downtime] = Read(
            "_type category element host_id service_id instance_id id internal_id type entry_time start_time end_time"
                + " actual_start_time actual_end_time deletion_time duration triggered_by"
                + " flag cancelled fixed started text author comment_data"
        ),
        [EventKind.BaStatus] = Read(
            "_type category element ba_id state last_state_change level_nominal level_acknowledgement level_downtime"
                + " flag in_downtime state_changed text output"
        ),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, FieldType> OfHosts = Read(
        "host_id instance_id last_time_up last_time_down last_time_unreachable"
            + " text name alias address display_name notes notes_url action_url"
    );

    private static readonly FrozenDictionary<string, FieldType> OfServices = Read(
        "host_id service_id last_time_ok last_time_warning last_time_critical last_time_unknown"
            + " text description display_name notes notes_url action_url"
    );

    private static readonly FrozenDictionary<string, FieldType> OfActivities = Read(
        "ba_id text ba_name ba_description"
    );

    private static readonly FrozenDictionary<string, FieldType> OfPollers = Read("id text name");
    private static readonly FrozenDictionary<string, FieldType> OfSeverities = Read("host service");
    private static readonly FrozenDictionary<string, FieldType> OfHostSeverities = Read("host");

    /// <summary>Large fields, which travel only when the agent's <c>event_fields</c> names them.</summary>
    public static bool TravelsOnDemand(string field) => field is "perfdata" or "latency" or "execution_time";

    /// <summary>Null for a field that no event of this kind has.</summary>
    public static FieldType? OfEvent(EventKind kind, string field) => Find(OfEvents[kind], field);

    /// <summary>Null for a field of <c>cache.TYPE</c> that no event of this kind carries.</summary>
    public static FieldType? OfCache(EventKind kind, string type, string field) =>
        (type, kind) switch
        {
            ("ba", EventKind.BaStatus) => Find(OfActivities, field),
            (_, EventKind.BaStatus) => null,
            ("host", _) => Find(OfHosts, field),
            ("instance", _) => Find(OfPollers, field),
            ("severity", EventKind.HostStatus) => Find(OfHostSeverities, field),
            ("severity", _) => Find(OfSeverities, field),
            ("service", not EventKind.HostStatus) => Find(OfServices, field),
            _ => null,
        };

    private static FieldType? Find(FrozenDictionary<string, FieldType> fields, string field) =>
        fields.TryGetValue(field, out var type) ? type : null;

    // Names behind "number", "flag" or "text"; numbers first.
    private static FrozenDictionary<string, FieldType> Read(string names)
    {
        var fields = new Dictionary<string, FieldType>(StringComparer.Ordinal);
        var type = FieldType.Number;
        foreach (var name in names.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            switch (name)
            {
                case "number":
                    type = FieldType.Number;
                    break;
                case "flag":
                    type = FieldType.Flag;
                    break;
                case "text":
                    type = FieldType.Text;
                    break;
                default:
                    fields.Add(name, type);
                    break;
            }
        }
        return fields.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
