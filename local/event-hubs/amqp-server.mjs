// The AMQP 1.0 side of the hub, for official Event Hubs clients over plain TCP: accepts connections and gives what
// happens on each to the object that stands for it.

import { createServer } from 'node:net';
import rhea from 'rhea';
import { ClientConnection } from './amqp-connection.mjs';
import { Ownership } from './amqp-ownership.mjs';
import { hookSession } from './amqp-raw-transfers.mjs';
import { saslMechanisms } from './amqp-sasl.mjs';
import { maxPublicationBytes } from './hub.mjs';

const maxFrameBytes = 65_536;
const idleTimeOutMs = 120_000;

export class AmqpServer {
  #namespace;
  #log;
  #container;
  #server;
  #sockets = new Set();
  #clients = new Map();

  /**
   * @param {object} options
   * @param {import('./hub.mjs').Hub} options.hub
   * @param {import('./key-ring.mjs').KeyRing} options.keyRing
   * @param {(text: string) => void} options.log
   */
  constructor({ hub, keyRing, log }) {
    this.#namespace = { hub, keyRing, ownership: new Ownership() };
    this.#log = log;
    this.#container = this.#createContainer();
    this.#server = createServer((socket) => this.#accept(socket));
  }

  listen(port, host) {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject).listen(port, host, () => resolve(this.#server.address().port));
    });
  }

  get connectionCount() {
    return this.#clients.size;
  }

  /** Cuts all connections, as a network does: without a word. */
  disconnectAll() {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** Detaches all senders and receivers of the hub with an error. */
  detachAll(error) {
    for (const client of this.#clients.values()) client.detachAll(error);
  }

  close() {
    const closed = new Promise((resolve) => {
      this.#server.close(resolve);
    });
    this.disconnectAll();
    return closed;
  }

  #accept(socket) {
    const connection = this.#container.create_connection({});
    this.#sockets.add(socket);
    socket.once('close', () => {
      this.#sockets.delete(socket);
      // rhea learns of an end from the peer or of an error, not of our own cut; its timers must not outlive the socket.
      connection._disconnected();
    });
    connection.accept(socket);
    socket.on('drain', () => this.#clients.get(connection)?.wakeReaders());
  }

  #createContainer() {
    const container = rhea.create_container({
      id: 'event-hubs',
      max_frame_size: maxFrameBytes,
      idle_time_out: idleTimeOutMs,
      tcp_no_delay: true,
      receiver_options: { credit_window: 0, autoaccept: false, max_message_size: maxPublicationBytes },
      sender_options: { max_message_size: maxPublicationBytes },
    });
    container.sasl_server_mechanisms = saslMechanisms(this.#namespace.keyRing);

    const clientOf = ({ connection }) => this.#clients.get(connection);
    container.on('connection_open', ({ connection }) => {
      this.#clients.set(connection, new ClientConnection(connection, this.#namespace));
    });
    container.on('session_open', (context) => {
      hookSession(context.session, () => clientOf(context)?.wakeReaders());
    });
    container.on('sender_open', (context) => clientOf(context).attachReceiver(context.sender));
    container.on('receiver_open', (context) => clientOf(context).attachSender(context.receiver));
    container.on('message', (context) => clientOf(context).receive(context));
    container.on('sender_close', (context) => clientOf(context)?.receiverGone(context.sender));
    container.on('session_close', (context) => clientOf(context)?.sessionGone(context.session));
    for (const end of ['connection_close', 'disconnected']) {
      container.on(end, (context) => {
        clientOf(context)?.gone();
        this.#clients.delete(context.connection);
      });
    }

    for (const name of ['error', 'protocol_error']) {
      container.on(name, (error) => this.#log(`amqp: ${error?.message ?? error}`));
    }
    // With a listener rhea does not take an error that a peer closes with for a failure of ours.
    for (const name of ['sender_error', 'receiver_error', 'session_error', 'connection_error']) {
      container.on(name, () => {});
    }
    return container;
  }
}
