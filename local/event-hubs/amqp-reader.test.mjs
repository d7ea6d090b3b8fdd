import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { test } from 'node:test';
import { PartitionReader } from './amqp-reader.mjs';
import { PartitionLog } from './partition-log.mjs';

/** What a reader sees of a link: rhea sends what it was handed when `flush` is called, as far as credit goes. */
class Link {
  credit = 0;
  sent = [];
  connection = { socket: { writableLength: 0 } };
  session = { outgoing: { next_pending_delivery: 0, next_delivery_id: 0, available: () => this.free } };
  free = 2048;

  send(bytes) {
    this.sent.push(bytes);
    this.session.outgoing.next_delivery_id++;
  }

  flush() {
    const { outgoing } = this.session;
    this.credit -= outgoing.next_delivery_id - outgoing.next_pending_delivery;
    outgoing.next_pending_delivery = outgoing.next_delivery_id;
  }
}

function setUp(events, bytes) {
  const log = new PartitionLog('0');
  for (let n = 0; n < events; n++) log.append(() => [Buffer.alloc(bytes, n)]);
  const link = new Link();
  const reader = new PartitionReader(link, log, { start: 0, epoch: null, reportsLag: false });
  const wake = async () => {
    reader.wake();
    await nextTurn();
  };
  return { log, link, reader, wake };
}

test('never more than its credit is sent', async () => {
  const { link, wake } = setUp(10, 10);
  await wake();
  assert.equal(link.sent.length, 0);
  link.credit = 3;
  await wake();
  await wake();
  assert.equal(link.sent.length, 3, 'nothing more while the first three wait');
  link.flush();
  await wake();
  assert.equal(link.sent.length, 3);
  link.credit = 100;
  await wake();
  assert.deepEqual(
    link.sent.map(([first]) => first),
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  );
});

test('a burst is about a megabyte, and none begins while the socket is full', async () => {
  const { link, wake } = setUp(100, 100_000);
  link.credit = 1000;
  await wake();
  assert.equal(link.sent.length, 11);
  link.flush();
  link.connection.socket.writableLength = 2 << 20;
  await wake();
  assert.equal(link.sent.length, 11);
  link.connection.socket.writableLength = 0;
  await wake();
  assert.equal(link.sent.length, 22);
});

test('events are handed on as they are stored, without a copy', async () => {
  const { log, link, wake } = setUp(1, 10);
  link.credit = 1;
  await wake();
  assert.equal(link.sent[0], log.read(0));
});

test('a reader that was overtaken by the bound goes on with the oldest event there is', async () => {
  const { log, link, wake } = setUp(5, 1);
  log.releaseOldest();
  log.releaseOldest();
  link.credit = 10;
  await wake();
  assert.deepEqual(
    link.sent.map(([first]) => first),
    [2, 3, 4],
  );
});

test('nothing is sent after the end, and new events wake only who is there', async () => {
  const { log, link, reader } = setUp(0, 1);
  link.credit = 10;
  log.append(() => [Buffer.from('a')]);
  log.notify();
  reader.close();
  await nextTurn();
  log.append(() => [Buffer.from('b')]);
  log.notify();
  await nextTurn();
  assert.equal(link.sent.length, 0);
  assert.equal(log.readerCount, 0);
});
