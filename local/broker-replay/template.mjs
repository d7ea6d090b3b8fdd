// A recorded event whose ids, host name and times can be replaced without changing its length, so that a copy costs one
// memory copy and a few stores. The header, and with it the checksum, stays the same.

import { HEADER_BYTES, encodePacket } from './bbdo.mjs';
import { TIME_FIELDS, isHost, isLegacy, locate } from './messages.mjs';
import { encodeVarint } from './protobuf.mjs';

// Ids from here on take 4 bytes as a varint (2^21 … 2^28), times 5 bytes (2^28 … 2^35).
export const FIRST_HOST_ID = 10_000_000;
export const FIRST_SERVICE_ID = 20_000_000;
const ID_BYTES = 4;
const SMALLEST_TIME = 2 ** 28;
const LARGEST_TIME = 2 ** 32;

const NUMBER_DIGITS = 7;
export const MOST_HOSTS = 10 ** NUMBER_DIGITS;
const NAME_PREFIX = 'synthetic-';
export const hostName = (number) => NAME_PREFIX + String(number).padStart(NUMBER_DIGITS, '0');

function storeVarint4(buffer, at, value) {
  buffer[at] = (value & 0x7f) | 0x80;
  buffer[at + 1] = ((value >>> 7) & 0x7f) | 0x80;
  buffer[at + 2] = ((value >>> 14) & 0x7f) | 0x80;
  buffer[at + 3] = value >>> 21;
}

function storeVarint5(buffer, at, value) {
  buffer[at] = (value & 0x7f) | 0x80;
  buffer[at + 1] = ((value >>> 7) & 0x7f) | 0x80;
  buffer[at + 2] = ((value >>> 14) & 0x7f) | 0x80;
  buffer[at + 3] = ((value >>> 21) & 0x7f) | 0x80;
  buffer[at + 4] = value >>> 28;
}

function storeU32(buffer, at, value) {
  buffer[at] = value >>> 24;
  buffer[at + 1] = value >>> 16;
  buffer[at + 2] = value >>> 8;
  buffer[at + 3] = value;
}

function storeDigits(buffer, at, value) {
  for (let i = at + NUMBER_DIGITS - 1; i >= at; i--) {
    buffer[i] = 0x30 + (value % 10);
    value = Math.floor(value / 10);
  }
}

export class Template {
  #frame;
  #legacy;
  #hostAt = -1;
  #serviceAt = -1;
  #nameAt = -1;
  #timesAt = [];
  #timesAfterCheck = [];

  /**
   * @param event recorded event `{id, source, payload}` of one packet
   * @param options.description service description to use instead of the recorded one, where the event carries it
   */
  constructor({ id, source, payload }, { description } = {}) {
    this.#legacy = isLegacy(id);
    const fields = locate(id, payload);
    const lastCheck = fields.get('last_check')?.value;
    const parts = [];
    let copied = 0;
    let length = 0;
    const keepTo = (end) => {
      parts.push(payload.subarray(copied, end));
      length += end - copied;
      copied = end;
    };
    const replace = (field, start, bytes) => {
      keepTo(start);
      parts.push(bytes);
      copied = field.end;
      length += bytes.length;
    };
    const replaceText = (field, text) => {
      const bytes = Buffer.from(text);
      const written = this.#legacy ? [bytes, Buffer.of(0)] : [encodeVarint(bytes.length), bytes];
      replace(field, field.tagEnd, Buffer.concat(written));
    };
    for (const [name, field] of [...fields].sort(([, a], [, b]) => a.start - b.start)) {
      if (name === 'host_id' || name === 'service_id') {
        replace(field, field.valueStart, Buffer.alloc(ID_BYTES));
        if (name === 'host_id') this.#hostAt = HEADER_BYTES + length - ID_BYTES;
        else this.#serviceAt = HEADER_BYTES + length - ID_BYTES;
      } else if (name === 'host_name' || (name === 'name' && isHost(id))) {
        replaceText(field, hostName(0));
        this.#nameAt = HEADER_BYTES + length - NUMBER_DIGITS - (this.#legacy ? 1 : 0);
      } else if (name === 'service_description' && description !== undefined) {
        replaceText(field, description);
      } else if (lastCheck > 0 && TIME_FIELDS.includes(name) && this.#isTime(field.value)) {
        keepTo(field.end);
        // Of the 8 bytes of a legacy time only the lower 4 ever change.
        this.#timesAt.push(HEADER_BYTES + length - (this.#legacy ? 4 : 5));
        this.#timesAfterCheck.push(field.value - lastCheck);
      }
    }
    keepTo(payload.length);
    this.#frame = encodePacket(id, Buffer.concat(parts, length), source);
  }

  #isTime(value) {
    return value >= SMALLEST_TIME && value < LARGEST_TIME;
  }

  get size() {
    return this.#frame.length;
  }

  /** Writes one copy; `host` and `service` count from 0, `lastCheck` in Unix seconds. Returns the offset behind it. */
  write(buffer, offset, host, service, lastCheck) {
    buffer.set(this.#frame, offset);
    const storeId = this.#legacy ? storeU32 : storeVarint4;
    storeId(buffer, offset + this.#hostAt, FIRST_HOST_ID + host);
    if (this.#serviceAt >= 0) storeId(buffer, offset + this.#serviceAt, FIRST_SERVICE_ID + service);
    if (this.#nameAt >= 0) storeDigits(buffer, offset + this.#nameAt, host);
    const storeTime = this.#legacy ? storeU32 : storeVarint5;
    for (let i = 0; i < this.#timesAt.length; i++) {
      storeTime(buffer, offset + this.#timesAt[i], lastCheck + this.#timesAfterCheck[i]);
    }
    return offset + this.#frame.length;
  }
}
