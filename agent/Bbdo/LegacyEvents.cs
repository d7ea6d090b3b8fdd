namespace Forwarder.Agent.Bbdo;

/// <summary>
/// The events in legacy encoding: <c>id name = field:code, …</c> in wire order, codes of the protocol
/// (b, i16, i32, u32, u64, t, d, s). A leading <c>~</c> marks a field that is on the wire and has no public name, a
/// <c>?</c> one that means "not set" when it is zero (or -1, for a time) or empty.
/// </summary>
/// <remarks>Sources: bbdo specification 4.4; 2.2, 2.4 and 2.5 for the protocol's own events. The two dependencies and
/// 65535/2 are not listed there; their layout is that of the recorded sessions.</remarks>
internal static class LegacyEvents
{
    internal const string Table = """
        65537 acknowledgement = type:i16, author:s, comment_data:s, deletion_time?:t, entry_time?:t, host_id?:u32,
            instance_id?:u32, sticky:b, notify_contacts:b, persistent_comment:b, service_id?:u32, state:i16,
            ~notify_only_if_not_already_acknowledged:b
        65538 comment = author:s, type:i16, data:s, deletion_time?:t, entry_time?:t, entry_type:i16, expire_time?:t,
            expires:b, host_id?:u32, internal_id?:u32, persistent:b, instance_id?:u32, service_id:u32, source:i16
        65539 custom_variable = ~enabled:b, host_id?:u32, modified:b, name:s, service_id?:u32, update_time?:t,
            type:i16, value:s, default_value:s
        65540 custom_variable_status = host_id?:u32, modified:b, name:s, service_id?:u32, update_time?:t, value:s
        65541 downtime = actual_end_time?:t, actual_start_time?:t, author:s, type:i16, deletion_time?:t, duration:t,
            end_time?:t, entry_time?:t, fixed:b, host_id?:u32, instance_id?:u32, internal_id?:u32, service_id?:u32,
            start_time?:t, triggered_by?:u32, cancelled:b, started:b, comment_data:s, ~come_from:i16
        65544 host_check = ~active_checks_enabled:b, ~check_type:i16, host_id?:u32, ~next_check?:t, command_line:s
        65545 host_dependency = dependency_period:s, dependent_host_id?:u32, ~enabled:b,
            execution_failure_options:s, inherits_parent:b, host_id?:u32, notification_failure_options:s
        65546 host_group = hostgroup_id?:u32, name:s, ~enabled:b, ~poller_id?:u32
        65547 host_group_member = hostgroup_id?:u32, host_id?:u32, ~enabled:b, ~group_name:s, ~poller_id?:u32
        65548 host = acknowledged:b, acknowledgement_type:i16, action_url:s, active_checks:b, address:s, alias:s,
            check_freshness:b, check_interval:d, check_period:s, check_type:i16, check_attempt:i16, state:i16,
            default_active_checks:b, default_event_handler_enabled:b, default_flap_detection:b, default_notify:b,
            default_passive_checks:b, scheduled_downtime_depth:i16, display_name:s, enabled:b, event_handler:s,
            event_handler_enabled:b, execution_time:d, first_notification_delay:d, flap_detection:b,
            flap_detection_on_down:b, flap_detection_on_unreachable:b, flap_detection_on_up:b,
            freshness_threshold:d, checked:b, high_flap_threshold:d, name:s, host_id?:u32, icon_image:s,
            icon_image_alt:s, instance_id?:u32, flapping:b, last_check?:t, last_hard_state:i16,
            last_hard_state_change?:t, last_notification?:t, last_state_change?:t, last_time_down?:t,
            last_time_unreachable?:t, last_time_up?:t, last_update?:t, latency:d, low_flap_threshold:d,
            max_check_attempts:i16, next_check?:t, next_host_notification?:t, no_more_notifications:b, notes:s,
            notes_url:s, notification_interval:d, notification_number:i16, notification_period:s, notify:b,
            notify_on_down:b, notify_on_downtime:b, notify_on_flapping:b, notify_on_recovery:b,
            notify_on_unreachable:b, obsess_over_host:b, passive_checks:b, percent_state_change:d, retry_interval:d,
            should_be_scheduled:b, stalk_on_down:b, stalk_on_unreachable:b, stalk_on_up:b, statusmap_image:s,
            state_type:i16, check_command:s, output:s, perfdata:s, retain_nonstatus_information:b,
            retain_status_information:b, timezone:s
        65549 host_parent = ~enabled:b, child_id?:u32, parent_id?:u32
        65550 host_status = acknowledged:b, acknowledgement_type:i16, active_checks:b, check_interval:d,
            check_period:s, check_type:i16, check_attempt:i16, state:i16, scheduled_downtime_depth:i16, enabled:b,
            event_handler:s, event_handler_enabled:b, execution_time:d, flap_detection:b, checked:b, host_id?:u32,
            flapping:b, last_check?:t, last_hard_state:i16, last_hard_state_change?:t, last_notification?:t,
            last_state_change?:t, last_time_down?:t, last_time_unreachable?:t, last_time_up?:t, last_update?:t,
            latency:d, max_check_attempts:i16, next_check?:t, no_more_notifications:b, notification_number:i16,
            notify:b, obsess_over_host:b, passive_checks:b, percent_state_change:d, retry_interval:d,
            should_be_scheduled:b, state_type:i16, check_command:s, output:s, perfdata:s
        65551 instance = engine:s, instance_id?:u32, name:s, running:b, pid:u32, end_time?:t, start_time?:t,
            version:s
        65552 instance_status = active_host_checks:b, active_service_checks:b, check_hosts_freshness:b,
            check_services_freshness:b, event_handlers:b, flap_detection:b, instance_id?:u32, last_alive?:t,
            last_command_check?:t, notifications:b, obsess_over_hosts:b, obsess_over_services:b,
            passive_host_checks:b, passive_service_checks:b, global_host_event_handler:s,
            global_service_event_handler:s
        65553 log_entry = ctime?:t, host_id?:u32, host_name:s, instance_name:s, ~issue_start_time?:t, type:i16,
            msg_type:i16, notification_cmd:s, notification_contact:s, retry:i32, service_description?:s,
            service_id?:u32, status:i16, output:s
        65555 service_check = ~active_checks_enabled:b, ~check_type:i16, host_id?:u32, ~next_check?:t,
            service_id?:u32, command_line:s
        65556 service_dependency = dependency_period:s, dependent_host_id?:u32, dependent_service_id?:u32,
            ~enabled:b, execution_failure_options:s, host_id?:u32, inherits_parent:b,
            notification_failure_options:s, service_id?:u32
        65557 service_group = servicegroup_id?:u32, name:s, ~enabled:b, ~poller_id?:u32
        65558 service_group_member = servicegroup_id?:u32, host_id?:u32, service_id?:u32, ~enabled:b, ~group_name:s,
            ~poller_id?:u32
        65559 service = acknowledged:b, acknowledgement_type:i16, action_url:s, active_checks:b, check_freshness:b,
            check_interval:d, check_period:s, check_type:i16, check_attempt:i16, state:i16, default_active_checks:b,
            default_event_handler_enabled:b, default_flap_detection:b, default_notify:b, default_passive_checks:b,
            scheduled_downtime_depth:i16, display_name:s, enabled:b, event_handler:s, event_handler_enabled:b,
            execution_time:d, first_notification_delay:d, flap_detection:b, flap_detection_on_critical:b,
            flap_detection_on_ok:b, flap_detection_on_unknown:b, flap_detection_on_warning:b, freshness_threshold:d,
            checked:b, high_flap_threshold:d, host_id?:u32, ~host_name:s, icon_image:s, icon_image_alt:s,
            service_id?:u32, flapping:b, volatile:b, last_check?:t, last_hard_state:i16, last_hard_state_change?:t,
            last_notification?:t, last_state_change?:t, last_time_critical?:t, last_time_ok?:t,
            last_time_unknown?:t, last_time_warning?:t, last_update?:t, latency:d, low_flap_threshold:d,
            max_check_attempts:i16, next_check?:t, next_notification?:t, no_more_notifications:b, notes:s,
            notes_url:s, notification_interval:d, notification_number:i16, notification_period:s, notify:b,
            notify_on_critical:b, notify_on_downtime:b, notify_on_flapping:b, notify_on_recovery:b,
            notify_on_unknown:b, notify_on_warning:b, obsess_over_service:b, passive_checks:b,
            percent_state_change:d, retry_interval:d, description:s, should_be_scheduled:b, stalk_on_critical:b,
            stalk_on_ok:b, stalk_on_unknown:b, stalk_on_warning:b, state_type:i16, check_command:s, output:s,
            perfdata:s, retain_nonstatus_information:b, retain_status_information:b
        65560 service_status = acknowledged:b, acknowledgement_type:i16, active_checks:b, check_interval:d,
            check_period:s, check_type:i16, check_attempt:i16, state:i16, scheduled_downtime_depth:i16, enabled:b,
            event_handler:s, event_handler_enabled:b, execution_time:d, flap_detection:b, checked:b, host_id?:u32,
            ~host_name:s, flapping:b, last_check?:t, last_hard_state:i16, last_hard_state_change?:t,
            last_notification?:t, last_state_change?:t, last_time_critical?:t, last_time_ok?:t,
            last_time_unknown?:t, last_time_warning?:t, last_update?:t, latency:d, max_check_attempts:i16,
            next_check?:t, next_notification?:t, no_more_notifications:b, notification_number:i16, notify:b,
            obsess_over_service:b, passive_checks:b, percent_state_change:d, retry_interval:d,
            ~service_description:s, service_id?:u32, should_be_scheduled:b, state_type:i16, check_command:s,
            output:s, perfdata:s
        65561 instance_configuration = loaded:b, poller_id?:u32
        65562 responsive_instance = poller_id?:u32, responsive:b
        131073 version_response = major:i16, minor:i16, patch:i16, extensions:s
        131074 ack = acknowledged_events:u32
        131075 stop =
        196609 metric = ctime?:t, interval:u32, metric_id?:u32, name:s, rrd_len:i32, value:d, value_type:i16,
            is_for_rebuild:b, host_id?:u32, service_id?:u32
        196611 remove_graph = id:u64, is_end:b
        196612 status = ctime?:t, index_id:u64, interval:u32, rrd_len:t, state:i16, is_for_rebuild:b
        196613 index_mapping = index_id:u64, host_id?:u32, service_id?:u32
        196614 metric_mapping = index_id:u64, metric_id?:u32
        393217 ba_status = ba_id?:u32, in_downtime:b, last_state_change?:t, level_acknowledgement:d,
            level_downtime:d, level_nominal:d, state:i16, state_changed:b
        393218 kpi_status = kpi_id?:u32, in_downtime:b, level_acknowledgement_hard:d, level_acknowledgement_soft:d,
            level_downtime_hard:d, level_downtime_soft:d, level_nominal_hard:d, level_nominal_soft:d,
            state_hard:i16, state_soft:i16, last_state_change?:t, last_impact:d, valid:b
        393220 ba_event = ba_id?:u32, first_level:d, end_time?:t, in_downtime:b, start_time?:t, status:i16
        393221 kpi_event = kpi_id?:u32, end_time?:t, impact_level:i32, in_downtime:b, first_output:s,
            first_perfdata:s, start_time?:t, status:i16
        393222 ba_duration_event = ba_id?:u32, real_start_time?:t, end_time?:t, start_time?:t, duration:u32,
            sla_duration:u32, timeperiod_id?:u32, timeperiod_is_default:b
        393223 dimension_ba_event = ba_id?:u32, ba_name:s, ba_description:s, sla_month_percent_crit:d,
            sla_month_percent_warn:d, sla_month_duration_crit:u32, sla_month_duration_warn:u32
        393224 dimension_kpi_event = kpi_id?:u32, ba_id?:u32, ba_name:s, host_id?:u32, host_name:s, service_id?:u32,
            service_description:s, kpi_ba_id?:u32, kpi_ba_name:s, meta_service_id?:u32, meta_service_name:s,
            boolean_id?:u32, boolean_name:s, impact_warning:d, impact_critical:d, impact_unknown:d
        393225 dimension_ba_bv_relation_event = ba_id?:u32, bv_id?:u32
        393226 dimension_bv_event = bv_id?:u32, bv_name:s, bv_description:s
        393227 dimension_truncate_table_signal = update_started:b
        393228 rebuild = bas_to_rebuild:s
        393229 dimension_timeperiod = tp_id?:u32, name:s, monday:s, tuesday:s, wednesday:s, thursday:s, friday:s,
            saturday:s, sunday:s
        393230 dimension_ba_timeperiod_relation = ba_id?:u32, timeperiod_id?:u32, is_default:b
        393233 inherited_downtime = ba_id?:u32, in_downtime:b
        4294901762 instance_broadcast = broker_id?:u32, broker_name:s, enabled:b, poller_id?:u32, poller_name:s
        """;
}
