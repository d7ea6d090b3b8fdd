// The sending side of BBDO, as cbd behaves: it speaks first, keeps every event until it is acknowledged, and after a lost
// connection goes on with the first unacknowledged one.

import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { PacketReader, ProtocolError, decodeAck, decodeNegotiation } from './bbdo.mjs';

const FIRST_DELAY_MS = 200;
const RATE_STEP_MS = 20;

/** One connection: negotiation, events from the first unacknowledged one on, stop. */
class Session {
  #broker;
  #socket;
  #reader = new PacketReader();
  #next;
  #negotiated = false;
  #stopSent = false;
  #timer;
  #settle;
  #stopListening;

  constructor(broker) {
    this.#broker = broker;
    this.#next = broker.acknowledged;
  }

  /** Ends with null when every event is acknowledged, or with the reason why the connection is of no more use. */
  run(signal) {
    return new Promise((resolve, reject) => {
      this.#settle = (reason) => {
        this.#close();
        resolve(reason);
      };
      const guarded = (action) => (argument) => {
        try {
          action(argument);
        } catch (error) {
          this.#close();
          reject(error);
        }
      };
      const { host, port, recorded, answerTimeoutMs } = this.#broker.options;
      const onAbort = () => this.#settle('aborted');
      signal.addEventListener('abort', onAbort);
      this.#stopListening = () => signal.removeEventListener('abort', onAbort);
      this.#socket = connect({ host, port, noDelay: true });
      this.#socket.on('connect', () => this.#socket.write(recorded.negotiation));
      this.#socket.on('data', guarded((chunk) => this.#receive(chunk)));
      this.#socket.on('drain', guarded(() => this.#send()));
      this.#socket.on('error', (error) => this.#settle(error.message));
      this.#socket.on('close', () => this.#settle('the agent closed the connection'));
      this.#after(answerTimeoutMs, () => this.#settle(`no answer to the negotiation within ${answerTimeoutMs} ms`));
    });
  }

  #close() {
    clearTimeout(this.#timer);
    this.#stopListening();
    this.#socket.removeAllListeners();
    this.#socket.on('error', () => {}); // late errors of a connection that is already given up
    this.#socket.end(() => this.#socket.destroy());
    if (this.#socket.connecting) this.#socket.destroy();
  }

  #after(milliseconds, action) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(action, milliseconds);
  }

  #receive(chunk) {
    this.#reader.push(chunk);
    for (let packet = this.#reader.next(); packet !== null; packet = this.#reader.next()) {
      if (this.#negotiated) this.#acknowledge(packet);
      else if (!this.#negotiate(packet)) return;
    }
  }

  #negotiate(packet) {
    const answer = decodeNegotiation(packet);
    const { version } = this.#broker.options.recorded;
    if (answer.major !== version.major) {
      this.#settle(`the agent answered with BBDO ${answer.major}, the session is BBDO ${version.major}`);
      return false;
    }
    const agreed = answer.extensions.filter((name) => version.extensions.includes(name));
    if (agreed.length > 0) throw new ProtocolError(`the agent wants ${agreed.join(' ')}, which this program does not have`);
    clearTimeout(this.#timer);
    this.#negotiated = true;
    this.#broker.onConnected();
    this.#send();
    return true;
  }

  #acknowledge(packet) {
    const count = decodeAck(packet);
    if (count === null) throw new ProtocolError(`the agent sent event ${packet.id}, which is no acknowledgement`);
    const outstanding = this.#next - this.#broker.acknowledged;
    if (count > outstanding) throw new ProtocolError(`the agent acknowledged ${count} of ${outstanding} events`);
    this.#broker.onAcknowledged(count);
    if (this.#stopSent && this.#broker.isComplete) this.#settle(null);
    else this.#send();
  }

  #send() {
    const { recorded, window, stopTimeoutMs } = this.#broker.options;
    const { playlist } = this.#broker;
    while (this.#negotiated && !this.#stopSent && !this.#socket.writableNeedDrain) {
      if (this.#next === playlist.count) {
        this.#stopSent = true;
        this.#socket.write(recorded.stop);
        this.#after(stopTimeoutMs, () =>
          this.#settle(this.#broker.isComplete ? null : `events are unacknowledged ${stopTimeoutMs} ms after the stop`),
        );
        return;
      }
      const inWindow = Math.min(playlist.count, this.#broker.acknowledged + window);
      const limit = Math.min(inWindow, this.#next + this.#broker.allowance());
      if (this.#next >= limit) {
        if (this.#next < inWindow) this.#after(RATE_STEP_MS, () => this.#send());
        return;
      }
      const { bytes, next } = playlist.batch(this.#next, limit);
      this.#broker.onSent(this.#next, next);
      this.#next = next;
      this.#socket.write(bytes);
    }
  }
}

export class Broker {
  options;
  playlist;
  /** Distinct events given to a connection so far. */
  sent = 0;
  resent = 0;
  acknowledged = 0;
  connections = 0;
  #onFirstSent;
  #log;
  #advancedAt = performance.now();
  #rateStart;
  #rateUsed = 0;

  /**
   * @param options.recorded what readSession gave: negotiation, version, stop
   * @param options.window events that may be unacknowledged, as event_queue_max_size
   * @param options.rate events per second, or 0 for no limit
   * @param options.longestDelayMs between two attempts to connect
   * @param options.giveUpSeconds longest time without any acknowledgement
   * @param options.onFirstSent called with (from, to) when these events are sent for the first time
   */
  constructor(playlist, { onFirstSent = () => {}, log = () => {}, ...options }) {
    this.playlist = playlist;
    this.options = {
      host: '127.0.0.1',
      window: 10_000,
      rate: 0,
      longestDelayMs: 2000,
      giveUpSeconds: 60,
      answerTimeoutMs: 3000,
      stopTimeoutMs: 5000,
      ...options,
    };
    this.#onFirstSent = onFirstSent;
    this.#log = log;
  }

  get isComplete() {
    return this.acknowledged === this.playlist.count;
  }

  /** Plays everything. Throws when the agent breaks the protocol, gives no sign for too long, or `signal` is aborted. */
  async run(signal = new AbortController().signal) {
    const giveUp = new AbortController();
    const watch = setInterval(() => this.#silence() > this.options.giveUpSeconds && giveUp.abort(), 100);
    const either = AbortSignal.any([signal, giveUp.signal]);
    try {
      for (let delay = FIRST_DELAY_MS; ; delay = Math.min(this.options.longestDelayMs, delay * 2)) {
        const acknowledgedBefore = this.acknowledged;
        const reason = await new Session(this).run(either);
        if (reason === null) return;
        signal.throwIfAborted();
        if (giveUp.signal.aborted) throw new Error(`no acknowledgement for ${this.options.giveUpSeconds} s`);
        if (this.acknowledged > acknowledgedBefore) delay = FIRST_DELAY_MS;
        this.#log(`${reason}; next attempt in ${delay} ms`);
        await sleep(delay, undefined, { signal: either }).catch(() => {});
      }
    } finally {
      clearInterval(watch);
    }
  }

  #silence() {
    return (performance.now() - this.#advancedAt) / 1000;
  }

  onConnected() {
    this.connections += 1;
  }

  onAcknowledged(count) {
    this.acknowledged += count;
    if (count > 0) this.#advancedAt = performance.now();
  }

  onSent(from, to) {
    // Nothing was outstanding: silence counts from here.
    if (from === this.acknowledged && from >= this.sent) this.#advancedAt = performance.now();
    const firstNew = Math.max(from, this.sent);
    this.resent += Math.min(to, firstNew) - from;
    if (to > firstNew) this.#onFirstSent(firstNew, to);
    this.sent = Math.max(this.sent, to);
    this.#rateUsed += to - from;
  }

  /** Events that the rate still allows now. */
  allowance() {
    if (this.options.rate === 0) return Infinity;
    this.#rateStart ??= performance.now();
    return Math.floor(((performance.now() - this.#rateStart) / 1000) * this.options.rate) + 1 - this.#rateUsed;
  }
}
