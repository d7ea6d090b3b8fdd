// A receiving peer for the tests of this folder. Each connection follows its own script.

import { once } from 'node:events';
import { createServer } from 'node:net';
import {
  ACK,
  FULL_PAYLOAD,
  PacketReader,
  LEGACY_STOP,
  STOP,
  categoryOf,
  decodeNegotiation,
  encodeAck,
  encodeNegotiation,
} from './bbdo.mjs';

/** Acknowledges like an agent: every `every` events and at the stop. */
export const acknowledgeAll = ({ every = 1000, kind = ACK } = {}) => ({
  onEvent(connection) {
    if (connection.unacknowledged >= every) connection.acknowledge(kind, connection.unacknowledged);
  },
  onStop(connection) {
    connection.acknowledge(kind, connection.unacknowledged);
  },
});

class Connection {
  received = [];
  negotiation = null;
  unacknowledged = 0;
  #pending = [];
  #reader = new PacketReader();

  constructor(socket, script) {
    this.socket = socket;
    this.script = script;
    socket.on('error', () => {}); // a reset is one of the scripted ends
    socket.on('data', (chunk) => this.#receive(chunk));
  }

  #receive(chunk) {
    this.#reader.push(chunk);
    for (let packet = this.#reader.next(); packet !== null; packet = this.#reader.next()) {
      if (this.socket.destroyed) return;
      this.#take(packet);
    }
  }

  #take(packet) {
    if (this.negotiation === null) {
      this.negotiation = { kind: packet.id, ...decodeNegotiation(packet) };
      const { answer = (first) => encodeNegotiation({ ...first, extensions: '' }) } = this.script;
      const bytes = answer(this.negotiation);
      if (bytes) this.socket.write(bytes);
      return;
    }
    if (packet.id === STOP || packet.id === LEGACY_STOP) {
      this.stopped = packet.id;
      this.script.onStop?.(this);
      return;
    }
    this.#pending.push(packet.payload);
    if (packet.payload.length === FULL_PAYLOAD) return;
    const payload = this.#pending.length === 1 ? packet.payload : Buffer.concat(this.#pending);
    this.#pending = [];
    if (categoryOf(packet.id) === 2) return;
    this.received.push({ id: packet.id, source: packet.source, payload });
    this.unacknowledged += 1;
    this.script.onEvent?.(this);
  }

  acknowledge(kind, count) {
    this.unacknowledged -= count;
    this.socket.write(encodeAck(kind, count));
  }
}

/** Listens on loopback, port 0 for a free one; connection n follows scripts[n], later ones the last. */
export async function listen(scripts, port = 0) {
  const connections = [];
  const server = createServer((socket) => {
    connections.push(new Connection(socket, scripts[Math.min(connections.length, scripts.length - 1)]));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: server.address().port,
    connections,
    close() {
      for (const { socket } of connections) socket.destroy();
      server.close();
    },
  };
}
