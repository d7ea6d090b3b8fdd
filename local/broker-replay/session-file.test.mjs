import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { LEGACY_STOP, PacketReader, STOP, VERSION_RESPONSE, WELCOME, encodeNegotiation, encodePacket } from './bbdo.mjs';
import { SERVICE_STATUS } from './messages.mjs';
import { writeField } from './protobuf.mjs';
import { readSession } from './session-file.mjs';

const folders = [join(import.meta.dirname, '../../tests/vectors/captures')];
if (process.env.EXTRA_VECTORS) folders.push(join(process.env.EXTRA_VECTORS, 'captures'));
const captures = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.lua-events.jsonl'))
    .map((name) => join(folder, name.replace('.lua-events.jsonl', ''))),
);

const welcome = encodeNegotiation({ kind: WELCOME, major: 3, patch: 1 });
const status = (host, service, output) =>
  Buffer.concat([writeField(1, host), writeField(2, service), writeField(14, output), writeField(21, 1_795_000_000)]);
/** A service status that takes exactly `bytes` bytes. */
const statusOf = (bytes, host, service) => {
  const missing = bytes - status(host, service, 'x'.repeat(bytes - 100)).length;
  return status(host, service, 'x'.repeat(bytes - 100 + missing));
};

describe('a recorded session', () => {
  for (const capture of captures) {
    it(`has the events that its sender decoded: ${capture.split('/').at(-1)}`, () => {
      const bytes = readFileSync(`${capture}.bin`);
      if (bytes.includes('COMPRESSION')) {
        assert.throws(() => readSession(bytes), /COMPRESSION/);
        return;
      }
      const { events } = readSession(bytes);
      const types = readFileSync(`${capture}.lua-events.jsonl`, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line)._type);
      // A session that was cut holds the first of its sender's events only.
      const wasCut = existsSync(`${capture}.conn2.bin`);
      assert.deepEqual(
        events.map((event) => event.id),
        wasCut ? types.slice(0, events.length) : types,
      );
    });
  }

  it('keeps every byte of an event of several packets together', () => {
    const { events } = readSession(readFileSync(join(folders[0], 'cbd-23.10.16-bbdo3.0.1-full.bin')));
    const largest = events.reduce((a, b) => (a.payload.length > b.payload.length ? a : b));
    assert.ok(largest.payload.length > 2 * 65535);
    assert.equal(largest.bytes.length, largest.payload.length + 3 * 16);
  });

  it('ends with the recorded stop, or with the one that suits its version', () => {
    const event = encodePacket(SERVICE_STATUS, status(1, 2, 'ok'));
    const stopOf = (bytes) => {
      const reader = new PacketReader();
      reader.push(readSession(bytes).stop);
      return reader.next();
    };
    const version2 = encodeNegotiation({ kind: VERSION_RESPONSE, major: 2 });
    assert.equal(stopOf(Buffer.concat([welcome, event])).id, STOP);
    assert.equal(stopOf(Buffer.concat([version2, event])).id, LEGACY_STOP);
    const recorded = encodePacket(STOP, writeField(1, 42), 33);
    assert.deepEqual(readSession(Buffer.concat([version2, event, recorded])).stop, recorded);
  });

  it('refuses a file that does not start with a negotiation', () => {
    assert.throws(() => readSession(encodePacket(SERVICE_STATUS, status(1, 2, 'ok'))), /negotiation/);
    assert.throws(() => readSession(Buffer.alloc(100)), /negotiation/);
  });
});

describe('protobuf events of exactly 65535 bytes, which senders do not terminate', () => {
  const full = encodePacket(SERVICE_STATUS, statusOf(65535, 1, 2));
  const lengthsOf = (...packets) => readSession(Buffer.concat([welcome, ...packets])).events.map((e) => e.payload.length);

  it('end where the next event of the same kind starts', () => {
    assert.deepEqual(lengthsOf(full, full, encodePacket(SERVICE_STATUS, status(3, 4, 'ok'))), [
      65535,
      65535,
      status(3, 4, 'ok').length,
    ]);
  });

  it('end where an event of another kind follows', () => {
    assert.deepEqual(lengthsOf(full, encodePacket(65568, writeField(1, 9))), [65535, 2]);
  });

  it('end with the session', () => {
    assert.deepEqual(lengthsOf(full), [65535]);
  });

  it('are not taken for one that continues with bytes that happen to be a message', () => {
    // The continuation is fields 1 and 21: a message, but not one that starts with host and service.
    const continuation = Buffer.concat([writeField(1, 9), writeField(21, 1_795_000_000)]);
    assert.deepEqual(lengthsOf(full, encodePacket(SERVICE_STATUS, continuation)), [65535 + continuation.length]);
  });

  it('are not expected of legacy events, which are terminated by an empty packet', () => {
    const legacy = encodePacket(0x00010018, Buffer.alloc(65535));
    assert.deepEqual(lengthsOf(legacy, encodePacket(0x00010018, Buffer.alloc(0))), [65535]);
    assert.deepEqual(lengthsOf(legacy), []);
  });
});
