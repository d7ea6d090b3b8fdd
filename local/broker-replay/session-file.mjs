// A recorded session: what one cbd or engine module sent on one connection, as whole events.

import {
  FULL_PAYLOAD,
  HEADER_BYTES,
  LEGACY_STOP,
  STOP,
  WELCOME,
  VERSION_RESPONSE,
  categoryOf,
  decodeNegotiation,
  encodeStop,
  eventId,
  readHeader,
} from './bbdo.mjs';
import { VARINT, readFields } from './protobuf.mjs';

const FIRST_FIELD = [1];
const HOST_AND_SERVICE = [1, 2];

// Fields that identify the object and therefore open every message of that kind. Kinds not named here start with field 1.
const KEY_FIELDS = new Map([
  [eventId(1, 27), HOST_AND_SERVICE],
  [eventId(1, 28), HOST_AND_SERVICE],
  [eventId(1, 29), HOST_AND_SERVICE],
  [eventId(1, 55), HOST_AND_SERVICE],
]);

// Last element of each category that is not protobuf; categories not named here have no protobuf event.
const LAST_LEGACY_ELEMENT = new Map([
  [1, 26],
  [3, 6],
  [6, 17],
]);

/** Every complete packet in file order; bytes that are no valid header are passed over one by one, as a receiver does. */
function* packetsOf(bytes) {
  for (let offset = 0; offset + HEADER_BYTES <= bytes.length; ) {
    const header = readHeader(bytes, offset);
    if (header === null) {
      offset += 1;
      continue;
    }
    const end = offset + HEADER_BYTES + header.size;
    if (end > bytes.length) return;
    yield { ...header, bytes: bytes.subarray(offset, end), payload: bytes.subarray(offset + HEADER_BYTES, end) };
    offset = end;
  }
}

const isLegacy = (id) => (id & 0xffff) <= (LAST_LEGACY_ELEMENT.get(categoryOf(id)) ?? 0xffff);

/** Whether the payload is a message of this kind that starts with the fields that identify its object. */
function standsAlone(id, payload) {
  if (isLegacy(id)) return false;
  const fields = readFields(payload);
  if (fields === null) return false;
  return (KEY_FIELDS.get(id) ?? FIRST_FIELD).every((number, i) => {
    const field = fields[i];
    return field?.number === number && (field.type !== VARINT || field.value !== 0n);
  });
}

/**
 * Puts packets together to events `{id, source, bytes, payload}`, in the order in which they become complete.
 *
 * Senders forget the terminating packet of a protobuf event of exactly 65535 × k bytes. Such an event is taken as complete
 * when the next packet of the same ids is an event of its own, or when the next packet has other ids and the pending
 * payload is a message by itself.
 */
function assemble(packets) {
  const events = [];
  const pending = new Map();
  const payloadOf = (parts) => (parts.length === 1 ? parts[0].payload : Buffer.concat(parts.map((part) => part.payload)));
  const complete = (key, parts) => {
    pending.delete(key);
    const { id, source } = parts[0];
    const bytes = parts.length === 1 ? parts[0].bytes : Buffer.concat(parts.map((part) => part.bytes));
    events.push({ id, source, bytes, payload: payloadOf(parts) });
  };
  for (const packet of packets) {
    const key = `${packet.id} ${packet.source} ${packet.destination}`;
    for (const [otherKey, parts] of [...pending]) {
      const over = otherKey === key ? standsAlone(packet.id, packet.payload) : standsAlone(parts[0].id, payloadOf(parts));
      if (over) complete(otherKey, parts);
    }
    const parts = [...(pending.get(key) ?? []), packet];
    if (packet.size === FULL_PAYLOAD) pending.set(key, parts);
    else complete(key, parts);
  }
  for (const [key, parts] of pending) if (standsAlone(parts[0].id, payloadOf(parts))) complete(key, parts);
  return events;
}

/**
 * Reads a recorded session. `events` are those that count for acknowledgements: all but the protocol's own (category 2).
 * @returns {{negotiation: Buffer, version: object, events: object[], stop: Buffer}}
 */
export function readSession(bytes) {
  const [first, ...rest] = assemble(packetsOf(bytes));
  if (first === undefined || (first.id !== VERSION_RESPONSE && first.id !== WELCOME)) {
    throw new Error('the file does not start with a negotiation packet');
  }
  const version = decodeNegotiation(first);
  const events = rest.filter((event) => categoryOf(event.id) !== 2);
  const second = first.bytes.length;
  if (version.extensions.length > 0 && bytes.length >= second + HEADER_BYTES && readHeader(bytes, second) === null) {
    throw new Error(`the session was recorded with ${version.extensions.join(' ')} agreed and cannot be played`);
  }
  const stop = rest.findLast((event) => event.id === STOP || event.id === LEGACY_STOP);
  return { negotiation: first.bytes, version, events, stop: stop?.bytes ?? encodeStop(version.major) };
}
