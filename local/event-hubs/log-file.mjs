// The events of one partition on disk, appended one after the other, so that a stand-in that was killed goes on where
// it was. Record: "EHL1", length of the event, CRC-32 of all that follows, sequence number, enqueued time (ms), event.
// A record counts when its 201 or its `accepted` was sent, which is after it was written: it survives the end of the
// process (not of the machine: there is no fsync). What follows the last whole record is a torn tail and is cut off.

import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writevSync, constants } from 'node:fs';
import { crc32 } from 'node:zlib';

export const recordHeaderBytes = 28;
const magic = 0x45484c31;

export class LogFile {
  #descriptor;
  #length = 0;

  /**
   * Opens or creates a log.
   * @returns {{file: LogFile, records: object[], tornBytes: number}} records as `{offset, time, length}` in order
   */
  static open(path) {
    const file = new LogFile();
    file.#descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    const { records, tornBytes } = file.#recover();
    return { file, records, tornBytes };
  }

  /**
   * Appends an event whose sequence number follows the last one. Throws, with nothing appended, when it cannot.
   * @param {Buffer[]} parts the event
   * @param {number} length of all parts
   */
  append(sequenceNumber, time, parts, length) {
    const header = Buffer.allocUnsafe(recordHeaderBytes);
    header.writeUInt32BE(magic, 0);
    header.writeUInt32BE(length, 4);
    header.writeBigUInt64BE(BigInt(sequenceNumber), 12);
    header.writeBigUInt64BE(BigInt(time), 20);
    header.writeUInt32BE(
      parts.reduce((crc, part) => crc32(part, crc), crc32(header.subarray(12))),
      8,
    );
    const recordBytes = recordHeaderBytes + length;
    let written = 0;
    try {
      written = writevSync(this.#descriptor, [header, ...parts], this.#length);
    } finally {
      if (written !== recordBytes) ftruncateSync(this.#descriptor, this.#length);
    }
    if (written !== recordBytes) throw new Error('the log could not be written: the disk is full');
    this.#length += recordBytes;
  }

  /** The event of the record at an offset. */
  read(offset, length) {
    const event = Buffer.allocUnsafe(length);
    if (readSync(this.#descriptor, event, 0, length, offset + recordHeaderBytes) !== length) {
      throw new Error(`the log ends within the record at ${offset}`);
    }
    return event;
  }

  clear() {
    ftruncateSync(this.#descriptor, 0);
    this.#length = 0;
  }

  close() {
    closeSync(this.#descriptor);
  }

  #recover() {
    const fileBytes = fstatSync(this.#descriptor).size;
    const records = [];
    const header = Buffer.alloc(recordHeaderBytes);
    for (;;) {
      const offset = this.#length;
      if (readSync(this.#descriptor, header, 0, recordHeaderBytes, offset) !== recordHeaderBytes) break;
      const length = header.readUInt32BE(4);
      if (header.readUInt32BE(0) !== magic || offset + recordHeaderBytes + length > fileBytes) break;
      if (header.readBigUInt64BE(12) !== BigInt(records.length)) break;
      if (crc32(this.read(offset, length), crc32(header.subarray(12))) !== header.readUInt32BE(8)) break;
      records.push({ offset, time: Number(header.readBigUInt64BE(20)), length });
      this.#length += recordHeaderBytes + length;
    }
    ftruncateSync(this.#descriptor, this.#length);
    return { records, tornBytes: fileBytes - this.#length };
  }
}
