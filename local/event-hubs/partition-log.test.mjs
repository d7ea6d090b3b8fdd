import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { LogFile, recordHeaderBytes } from './log-file.mjs';
import { InvalidPosition, PartitionLog } from './partition-log.mjs';

const append = (log, text, now) => log.append(() => [Buffer.from(text)], now);

function contents(log) {
  const texts = [];
  for (let n = log.beginSequenceNumber; n < log.nextSequenceNumber; n++) texts.push(log.read(n).toString());
  return texts;
}

describe('a log in memory', () => {
  test('numbers events, and its times never go back', () => {
    const log = new PartitionLog('0');
    const places = [];
    for (const [text, now] of [
      ['a', 1000],
      ['bcd', 900],
      ['e', 1100],
    ]) {
      log.append((place) => {
        places.push(place);
        return [Buffer.from(text)];
      }, now);
    }
    assert.deepEqual(places, [
      { sequenceNumber: 0, offset: '0', enqueuedTime: 1000 },
      { sequenceNumber: 1, offset: String(recordHeaderBytes + 1), enqueuedTime: 1000 },
      { sequenceNumber: 2, offset: String(2 * recordHeaderBytes + 4), enqueuedTime: 1100 },
    ]);
    assert.deepEqual(contents(log), ['a', 'bcd', 'e']);
    assert.equal(log.read(3), null);
  });

  test('finds positions by offset, number and time', () => {
    const log = new PartitionLog('0');
    const empty = (by, value) => log.locate({ by, value, inclusive: false });
    assert.equal(empty('offset', -1), 0);
    assert.equal(empty('enqueuedTime', 5), 0);
    assert.equal(log.locate('latest'), 0);
    assert.equal(log.locate('newest'), 0);
    assert.throws(() => empty('offset', 0), InvalidPosition);

    for (const now of [1000, 2000, 2000, 3000]) append(log, 'x', now);
    const step = recordHeaderBytes + 1;
    for (const [by, value, exclusive, inclusive] of [
      ['offset', -1, 0, 0],
      ['offset', step, 2, 1],
      ['offset', step + 1, 2, 2],
      ['offset', 3 * step, 4, 3],
      ['sequenceNumber', -1, 0, 0],
      ['sequenceNumber', 1, 2, 1],
      ['sequenceNumber', 3, 4, 3],
      ['enqueuedTime', 999, 0, 0],
      ['enqueuedTime', 2000, 3, 1],
      ['enqueuedTime', 9999, 4, 4],
    ]) {
      assert.equal(log.locate({ by, value, inclusive: false }), exclusive, `${by} > ${value}`);
      assert.equal(log.locate({ by, value, inclusive: true }), inclusive, `${by} >= ${value}`);
    }
    assert.equal(log.locate('latest'), 4);
    assert.equal(log.locate('newest'), 3);
    assert.throws(() => log.locate({ by: 'sequenceNumber', value: 4, inclusive: true }), InvalidPosition);
    assert.throws(() => log.locate({ by: 'offset', value: 3 * step + 1, inclusive: false }), InvalidPosition);
  });

  test('loses its oldest events, and its numbers go on', () => {
    const log = new PartitionLog('0');
    for (let n = 0; n < 5000; n++) append(log, String(n), n);
    for (let n = 0; n < 4000; n++) log.releaseOldest();
    assert.deepEqual(
      [log.beginSequenceNumber, log.nextSequenceNumber, log.count, log.dropped],
      [4000, 5000, 1000, 4000],
    );
    assert.deepEqual([log.read(4000).toString(), log.read(4999).toString()], ['4000', '4999']);
    assert.equal(log.memoryBytes, 4000);
    assert.equal(log.locate({ by: 'offset', value: -1, inclusive: false }), 4000);
    assert.equal(log.locate({ by: 'sequenceNumber', value: 10, inclusive: false }), 4000);
    assert.equal(log.locate({ by: 'enqueuedTime', value: 4500, inclusive: true }), 4500);
    append(log, 'next');
    assert.equal(log.read(5000).toString(), 'next');
  });
});

describe('a log on disk', () => {
  let folder;
  let path;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'partition-log-'));
    path = join(folder, 'partition-0.log');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function open() {
    const { file, records, tornBytes } = LogFile.open(path);
    return { log: new PartitionLog('0', file, records), tornBytes };
  }

  function write(...texts) {
    const { log } = open();
    for (const text of texts) append(log, text, 1000);
    log.close();
  }

  test('goes on where it was', () => {
    write('a', '', 'ccc');
    const { log, tornBytes } = open();
    assert.equal(tornBytes, 0);
    assert.deepEqual(contents(log), ['a', '', 'ccc']);
    assert.deepEqual([log.nextSequenceNumber, log.last.time], [3, 1000]);
    let place;
    log.append((given) => {
      place = given;
      return [Buffer.from('d')];
    }, 500);
    assert.deepEqual(place, { sequenceNumber: 3, offset: String(3 * recordHeaderBytes + 4), enqueuedTime: 1000 });
    log.close();
    const again = open().log;
    assert.deepEqual(contents(again), ['a', '', 'ccc', 'd']);
    again.close();
  });

  test('cuts off a torn tail wherever it tore', () => {
    write('first', 'second');
    const whole = readFileSync(path);
    const firstBytes = recordHeaderBytes + 'first'.length;
    for (let length = firstBytes + 1; length < whole.length; length++) {
      writeFileSync(path, whole.subarray(0, length));
      const { log, tornBytes } = open();
      assert.equal(tornBytes, length - firstBytes);
      assert.deepEqual(contents(log), ['first']);
      append(log, 'again', 1000);
      log.close();
      const { log: reopened } = open();
      assert.deepEqual(contents(reopened), ['first', 'again']);
      reopened.close();
    }
  });

  test('cuts off what is no record: zeros, rubbish, a flipped bit', () => {
    write('first', 'second');
    const whole = readFileSync(path);
    for (const tail of [Buffer.alloc(4096), Buffer.from('rubbish'.repeat(100)), whole.subarray(0, 40)]) {
      writeFileSync(path, whole);
      appendFileSync(path, tail);
      const { log, tornBytes } = open();
      assert.equal(tornBytes, tail.length);
      assert.deepEqual(contents(log), ['first', 'second']);
      log.close();
    }
    const flipped = Buffer.from(whole);
    flipped[flipped.length - 1] ^= 1;
    writeFileSync(path, flipped);
    const { log } = open();
    assert.deepEqual(contents(log), ['first']);
    log.close();
  });

  test('reads from the file what memory let go', () => {
    const { log } = open();
    for (const text of ['a', 'b', 'c']) append(log, text);
    log.releaseOldest();
    log.releaseOldest();
    assert.equal(log.memoryBytes, 1);
    assert.deepEqual([log.beginSequenceNumber, log.dropped], [0, 0]);
    assert.deepEqual(contents(log), ['a', 'b', 'c']);
    log.close();
  });

  test('is empty after it was cleared, also for the next one', () => {
    write('a', 'b');
    const { log } = open();
    log.clear();
    assert.equal(log.nextSequenceNumber, 0);
    assert.equal(statSync(path).size, 0);
    append(log, 'c');
    log.close();
    const { log: next } = open();
    assert.deepEqual(contents(next), ['c']);
    next.close();
  });

  test('keeps nothing of an event that could not be written', () => {
    write('a');
    const { log } = open();
    assert.throws(() => log.append(() => ['not bytes']));
    append(log, 'b');
    log.close();
    const { log: next } = open();
    assert.deepEqual(contents(next), ['a', 'b']);
    next.close();
  });
});
