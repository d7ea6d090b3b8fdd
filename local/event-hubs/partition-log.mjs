// The events of one partition: sequence numbers 0, 1, 2, …; offsets that grow by the size of what is stored; enqueued
// times that never go back. Events are kept encoded, as every receiver gets them: in the parts in which they came until
// somebody reads them, then in one piece.
// Invariant: `#entries[#first + i]` is the event with sequence number `beginSequenceNumber + i`; its `parts` are null
// only when it can be read back from the file.

import { recordHeaderBytes } from './log-file.mjs';

/** A position that is not in this log, e.g. a checkpoint of a hub that was deleted and created again. */
export class InvalidPosition extends Error {}

export class PartitionLog {
  #entries = [];
  #first = 0;
  #file;
  #oldestInMemory = 0;
  #nextOffset = 0;
  #lastTime = 0;
  #readers = new Set();

  beginSequenceNumber = 0;
  memoryBytes = 0;
  dropped = 0;

  /**
   * @param {string} id
   * @param {import('./log-file.mjs').LogFile} [file] where events are kept; without it memory is all there is
   * @param {object[]} [records] what the file already holds
   */
  constructor(id, file, records = []) {
    this.id = id;
    this.#file = file;
    for (const { offset, time, length } of records) {
      this.#entries.push({ offset, time, length, parts: null });
      this.#nextOffset = offset + recordHeaderBytes + length;
      this.#lastTime = time;
    }
    this.#oldestInMemory = this.nextSequenceNumber;
  }

  get count() {
    return this.#entries.length - this.#first;
  }

  get nextSequenceNumber() {
    return this.beginSequenceNumber + this.count;
  }

  /** Offset and enqueued time of the newest event; null when there is none. */
  get last() {
    return this.count === 0 ? null : this.#entries.at(-1);
  }

  get storedBytes() {
    return this.count === 0 ? 0 : this.#nextOffset - this.#entries[this.#first].offset;
  }

  /**
   * Appends one event. Readers are told by `notify`, once per batch.
   * @param {(place: {sequenceNumber: number, offset: string, enqueuedTime: number}) => Buffer[]} encode
   */
  append(encode, now = Date.now()) {
    const time = Math.max(now, this.#lastTime);
    const sequenceNumber = this.nextSequenceNumber;
    const parts = encode({ sequenceNumber, offset: String(this.#nextOffset), enqueuedTime: time });
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    this.#file?.append(sequenceNumber, time, parts, length);
    this.#entries.push({ offset: this.#nextOffset, time, length, parts });
    this.#nextOffset += recordHeaderBytes + length;
    this.#lastTime = time;
    this.memoryBytes += length;
  }

  notify() {
    for (const reader of this.#readers) reader.wake();
  }

  /** A reader's `wake` is called when there is something new. */
  addReader(reader) {
    this.#readers.add(reader);
  }

  removeReader(reader) {
    this.#readers.delete(reader);
  }

  get readerCount() {
    return this.#readers.size;
  }

  /** The encoded event, or null when there is none yet. `sequenceNumber` must not be before the first. */
  read(sequenceNumber) {
    const entry = this.#entries[this.#first + sequenceNumber - this.beginSequenceNumber];
    if (!entry) return null;
    if (!entry.parts) return this.#file.read(entry.offset, entry.length);
    if (entry.parts.length > 1) entry.parts = [Buffer.concat(entry.parts)];
    return entry.parts[0];
  }

  /** Takes the oldest event out of memory; without a file it is gone for good. */
  releaseOldest() {
    const index = this.#first + this.#oldestInMemory - this.beginSequenceNumber;
    const entry = this.#entries[index];
    this.memoryBytes -= entry.length;
    this.#oldestInMemory++;
    entry.parts = null;
    if (this.#file) return;
    this.dropped++;
    this.beginSequenceNumber++;
    this.#first++;
    if (this.#first > 1024 && this.#first > this.#entries.length / 2) {
      this.#entries.splice(0, this.#first);
      this.#first = 0;
    }
  }

  /**
   * The sequence number at which a reader starts.
   * @param {{by: 'offset' | 'sequenceNumber' | 'enqueuedTime', value: number, inclusive: boolean} | string} position
   *   'latest' is behind the newest event, 'newest' is at it
   * @throws {InvalidPosition} when it lies behind the end of this log
   */
  locate(position) {
    if (position === 'latest') return this.nextSequenceNumber;
    if (position === 'newest') return Math.max(this.beginSequenceNumber, this.nextSequenceNumber - 1);
    const { by, value, inclusive } = position;
    const valueOf = {
      offset: (index) => this.#entries[index].offset,
      sequenceNumber: (index) => this.beginSequenceNumber + index - this.#first,
      enqueuedTime: (index) => this.#entries[index].time,
    }[by];
    const newest = this.count === 0 ? -1 : valueOf(this.#entries.length - 1);
    if (by !== 'enqueuedTime' && value > newest) {
      const name = by === 'offset' ? 'offset' : 'sequence number';
      throw new InvalidPosition(
        `The supplied ${name} '${value}' is invalid. The last ${name} in the system is '${newest}'`,
      );
    }
    let low = this.#first;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const candidate = valueOf(middle);
      if (inclusive ? candidate >= value : candidate > value) high = middle;
      else low = middle + 1;
    }
    return this.beginSequenceNumber + low - this.#first;
  }

  /** Empties the log as if its hub had been deleted and created again: everything starts at 0. */
  clear() {
    this.#file?.clear();
    this.#entries = [];
    this.#first = 0;
    this.#oldestInMemory = 0;
    this.#nextOffset = 0;
    this.#lastTime = 0;
    this.beginSequenceNumber = 0;
    this.memoryBytes = 0;
  }

  close() {
    this.#file?.close();
  }
}
