// BBDO framing and the protocol's own events, for both ends of a connection.
// A packet is a 16-byte header (CRC, payload size, event id, source id, destination id; big-endian) and its payload;
// a payload of exactly 65535 bytes says that the next packet with the same ids continues the event.

import { readFields, writeField } from './protobuf.mjs';

export const HEADER_BYTES = 16;
export const FULL_PAYLOAD = 0xffff;

export const eventId = (category, element) => category * 0x10000 + element;
export const categoryOf = (id) => id >>> 16;

export const VERSION_RESPONSE = eventId(2, 1);
export const LEGACY_ACK = eventId(2, 2);
export const LEGACY_STOP = eventId(2, 3);
export const WELCOME = eventId(2, 7);
export const ACK = eventId(2, 8);
export const STOP = eventId(2, 9);

/** The other side broke a rule of the protocol; trying again would not help. */
export class ProtocolError extends Error {}

const CRC_TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x8408 : crc >>> 1;
  return crc;
});

/** CRC-16/X-25 of bytes[start, end). */
export function crc16(bytes, start = 0, end = bytes.length) {
  let crc = 0xffff;
  for (let i = start; i < end; i++) crc = (crc >>> 8) ^ CRC_TABLE[(crc ^ bytes[i]) & 0xff];
  return crc ^ 0xffff;
}

export function encodePacket(id, payload, source = 0, destination = 0) {
  const packet = Buffer.allocUnsafe(HEADER_BYTES + payload.length);
  packet.writeUInt16BE(payload.length, 2);
  packet.writeUInt32BE(id, 4);
  packet.writeUInt32BE(source, 8);
  packet.writeUInt32BE(destination, 12);
  packet.writeUInt16BE(crc16(packet, 2, HEADER_BYTES), 0);
  packet.set(payload, HEADER_BYTES);
  return packet;
}

/** Header at `offset`, or null when the bytes there are no valid header. The caller makes sure that 16 bytes are there. */
export function readHeader(bytes, offset) {
  if (bytes.readUInt16BE(offset) !== crc16(bytes, offset + 2, offset + HEADER_BYTES)) return null;
  return {
    size: bytes.readUInt16BE(offset + 2),
    id: bytes.readUInt32BE(offset + 4),
    source: bytes.readUInt32BE(offset + 8),
    destination: bytes.readUInt32BE(offset + 12),
  };
}

/** Cuts received bytes into packets. A wrong checksum is a ProtocolError: TCP does not damage the peer's bytes on the way. */
export class PacketReader {
  #pending = Buffer.alloc(0);

  push(chunk) {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
  }

  /** Next complete packet `{id, source, destination, payload}`, or null. */
  next() {
    const bytes = this.#pending;
    if (bytes.length < HEADER_BYTES) return null;
    const header = readHeader(bytes, 0);
    if (header === null) throw new ProtocolError('a packet with a wrong checksum arrived');
    const end = HEADER_BYTES + header.size;
    if (bytes.length < end) return null;
    this.#pending = bytes.subarray(end);
    return { ...header, payload: bytes.subarray(HEADER_BYTES, end) };
  }
}

/** First packet of a session. `kind` is VERSION_RESPONSE or WELCOME. */
export function encodeNegotiation({ kind, major, minor = 0, patch = 0, extensions = '', name = '' }) {
  if (kind === VERSION_RESPONSE) {
    const payload = Buffer.alloc(6 + Buffer.byteLength(extensions) + 1);
    payload.writeInt16BE(major, 0);
    payload.writeInt16BE(minor, 2);
    payload.writeInt16BE(patch, 4);
    payload.write(extensions, 6);
    return encodePacket(kind, payload);
  }
  const version = Buffer.concat([writeField(1, major), writeField(2, minor), writeField(3, patch)]);
  return encodePacket(kind, Buffer.concat([writeField(1, version), writeField(2, extensions), writeField(5, name)]));
}

/** `{major, minor, patch, extensions: [names]}`. Throws ProtocolError for any other packet. */
export function decodeNegotiation({ id, payload }) {
  const names = (text) => text.split(' ').filter((name) => name !== '');
  if (id === VERSION_RESPONSE && payload.length >= 7) {
    return {
      major: payload.readInt16BE(0),
      minor: payload.readInt16BE(2),
      patch: payload.readInt16BE(4),
      extensions: names(payload.toString('utf8', 6, payload.indexOf(0, 6))),
    };
  }
  if (id === WELCOME) {
    const fields = readFields(payload);
    const versionField = fields?.find((field) => field.number === 1);
    const version = versionField && readFields(payload, versionField.valueStart, versionField.end);
    if (version) {
      const number = (n) => Number(version.find((field) => field.number === n)?.value ?? 0n);
      const extensions = fields.find((field) => field.number === 2);
      return {
        major: number(1),
        minor: number(2),
        patch: number(3),
        extensions: extensions ? names(payload.toString('utf8', extensions.valueStart, extensions.end)) : [],
      };
    }
  }
  throw new ProtocolError(`event ${id} arrived where a negotiation packet was due`);
}

/** Acknowledgement of `count` events; `kind` is LEGACY_ACK or ACK. */
export function encodeAck(kind, count) {
  if (kind === ACK) return encodePacket(kind, writeField(1, count));
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(count);
  return encodePacket(kind, payload);
}

/** Number of events that an acknowledgement of either kind names, or null for another packet. */
export function decodeAck({ id, payload }) {
  if (id === LEGACY_ACK && payload.length >= 4) return payload.readUInt32BE(0);
  if (id !== ACK) return null;
  const fields = readFields(payload);
  if (fields === null) return null;
  return Number(fields.findLast((field) => field.number === 1)?.value ?? 0n);
}

/** The stop event that a sender of this BBDO version uses. */
export function encodeStop(major, pollerId = 1) {
  return major >= 3 ? encodePacket(STOP, writeField(1, pollerId)) : encodePacket(LEGACY_STOP, Buffer.alloc(0));
}
