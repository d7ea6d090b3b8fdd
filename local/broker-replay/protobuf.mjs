// The part of the protobuf wire format that BBDO events need.

export const VARINT = 0;
export const FIXED64 = 1;
export const BYTES = 2;
export const FIXED32 = 5;

/** Varint at `offset` as `{value: bigint, end}`, or null when it is cut or too long. */
export function readVarint(bytes, offset, limit = bytes.length) {
  let value = 0n;
  for (let i = 0; i < 10 && offset + i < limit; i++) {
    const byte = bytes[offset + i];
    value |= BigInt(byte & 0x7f) << BigInt(7 * i);
    if (byte < 0x80) return { value: BigInt.asUintN(64, value), end: offset + i + 1 };
  }
  return null;
}

/**
 * Fields of the message in bytes[start, end): `{number, type, start, tagEnd, valueStart, end}`, plus `value` (bigint) for a
 * varint. `start` is that of the tag; `valueStart … end` is the varint, the fixed bytes, or the content of a length-delimited field.
 * Null when the bytes are no complete message.
 */
export function readFields(bytes, start = 0, end = bytes.length) {
  const fields = [];
  for (let offset = start; offset < end; ) {
    const tag = readVarint(bytes, offset, end);
    if (tag === null || tag.value > 0xffffffffn) return null;
    const tagEnd = tag.end;
    const field = { number: Number(tag.value >> 3n), type: Number(tag.value & 7n), start: offset, tagEnd, valueStart: tagEnd };
    if (field.number === 0) return null;
    if (field.type === VARINT) {
      const varint = readVarint(bytes, tagEnd, end);
      if (varint === null) return null;
      field.value = varint.value;
      field.end = varint.end;
    } else if (field.type === BYTES) {
      const length = readVarint(bytes, tagEnd, end);
      if (length === null || length.value > BigInt(end - length.end)) return null;
      field.valueStart = length.end;
      field.end = length.end + Number(length.value);
    } else if (field.type === FIXED64 || field.type === FIXED32) {
      field.end = tagEnd + (field.type === FIXED64 ? 8 : 4);
    } else {
      return null;
    }
    if (field.end > end) return null;
    fields.push(field);
    offset = field.end;
  }
  return fields;
}

export function encodeVarint(value) {
  const bytes = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest === 0n ? low : low | 0x80);
  } while (rest !== 0n);
  return Buffer.from(bytes);
}

/** One field: a number as varint, text or bytes as length-delimited; nothing for the proto3 default. */
export function writeField(number, value) {
  if (typeof value === 'number' || typeof value === 'bigint') {
    return BigInt(value) === 0n
      ? Buffer.alloc(0)
      : Buffer.concat([encodeVarint(number * 8 + VARINT), encodeVarint(value)]);
  }
  const content = Buffer.from(value);
  return content.length === 0
    ? Buffer.alloc(0)
    : Buffer.concat([encodeVarint(number * 8 + BYTES), encodeVarint(content.length), content]);
}
