// The two nodes that answer requests: `$cbs` takes tokens, `$management` tells about the hub and its partitions.

import rhea from 'rhea';
import { Unauthorized } from './key-ring.mjs';
import { sameName } from './resource-uri.mjs';

const { types, message } = rhea;

export const requestNodes = ['$cbs', '$management'];

/** Answers one encoded request. @returns {{body: unknown, ...}} a message for the link that `reply_to` names */
export function answerRequest(node, bytes, { hub, claims }) {
  const request = message.decode(bytes);
  const properties = request.application_properties ?? {};
  const answer = node === '$cbs' ? putToken(properties, request.body, claims) : readEntity(properties, hub, claims);
  const status = { 'status-code': types.wrap_int(answer.status), 'status-description': answer.description };
  if (answer.condition) status['error-condition'] = types.wrap_symbol(answer.condition);
  return {
    replyTo: request.reply_to,
    reply: { correlation_id: request.message_id, application_properties: status, body: answer.body ?? null },
  };
}

function putToken({ operation, type, name }, token, claims) {
  if (operation !== 'put-token') return { status: 400, description: 'The operation is not supported.' };
  try {
    claims.put(name, token, type);
    return { status: 202, description: 'Accepted' };
  } catch (error) {
    if (!(error instanceof Unauthorized)) throw error;
    return { status: 401, description: error.message, condition: 'amqp:unauthorized-access' };
  }
}

function readEntity({ operation, type, name, partition }, hub, claims) {
  if (operation !== 'READ') return { status: 400, description: 'The operation is not supported.' };
  if (!claims.allow([String(name), '$management'], 'listen', 'send', 'manage')) {
    const description = 'A token for the event hub is required.';
    return { status: 401, description, condition: 'amqp:unauthorized-access' };
  }
  if (!sameName(String(name), hub.name)) return notFound(`The event hub ${name} does not exist.`);
  if (type === 'com.microsoft:eventhub') return { status: 200, description: 'OK', body: describeHub(hub) };
  if (type !== 'com.microsoft:partition') return { status: 400, description: 'The type is not supported.' };
  const log = hub.partition(String(partition));
  if (!log) return notFound(`The partition ${partition} does not exist.`);
  return { status: 200, description: 'OK', body: describePartition(hub, log) };
}

function notFound(description) {
  return { status: 404, description, condition: 'amqp:not-found' };
}

// Typed one by one: the official clients cast to exactly these types.
function describeHub(hub) {
  return {
    name: hub.name,
    type: 'com.microsoft:eventhub',
    created_at: types.wrap_timestamp(hub.createdAt),
    partition_count: types.wrap_int(hub.partitions.length),
    partition_ids: types.wrap_array(
      hub.partitions.map(({ id }) => id),
      types.Str8.typecode,
    ),
    georeplication_factor: types.wrap_int(1),
  };
}

function describePartition(hub, log) {
  return {
    name: hub.name,
    type: 'com.microsoft:partition',
    partition: log.id,
    begin_sequence_number: types.wrap_long(log.beginSequenceNumber),
    last_enqueued_sequence_number: types.wrap_long(log.nextSequenceNumber - 1),
    last_enqueued_offset: String(log.last?.offset ?? -1),
    last_enqueued_time_utc: types.wrap_timestamp(log.last?.time ?? 0),
    is_partition_empty: log.count === 0,
  };
}
