// One receiver of one partition: hands it events while it has given credit and its connection takes them.
// At most one burst of events is on its way to the socket at a time, so a slow receiver costs little memory; events
// are sent as they are stored, without encoding them again.

import { encodeLag } from './amqp-event.mjs';
import { freeDeliveries, hasSentAll } from './amqp-raw-transfers.mjs';

const burstBytes = 1 << 20;
const socketBytes = 2 << 20;

export class PartitionReader {
  #link;
  #log;
  #next;
  #reportsLag;
  #scheduled = null;
  #closed = false;

  /**
   * @param {object} link rhea's sender
   * @param {import('./partition-log.mjs').PartitionLog} log
   * @param {object} options
   * @param {number} options.start sequence number of the first event
   * @param {number | null} options.epoch owner level, null for a reader without
   * @param {boolean} options.reportsLag whether each event carries what is newest in the partition
   */
  constructor(link, log, { start, epoch, reportsLag }) {
    this.#link = link;
    this.#log = log;
    this.#next = start;
    this.#reportsLag = reportsLag;
    this.epoch = epoch;
    log.addReader(this);
  }

  get session() {
    return this.#link.session;
  }

  /** Called when there may be something to do: new events, credit, room in the session or in the socket. */
  wake() {
    if (this.#closed || this.#scheduled || !this.#canSend()) return;
    this.#scheduled = setImmediate(() => {
      this.#scheduled = null;
      this.#sendBurst();
    });
  }

  /** Ends the reader; with an error its client is told why. */
  close(error) {
    if (this.#closed) return;
    this.#closed = true;
    clearImmediate(this.#scheduled);
    this.#log.removeReader(this);
    if (error) this.#link.close(error);
  }

  #canSend() {
    const { session, connection, credit } = this.#link;
    return (
      credit > 0 &&
      this.#next < this.#log.nextSequenceNumber &&
      hasSentAll(session) &&
      freeDeliveries(session) > 0 &&
      connection.socket.writableLength < socketBytes
    );
  }

  #sendBurst() {
    if (this.#closed || !this.#canSend()) return;
    const { session, credit } = this.#link;
    let bytes = 0;
    for (let n = Math.min(credit, freeDeliveries(session)); n > 0 && bytes < burstBytes; n--) {
      // Events that memory had no room for are gone, as after the retention time.
      this.#next = Math.max(this.#next, this.#log.beginSequenceNumber);
      const event = this.#log.read(this.#next);
      if (!event) return;
      this.#next++;
      bytes += event.length;
      this.#link.send(this.#reportsLag ? Buffer.concat([this.#lag(), event]) : event, undefined, 0);
    }
  }

  #lag() {
    const { last, nextSequenceNumber } = this.#log;
    const newest = { sequenceNumber: nextSequenceNumber - 1, offset: String(last.offset), enqueuedTime: last.time };
    return encodeLag(newest, Date.now());
  }
}
