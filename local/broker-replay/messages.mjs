// Where the fields are that a synthetic estate has to change, in the events of either encoding.

import { eventId } from './bbdo.mjs';
import { BYTES, VARINT, readFields } from './protobuf.mjs';

export const HOST = eventId(1, 30);
export const SERVICE = eventId(1, 27);
export const HOST_STATUS = eventId(1, 32);
export const SERVICE_STATUS = eventId(1, 29);
export const HOST_GROUP_MEMBER = eventId(1, 50);
export const SERVICE_GROUP_MEMBER = eventId(1, 52);
export const INSTANCE_CONFIGURATION = eventId(1, 54);
export const LEGACY_HOST = eventId(1, 12);
export const LEGACY_SERVICE = eventId(1, 23);
export const LEGACY_HOST_STATUS = eventId(1, 14);
export const LEGACY_SERVICE_STATUS = eventId(1, 24);
export const LEGACY_HOST_GROUP_MEMBER = eventId(1, 11);
export const LEGACY_SERVICE_GROUP_MEMBER = eventId(1, 22);
export const LEGACY_INSTANCE_CONFIGURATION = eventId(1, 25);

export const isHost = (id) => id === HOST || id === LEGACY_HOST;
export const isService = (id) => id === SERVICE || id === LEGACY_SERVICE;
export const isHostGroupMember = (id) => id === HOST_GROUP_MEMBER || id === LEGACY_HOST_GROUP_MEMBER;
export const isServiceGroupMember = (id) => id === SERVICE_GROUP_MEMBER || id === LEGACY_SERVICE_GROUP_MEMBER;
export const isInstanceConfiguration = (id) => id === INSTANCE_CONFIGURATION || id === LEGACY_INSTANCE_CONFIGURATION;
export const isHostStatus = (id) => id === HOST_STATUS || id === LEGACY_HOST_STATUS;
export const isServiceStatus = (id) => id === SERVICE_STATUS || id === LEGACY_SERVICE_STATUS;
export const isStatus = (id) => isHostStatus(id) || isServiceStatus(id);

/** Times of a status, all moved together. */
export const TIME_FIELDS = [
  'last_check',
  'last_hard_state_change',
  'last_notification',
  'last_state_change',
  'last_time_critical',
  'last_time_down',
  'last_time_ok',
  'last_time_unknown',
  'last_time_unreachable',
  'last_time_up',
  'last_time_warning',
  'last_update',
  'next_check',
  'next_host_notification',
  'next_notification',
];

const PROTOBUF = new Map([
  [HOST, { host_id: 1, enabled: 5, name: 59 }],
  [SERVICE, { host_id: 1, service_id: 2, enabled: 6, host_name: 43, description: 44 }],
  [HOST_GROUP_MEMBER, { enabled: 2, host_id: 5 }],
  [SERVICE_GROUP_MEMBER, { enabled: 2, host_id: 5, service_id: 7 }],
  [
    HOST_STATUS,
    {
      host_id: 1,
      checked: 2,
      state: 4,
      last_state_change: 6,
      last_hard_state_change: 8,
      last_time_up: 9,
      last_time_down: 10,
      last_time_unreachable: 11,
      output: 12,
      last_check: 19,
      next_check: 20,
      last_notification: 25,
      next_host_notification: 26,
    },
  ],
  [
    SERVICE_STATUS,
    {
      host_id: 1,
      service_id: 2,
      checked: 3,
      state: 5,
      last_state_change: 7,
      last_hard_state_change: 9,
      last_time_ok: 10,
      last_time_warning: 11,
      last_time_critical: 12,
      last_time_unknown: 13,
      output: 14,
      last_check: 21,
      next_check: 22,
      last_notification: 27,
      next_notification: 28,
    },
  ],
]);

// Legacy payloads are all fields in this order. b, i16, u32 and t (8 bytes) have a fixed size; d (a decimal number) and s
// (UTF-8) end with a NUL byte.
const LEGACY = new Map(
  [
    [
      LEGACY_HOST,
      `
      acknowledged:b acknowledgement_type:i16 action_url:s active_checks:b address:s alias:s check_freshness:b
      check_interval:d check_period:s check_type:i16 check_attempt:i16 state:i16 default_active_checks:b
      default_event_handler_enabled:b default_flap_detection:b default_notify:b default_passive_checks:b
      scheduled_downtime_depth:i16 display_name:s enabled:b event_handler:s event_handler_enabled:b
      execution_time:d first_notification_delay:d flap_detection:b flap_detection_on_down:b
      flap_detection_on_unreachable:b flap_detection_on_up:b freshness_threshold:d checked:b high_flap_threshold:d
      name:s host_id:u32 icon_image:s icon_image_alt:s instance_id:u32 flapping:b last_check:t last_hard_state:i16
      last_hard_state_change:t last_notification:t last_state_change:t last_time_down:t last_time_unreachable:t
      last_time_up:t last_update:t latency:d low_flap_threshold:d max_check_attempts:i16 next_check:t
      next_host_notification:t no_more_notifications:b notes:s notes_url:s notification_interval:d
      notification_number:i16 notification_period:s notify:b notify_on_down:b notify_on_downtime:b
      notify_on_flapping:b notify_on_recovery:b notify_on_unreachable:b obsess_over_host:b passive_checks:b
      percent_state_change:d retry_interval:d should_be_scheduled:b stalk_on_down:b stalk_on_unreachable:b
      stalk_on_up:b statusmap_image:s state_type:i16 check_command:s output:s perfdata:s
      retain_nonstatus_information:b retain_status_information:b timezone:s`,
    ],
    [
      LEGACY_HOST_STATUS,
      `
      acknowledged:b acknowledgement_type:i16 active_checks:b check_interval:d check_period:s check_type:i16
      check_attempt:i16 state:i16 scheduled_downtime_depth:i16 enabled:b event_handler:s event_handler_enabled:b
      execution_time:d flap_detection:b checked:b host_id:u32 flapping:b last_check:t last_hard_state:i16
      last_hard_state_change:t last_notification:t last_state_change:t last_time_down:t last_time_unreachable:t
      last_time_up:t last_update:t latency:d max_check_attempts:i16 next_check:t no_more_notifications:b
      notification_number:i16 notify:b obsess_over_host:b passive_checks:b percent_state_change:d retry_interval:d
      should_be_scheduled:b state_type:i16 check_command:s output:s perfdata:s`,
    ],
    [
      LEGACY_SERVICE,
      `
      acknowledged:b acknowledgement_type:i16 action_url:s active_checks:b check_freshness:b check_interval:d
      check_period:s check_type:i16 check_attempt:i16 state:i16 default_active_checks:b
      default_event_handler_enabled:b default_flap_detection:b default_notify:b default_passive_checks:b
      scheduled_downtime_depth:i16 display_name:s enabled:b event_handler:s event_handler_enabled:b
      execution_time:d first_notification_delay:d flap_detection:b flap_detection_on_critical:b
      flap_detection_on_ok:b flap_detection_on_unknown:b flap_detection_on_warning:b freshness_threshold:d
      checked:b high_flap_threshold:d host_id:u32 host_name:s icon_image:s icon_image_alt:s service_id:u32
      flapping:b volatile:b last_check:t last_hard_state:i16 last_hard_state_change:t last_notification:t
      last_state_change:t last_time_critical:t last_time_ok:t last_time_unknown:t last_time_warning:t
      last_update:t latency:d low_flap_threshold:d max_check_attempts:i16 next_check:t next_notification:t
      no_more_notifications:b notes:s notes_url:s notification_interval:d notification_number:i16
      notification_period:s notify:b notify_on_critical:b notify_on_downtime:b notify_on_flapping:b
      notify_on_recovery:b notify_on_unknown:b notify_on_warning:b obsess_over_service:b passive_checks:b
      percent_state_change:d retry_interval:d description:s should_be_scheduled:b stalk_on_critical:b
      stalk_on_ok:b stalk_on_unknown:b stalk_on_warning:b state_type:i16 check_command:s output:s perfdata:s
      retain_nonstatus_information:b retain_status_information:b`,
    ],
    [
      LEGACY_SERVICE_STATUS,
      `
      acknowledged:b acknowledgement_type:i16 active_checks:b check_interval:d check_period:s check_type:i16
      check_attempt:i16 state:i16 scheduled_downtime_depth:i16 enabled:b event_handler:s event_handler_enabled:b
      execution_time:d flap_detection:b checked:b host_id:u32 host_name:s flapping:b last_check:t
      last_hard_state:i16 last_hard_state_change:t last_notification:t last_state_change:t last_time_critical:t
      last_time_ok:t last_time_unknown:t last_time_warning:t last_update:t latency:d max_check_attempts:i16
      next_check:t next_notification:t no_more_notifications:b notification_number:i16 notify:b
      obsess_over_service:b passive_checks:b percent_state_change:d retry_interval:d service_description:s
      service_id:u32 should_be_scheduled:b state_type:i16 check_command:s output:s perfdata:s`,
    ],
    [
      LEGACY_HOST_GROUP_MEMBER,
      `
      hostgroup_id:u32 host_id:u32 enabled:b group_name:s poller_id:u32`,
    ],
    [
      LEGACY_SERVICE_GROUP_MEMBER,
      `
      servicegroup_id:u32 host_id:u32 service_id:u32 enabled:b group_name:s poller_id:u32`,
    ],
  ].map(([id, layout]) => [id, layout.trim().split(/\s+/).map((field) => field.split(':'))]),
);

const FIXED_BYTES = { b: 1, i16: 2, u32: 4, t: 8 };

function legacyValue(payload, start, end, type) {
  switch (type) {
    case 'b':
      return payload[start] !== 0;
    case 'i16':
      return payload.readInt16BE(start);
    case 'u32':
      return payload.readUInt32BE(start);
    case 't':
      return Number(payload.readBigInt64BE(start));
    case 'd':
      return Number(payload.toString('latin1', start, end - 1));
    default:
      return payload.toString('utf8', start, end - 1);
  }
}

function locateLegacy(layout, payload) {
  const fields = new Map();
  let start = 0;
  for (const [name, type] of layout) {
    const end = FIXED_BYTES[type] === undefined ? payload.indexOf(0, start) + 1 : start + FIXED_BYTES[type];
    if (end === 0 || end > payload.length) throw new Error(`the recorded event is too short for its field ${name}`);
    fields.set(name, { start, tagEnd: start, valueStart: start, end, value: legacyValue(payload, start, end, type) });
    start = end;
  }
  return fields;
}

function locateProtobuf(numbers, payload) {
  const names = new Map(Object.entries(numbers).map(([name, number]) => [number, name]));
  const all = readFields(payload);
  if (all === null) throw new Error('a recorded event is no complete protobuf message');
  const fields = new Map();
  for (const { number, type, start, tagEnd, valueStart, end, value } of all) {
    const name = names.get(number);
    if (name === undefined) continue;
    const text = type === BYTES ? payload.toString('utf8', valueStart, end) : undefined;
    fields.set(name, { start, tagEnd, valueStart, end, value: type === VARINT ? Number(BigInt.asIntN(64, value)) : text });
  }
  return fields;
}

/**
 * Named fields of an event of the kinds above: `Map(name → {start, tagEnd, valueStart, end, value})`, in payload offsets
 * (a legacy field has no tag). Absent protobuf fields are absent from the map.
 */
export function locate(id, payload) {
  return LEGACY.has(id) ? locateLegacy(LEGACY.get(id), payload) : locateProtobuf(PROTOBUF.get(id), payload);
}

export const isLegacy = (id) => LEGACY.has(id);
