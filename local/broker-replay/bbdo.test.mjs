import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  ACK,
  LEGACY_ACK,
  PacketReader,
  ProtocolError,
  VERSION_RESPONSE,
  WELCOME,
  crc16,
  decodeAck,
  decodeNegotiation,
  encodeAck,
  encodeNegotiation,
  encodePacket,
} from './bbdo.mjs';

const hex = (bytes) => bytes.toString('hex');
const packetOf = (bytes) => {
  const reader = new PacketReader();
  reader.push(bytes);
  return reader.next();
};

describe('framing', () => {
  it('has the checksum of CRC-16/X-25', () => {
    assert.equal(crc16(Buffer.from('123456789')), 0x906e);
    assert.equal(crc16(Buffer.from('000e000200010000000100000001', 'hex')), 0x65fe);
  });

  it('writes the reference frames of the protocol description', () => {
    assert.equal(
      hex(encodeNegotiation({ kind: VERSION_RESPONSE, major: 3 })),
      '57f60007000200010000000000000000' + '00030000000000',
    );
    assert.equal(
      hex(encodeNegotiation({ kind: WELCOME, major: 3, patch: 1, name: 'edge-agent' })),
      'ba200012000200070000000000000000' + '0a04080318012a0a656467652d6167656e74',
    );
    assert.equal(hex(encodeAck(LEGACY_ACK, 1000)), '8f060004000200020000000000000000000003e8');
    assert.equal(hex(encodeAck(ACK, 1000)), '7375000300020008000000000000000008e807');
    assert.equal(hex(encodeAck(ACK, 0)), '7d820000000200080000000000000000');
  });

  it('reads packets however the bytes are cut', () => {
    const stream = Buffer.concat([encodePacket(65565, Buffer.from('one'), 7), encodePacket(65568, Buffer.alloc(0), 8)]);
    const reader = new PacketReader();
    const packets = [];
    for (const byte of stream) {
      reader.push(Buffer.of(byte));
      for (let packet = reader.next(); packet !== null; packet = reader.next()) packets.push(packet);
    }
    assert.deepEqual(
      packets.map(({ id, source, payload }) => [id, source, payload.toString()]),
      [
        [65565, 7, 'one'],
        [65568, 8, ''],
      ],
    );
  });

  it('refuses a damaged header', () => {
    const packet = encodePacket(65565, Buffer.from('one'));
    packet[5] ^= 1;
    assert.throws(() => packetOf(packet), ProtocolError);
  });
});

describe('protocol events', () => {
  it('reads both kinds of negotiation packet', () => {
    for (const kind of [VERSION_RESPONSE, WELCOME]) {
      const packet = packetOf(encodeNegotiation({ kind, major: 3, minor: 1, patch: 2, extensions: 'TLS COMPRESSION' }));
      assert.deepEqual(decodeNegotiation(packet), { major: 3, minor: 1, patch: 2, extensions: ['TLS', 'COMPRESSION'] });
    }
  });

  it('takes nothing else for a negotiation packet', () => {
    assert.throws(() => decodeNegotiation(packetOf(encodeAck(ACK, 1))), ProtocolError);
  });

  it('reads both kinds of acknowledgement, and nothing else as one', () => {
    for (const kind of [LEGACY_ACK, ACK]) {
      assert.equal(decodeAck(packetOf(encodeAck(kind, 70_000))), 70_000);
      assert.equal(decodeAck(packetOf(encodeAck(kind, 0))), 0);
    }
    assert.equal(decodeAck(packetOf(encodePacket(65565, Buffer.from([8, 1])))), null);
  });
});
