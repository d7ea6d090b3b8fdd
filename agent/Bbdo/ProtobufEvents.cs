namespace Forwarder.Agent.Bbdo;

/// <summary>
/// The events in protobuf encoding: <c>id name = number=field:type, …</c> in ascending number. A <c>*</c> marks the
/// fields that identify the object: a complete event of this kind has them, and not zero. Behind a <c>|</c> stands
/// a second layout; it holds for payloads in which the first field of the first does not occur.
/// </summary>
/// <remarks>Sources: bbdo specification 4.2, 4.3, 4.7 and 4.8; 2.2 to 2.7 for the protocol's own events. The second layout
/// of BaStatus is that of the recorded sessions.</remarks>
internal static class ProtobufEvents
{
    internal const string Table = """
        65563 Service = 1=host_id*:uint64, 2=service_id*:uint64, 3=acknowledged:bool, 4=acknowledgement_type:enum,
            5=active_checks:bool, 6=enabled:bool, 7=scheduled_downtime_depth:int32, 8=check_command:string,
            9=check_interval:uint32, 10=check_period:string, 11=check_type:enum, 12=check_attempt:int32,
            13=state:enum, 14=event_handler_enabled:bool, 15=event_handler:string, 16=execution_time:double,
            17=flap_detection:bool, 18=checked:bool, 19=flapping:bool, 20=last_check:int64, 21=last_hard_state:enum,
            22=last_hard_state_change:int64, 23=last_notification:int64, 24=notification_number:int32,
            25=last_state_change:int64, 26=last_time_ok:int64, 27=last_time_warning:int64,
            28=last_time_critical:int64, 29=last_time_unknown:int64, 30=last_update:int64, 31=latency:double,
            32=max_check_attempts:uint32, 33=next_check:int64, 34=next_notification:int64,
            35=no_more_notifications:bool, 36=notify:bool, 37=output:string, 38=long_output:string,
            39=passive_checks:bool, 40=percent_state_change:double, 41=perfdata:string, 42=retry_interval:double,
            43=host_name:string, 44=description:string, 45=should_be_scheduled:bool, 46=obsess_over_service:bool,
            47=state_type:enum, 48=action_url:string, 49=check_freshness:bool, 50=default_active_checks:bool,
            51=default_event_handler_enabled:bool, 52=default_flap_detection:bool, 53=default_notify:bool,
            54=default_passive_checks:bool, 55=display_name:string, 56=first_notification_delay:double,
            57=flap_detection_on_critical:bool, 58=flap_detection_on_ok:bool, 59=flap_detection_on_unknown:bool,
            60=flap_detection_on_warning:bool, 61=freshness_threshold:double, 62=high_flap_threshold:double,
            63=icon_image:string, 64=icon_image_alt:string, 65=is_volatile:bool, 66=low_flap_threshold:double,
            67=notes:string, 68=notes_url:string, 69=notification_interval:double, 70=notification_period:string,
            71=notify_on_critical:bool, 72=notify_on_downtime:bool, 73=notify_on_flapping:bool,
            74=notify_on_recovery:bool, 75=notify_on_unknown:bool, 76=notify_on_warning:bool,
            77=stalk_on_critical:bool, 78=stalk_on_ok:bool, 79=stalk_on_unknown:bool, 80=stalk_on_warning:bool,
            81=retain_nonstatus_information:bool, 82=retain_status_information:bool, 83=severity_id:uint64,
            84=tags:tags, 85=type:enum, 86=internal_id:uint64, 87=icon_id:uint64
        65564 AdaptiveService = 1=host_id*:uint64, 2=service_id*:uint64, 3=notify:optional_bool,
            4=active_checks:optional_bool, 5=should_be_scheduled:optional_bool, 6=passive_checks:optional_bool,
            7=event_handler_enabled:optional_bool, 8=flap_detection_enabled:optional_bool,
            9=obsess_over_service:optional_bool, 10=event_handler:optional_string, 11=check_command:optional_string,
            12=check_interval:optional_uint32, 13=retry_interval:optional_uint32,
            14=max_check_attempts:optional_uint32, 15=check_freshness:optional_bool,
            16=check_period:optional_string, 17=notification_period:optional_string
        65565 ServiceStatus = 1=host_id*:uint64, 2=service_id*:uint64, 3=checked:bool, 4=check_type:enum,
            5=state:enum, 6=state_type:enum, 7=last_state_change:int64, 8=last_hard_state:enum,
            9=last_hard_state_change:int64, 10=last_time_ok:int64, 11=last_time_warning:int64,
            12=last_time_critical:int64, 13=last_time_unknown:int64, 14=output:string, 15=long_output:string,
            16=perfdata:string, 17=flapping:bool, 18=percent_state_change:double, 19=latency:double,
            20=execution_time:double, 21=last_check:int64, 22=next_check:int64, 23=should_be_scheduled:bool,
            24=check_attempt:int32, 25=notification_number:int32, 26=no_more_notifications:bool,
            27=last_notification:int64, 28=next_notification:int64, 29=acknowledgement_type:enum,
            30=scheduled_downtime_depth:int32, 31=type:enum, 32=internal_id:uint64
        65566 Host = 1=host_id*:uint64, 2=acknowledged:bool, 3=acknowledgement_type:enum, 4=active_checks:bool,
            5=enabled:bool, 6=scheduled_downtime_depth:int32, 7=check_command:string, 8=check_interval:int32,
            9=check_period:string, 10=check_type:enum, 11=check_attempt:int32, 12=state:enum,
            13=event_handler_enabled:bool, 14=event_handler:string, 15=execution_time:double,
            16=flap_detection:bool, 17=checked:bool, 18=flapping:bool, 19=last_check:int64, 20=last_hard_state:enum,
            21=last_hard_state_change:int64, 22=last_notification:int64, 23=notification_number:int32,
            24=last_state_change:int64, 25=last_time_down:int64, 26=last_time_unreachable:int64,
            27=last_time_up:int64, 28=last_update:int64, 29=latency:double, 30=max_check_attempts:int32,
            31=next_check:int64, 32=next_host_notification:int64, 33=no_more_notifications:bool, 34=notify:bool,
            35=output:string, 36=passive_checks:bool, 37=percent_state_change:double, 38=perfdata:string,
            39=retry_interval:double, 40=should_be_scheduled:bool, 41=obsess_over_host:bool, 42=state_type:enum,
            43=action_url:string, 44=address:string, 45=alias:string, 46=check_freshness:bool,
            47=default_active_checks:bool, 48=default_event_handler_enabled:bool, 49=default_flap_detection:bool,
            50=default_notify:bool, 51=default_passive_checks:bool, 52=display_name:string,
            53=first_notification_delay:double, 54=flap_detection_on_down:bool,
            55=flap_detection_on_unreachable:bool, 56=flap_detection_on_up:bool, 57=freshness_threshold:double,
            58=high_flap_threshold:double, 59=name:string, 60=icon_image:string, 61=icon_image_alt:string,
            62=instance_id:int32, 63=low_flap_threshold:double, 64=notes:string, 65=notes_url:string,
            66=notification_interval:double, 67=notification_period:string, 68=notify_on_down:bool,
            69=notify_on_downtime:bool, 70=notify_on_flapping:bool, 71=notify_on_recovery:bool,
            72=notify_on_unreachable:bool, 73=stalk_on_down:bool, 74=stalk_on_unreachable:bool, 75=stalk_on_up:bool,
            76=statusmap_image:string, 77=retain_nonstatus_information:bool, 78=retain_status_information:bool,
            79=timezone:string, 80=severity_id:uint64, 81=tags:tags, 82=icon_id:uint64
        65567 AdaptiveHost = 1=host_id*:uint64, 2=notify:optional_bool, 3=active_checks:optional_bool,
            4=should_be_scheduled:optional_bool, 5=passive_checks:optional_bool,
            6=event_handler_enabled:optional_bool, 7=flap_detection:optional_bool, 8=obsess_over_host:optional_bool,
            9=event_handler:optional_string, 10=check_command:optional_string, 11=check_interval:optional_uint32,
            12=retry_interval:optional_uint32, 13=max_check_attempts:optional_uint32,
            14=check_freshness:optional_bool, 15=check_period:optional_string,
            16=notification_period:optional_string
        65568 HostStatus = 1=host_id*:uint64, 2=checked:bool, 3=check_type:enum, 4=state:enum, 5=state_type:enum,
            6=last_state_change:int64, 7=last_hard_state:enum, 8=last_hard_state_change:int64, 9=last_time_up:int64,
            10=last_time_down:int64, 11=last_time_unreachable:int64, 12=output:string, 13=long_output:string,
            14=perfdata:string, 15=flapping:bool, 16=percent_state_change:double, 17=latency:double,
            18=execution_time:double, 19=last_check:int64, 20=next_check:int64, 21=should_be_scheduled:bool,
            22=check_attempt:int32, 23=notification_number:int32, 24=no_more_notifications:bool,
            25=last_notification:int64, 26=next_host_notification:int64, 27=acknowledgement_type:enum,
            28=scheduled_downtime_depth:int32
        65569 Severity = 1=id*:uint64, 2=action:enum, 3=level:uint32, 4=icon_id:uint64, 5=name:string, 6=type:enum,
            7=poller_id:uint64
        65570 Tag = 1=id*:uint64, 2=action:enum, 3=type:enum, 4=name:string, 5=poller_id:int64
        65571 Comment = 1=header:header, 2=author:string, 3=type:enum, 4=data:string, 5=deletion_time:uint64,
            6=entry_time:uint64, 7=entry_type:enum, 8=expire_time:uint64, 9=expires:bool, 10=host_id*:uint64,
            11=internal_id*:uint64, 12=persistent:bool, 13=instance_id:uint64, 14=service_id:uint64, 15=source:enum
        65572 Downtime = 1=id*:uint64, 2=instance_id:uint64, 3=host_id*:uint64, 4=service_id:uint64,
            5=author:string, 6=comment_data:string, 7=type:enum, 8=duration:uint32, 9=triggered_by:uint64,
            10=entry_time:int64, 11=actual_start_time:uint64, 12=actual_end_time:uint64, 13=start_time:uint64,
            14=deletion_time:uint64, 15=end_time:uint64, 16=started:bool, 17=cancelled:bool, 18=fixed:bool
        65573 CustomVariable = 1=header:header, 2=host_id*:uint64, 3=service_id:uint64, 4=modified:bool,
            5=name*:string, 6=update_time:uint64, 7=value:string, 8=default_value:string, 9=enabled:bool,
            10=password:bool, 11=type:enum
        65574 CustomVariableStatus = 1=header:header, 2=host_id*:uint64, 3=service_id:uint64, 4=modified:bool,
            5=name*:string, 6=update_time:uint64, 7=value:string, 8=default_value:string, 9=enabled:bool,
            10=password:bool, 11=type:enum
        65575 HostCheck = 1=header:header, 2=active_checks_enabled:bool, 3=check_type:enum, 4=command_line:string,
            5=host_id*:uint64, 6=next_check:uint64, 7=service_id:uint64
        65576 ServiceCheck = 1=header:header, 2=active_checks_enabled:bool, 3=check_type:enum,
            4=command_line:string, 5=host_id*:uint64, 6=next_check:uint64, 7=service_id*:uint64
        65577 LogEntry = 1=ctime*:uint64, 2=instance_name*:string, 3=output:string, 4=host_id:uint64,
            5=service_id:uint64, 6=host_name:string, 7=service_description:string, 8=notification_contact:string,
            9=notification_cmd:string, 10=type:enum, 11=msg_type:enum, 12=status:int32, 13=retry:int32
        65578 InstanceStatus = 1=header:header, 2=event_handlers:bool, 3=flap_detection:bool, 4=notifications:bool,
            5=active_host_checks:bool, 6=active_service_checks:bool, 7=check_hosts_freshness:bool,
            8=check_services_freshness:bool, 9=global_host_event_handler:string,
            10=global_service_event_handler:string, 11=last_alive:uint64, 12=last_command_check:int64,
            13=obsess_over_hosts:bool, 14=obsess_over_services:bool, 15=passive_host_checks:bool,
            16=passive_service_checks:bool, 17=instance_id*:uint64
        65580 Instance = 1=header:header, 2=engine:string, 3=running:bool, 4=name:string, 5=pid:int64,
            6=instance_id*:uint64, 7=end_time:int64, 8=start_time:int64, 9=version:string,
            10=engine_config_version:string
        65581 Acknowledgement = 1=host_id*:uint64, 2=service_id:uint64, 3=instance_id:uint64, 4=type:enum,
            5=author:string, 6=comment_data:string, 7=sticky:bool, 8=notify_contacts:bool, 9=entry_time:uint64,
            10=deletion_time:uint64, 11=persistent_comment:bool, 12=state:uint32
        65582 ResponsiveInstance = 1=header:header, 2=poller_id*:uint64, 3=responsive:bool
        65583 HostDependency = 1=header:header, 2=dependency_period:string, 3=dependent_host_id*:uint64,
            4=enabled:bool, 5=execution_failure_options:string, 6=host_id*:uint64, 7=inherits_parent:bool,
            8=notification_failure_options:string
        65584 ServiceDependency = 1=header:header, 2=dependency_period:string, 3=dependent_host_id*:uint64,
            4=enabled:bool, 5=execution_failure_options:string, 6=host_id*:uint64, 7=inherits_parent:bool,
            8=notification_failure_options:string, 9=dependent_service_id:uint64, 10=service_id:uint64
        65585 HostGroup = 1=header:header, 2=enabled:bool, 3=hostgroup_id*:uint64, 4=name:string,
            5=poller_id:uint64, 6=alias:string
        65586 HostGroupMember = 1=header:header, 2=enabled:bool, 3=hostgroup_id*:uint64, 4=name:string,
            5=host_id*:uint64, 6=poller_id:uint64
        65587 ServiceGroup = 1=header:header, 2=enabled:bool, 3=servicegroup_id*:uint64, 4=name:string,
            5=poller_id:uint64
        65588 ServiceGroupMember = 1=header:header, 2=enabled:bool, 3=servicegroup_id*:uint64, 4=name:string,
            5=host_id*:uint64, 6=poller_id:uint64, 7=service_id*:uint64
        65589 HostParent = 1=header:header, 2=enabled:bool, 3=child_id*:uint64, 4=parent_id*:uint64
        65590 InstanceConfiguration = 1=header:header, 2=loaded:bool, 3=poller_id*:uint64
        65591 AdaptiveServiceStatus = 1=host_id*:uint64, 2=service_id*:uint64, 3=type:enum, 4=internal_id:uint64,
            5=scheduled_downtime_depth:optional_int32, 6=acknowledgement_type:optional_enum,
            7=notification_number:optional_int32
        65592 AdaptiveHostStatus = 1=host_id*:uint64, 2=scheduled_downtime_depth:optional_int32,
            3=acknowledgement_type:optional_enum, 4=notification_number:optional_int32
        65593 AgentStats = 1=poller_id*:int64
        131079 Welcome = 1=version:version, 2=extensions:string, 3=poller_id:uint64, 4=poller_name:string,
            5=broker_name:string, 6=peer_type:enum, 7=extended_negotiation:bool
        131080 Ack = 1=acknowledged_events:uint32
        131081 Stop = 1=poller_id:uint64
        131082 EngineConfiguration = 1=poller_id:uint64, 2=poller_name:string, 3=broker_name:string,
            4=peer_type:enum, 5=engine_config_version:string, 6=need_update:bool
        196617 Metric = 4=metric_id*:uint64, 5=rrd_len:int32, 6=interval:int32, 7=value_type:enum, 8=time:uint64,
            9=value:double, 10=name:string, 11=host_id:uint64, 12=service_id:uint64
        196618 Status = 1=index_id*:uint64, 2=interval:uint32, 3=rrd_len:uint32, 4=time:uint64, 5=state:uint32,
            6=host_id:uint64, 7=service_id:uint64
        196619 IndexMapping = 1=index_id*:uint64, 2=host_id:uint64, 3=service_id:uint64
        196620 MetricMapping = 1=index_id*:uint64, 2=metric_id*:uint64
        393234 InheritedDowntime = 1=header:header, 2=ba_id*:uint32, 3=in_downtime:bool
        393235 BaStatus = 1=ba_id*:uint32, 2=in_downtime:bool, 3=last_state_change:uint64,
            4=level_acknowledgement:double, 5=level_downtime:double, 6=level_nominal:double, 7=state:enum,
            8=state_changed:bool, 9=output:string |
            2=ba_id*:uint32, 3=in_downtime:bool, 4=last_state_change:uint64, 5=level_acknowledgement:double,
            6=level_downtime:double, 7=level_nominal:double, 8=state:enum, 9=state_changed:bool, 10=output:string
        393236 BaEvent = 1=ba_id*:uint32, 2=first_level:double, 3=end_time:uint64, 4=in_downtime:bool,
            5=start_time:uint64, 6=status:enum
        393237 KpiEvent = 1=ba_id*:uint32, 2=start_time:uint64, 3=end_time:int64, 4=kpi_id*:uint32,
            5=impact_level:int32, 6=in_downtime:bool, 7=output:string, 8=perfdata:string, 9=status:enum
        393238 DimensionBvEvent = 1=bv_id*:uint32, 2=bv_name:string, 3=bv_description:string
        393239 DimensionBaBvRelationEvent = 1=ba_id*:uint32, 2=bv_id*:uint32
        393240 DimensionTimeperiod = 1=id*:uint32, 2=name:string, 3=monday:string, 4=tuesday:string,
            5=wednesday:string, 6=thursday:string, 7=friday:string, 8=saturday:string, 9=sunday:string
        393241 DimensionBaEvent = 1=ba_id*:uint32, 2=ba_name:string, 3=ba_description:string,
            4=sla_month_percent_crit:double, 5=sla_month_percent_warn:double, 6=sla_duration_crit:uint32,
            7=sla_duration_warn:uint32
        393242 DimensionKpiEvent = 1=kpi_id*:uint32, 2=ba_id*:uint32, 3=ba_name:string, 4=host_id:uint32,
            5=host_name:string, 6=service_id:uint32, 7=service_description:string, 8=kpi_ba_id:uint32,
            9=kpi_ba_name:string, 10=meta_service_id:uint32, 11=meta_service_name:string, 12=boolean_id:uint32,
            13=boolean_name:string, 14=impact_warning:double, 15=impact_critical:double, 16=impact_unknown:double
        393243 KpiStatus = 1=kpi_id*:uint32, 2=in_downtime:bool, 3=level_acknowledgement_hard:double,
            4=level_acknowledgement_soft:double, 5=level_downtime_hard:double, 6=level_downtime_soft:double,
            7=level_nominal_hard:double, 8=level_nominal_soft:double, 9=state_hard:enum, 10=state_soft:enum,
            11=last_state_change:int64, 12=last_impact:double, 13=valid:bool
        393244 BaDurationEvent = 1=ba_id*:uint32, 2=real_start_time:int64, 3=end_time:int64, 4=start_time:int64,
            5=duration:uint32, 6=sla_duration:uint32, 7=timeperiod_id:uint32, 8=timeperiod_is_default:bool
        393245 DimensionBaTimeperiodRelation = 1=ba_id*:uint32, 2=timeperiod_id*:uint32, 3=is_default:bool
        393246 DimensionTruncateTableSignal = 1=update_started:bool
        """;
}
