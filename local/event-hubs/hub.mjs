// The event hub itself: its partitions, which of them an event goes to, how much memory they may use together, and
// what outlives a restart when a directory is given (one log per partition, `hub.json` for the rest).

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeEvent } from './amqp-event.mjs';
import { LogFile } from './log-file.mjs';
import { PartitionLog } from './partition-log.mjs';

/** Largest publication in bytes: one event, or one batch. */
export const maxPublicationBytes = 1_048_576;

export class Hub {
  #directory;
  #maxBytes;
  #nextPartition = 0;
  #revoked = new Set();

  /**
   * @param {object} options
   * @param {string} options.name
   * @param {number} options.partitionCount
   * @param {string[]} options.consumerGroups
   * @param {string} [options.directory] where the log is kept; without it in memory alone
   * @param {number} options.maxBytes of events in memory; the oldest go first (with a directory they stay on disk)
   * @param {(message: string) => void} [options.warn]
   */
  constructor({ name, partitionCount, consumerGroups, directory, maxBytes, warn = () => {} }) {
    this.name = name;
    this.consumerGroups = ['$Default', ...consumerGroups];
    this.createdAt = Date.now();
    this.#directory = directory;
    this.#maxBytes = maxBytes;
    if (directory) this.#load(partitionCount);
    this.partitions = Array.from({ length: partitionCount }, (_, id) => {
      if (!directory) return new PartitionLog(String(id));
      const { file, records, tornBytes } = LogFile.open(join(directory, `partition-${id}.log`));
      if (tornBytes > 0) warn(`partition ${id}: ${tornBytes} bytes after the last whole event were cut off`);
      return new PartitionLog(String(id), file, records);
    });
  }

  partition(id) {
    return /^\d{1,4}$/.test(id) ? this.partitions[Number(id)] : undefined;
  }

  /** The partition of a key, always the same one; without a key each in turn. */
  partitionFor(key) {
    if (key !== undefined) return this.partitions[hashOf(key) % this.partitions.length];
    this.#nextPartition = (this.#nextPartition + 1) % this.partitions.length;
    return this.partitions[this.#nextPartition];
  }

  /**
   * Stores the events of one publication in one partition. When the disk fails on the way, those before stay: for the
   * sender the outcome is unknown.
   * @param {import('./amqp-event.mjs').Draft[]} drafts
   */
  append(partition, drafts) {
    try {
      for (const draft of drafts) {
        partition.append((place) => encodeEvent(draft, place));
        this.#keepWithinMemory();
      }
    } finally {
      partition.notify();
    }
  }

  isRevoked(publisher) {
    return this.#revoked.has(publisher.toLowerCase());
  }

  get revokedPublishers() {
    return [...this.#revoked];
  }

  revoke(publisher) {
    this.#revoked.add(publisher.toLowerCase());
    this.#save();
  }

  restore(publisher) {
    this.#revoked.delete(publisher.toLowerCase());
    this.#save();
  }

  /** Deletes the hub and creates it again under the same name. */
  recreate() {
    this.createdAt = Date.now();
    this.#revoked.clear();
    this.#save();
    for (const partition of this.partitions) partition.clear();
  }

  close() {
    for (const partition of this.partitions) partition.close();
  }

  #keepWithinMemory() {
    const inMemory = () => this.partitions.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
    while (inMemory() > this.#maxBytes) {
      this.partitions.reduce((a, b) => (b.memoryBytes > a.memoryBytes ? b : a)).releaseOldest();
    }
  }

  #load(partitionCount) {
    mkdirSync(this.#directory, { recursive: true });
    if (existsSync(this.#path)) {
      const saved = JSON.parse(readFileSync(this.#path, 'utf8'));
      if (saved.name !== this.name || saved.partitionCount !== partitionCount) {
        throw new Error(`${this.#directory} holds the hub ${saved.name} with ${saved.partitionCount} partitions`);
      }
      this.createdAt = saved.createdAt;
      this.#revoked = new Set(saved.revokedPublishers);
    } else {
      this.#save(partitionCount);
    }
  }

  #save(partitionCount = this.partitions.length) {
    if (!this.#directory) return;
    const { name, createdAt, revokedPublishers } = this;
    writeFileSync(`${this.#path}.new`, JSON.stringify({ name, partitionCount, createdAt, revokedPublishers }));
    renameSync(`${this.#path}.new`, this.#path);
  }

  get #path() {
    return join(this.#directory, 'hub.json');
  }
}

// FNV-1a with a final mix, so that the low bits, which choose the partition, depend on every byte of the key.
function hashOf(key) {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(key)) hash = Math.imul(hash ^ byte, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
