import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Program } from '../demo/program.mjs';
import { receive, send, tokenFor } from './testing.mjs';

const main = fileURLToPath(new URL('main.mjs', import.meta.url));
const free = ['--amqp-port', '0', '--http-port', '0', '--exit-with-stdin'];

const programs = [];
afterEach(() => Promise.all(programs.map((program) => program.kill())));

/** Starts the stand-in; `ends` tells the exit code after a signal. */
async function start(...args) {
  const program = new Program('event-hubs', process.execPath, [main, ...free, ...args]);
  programs.push(program);
  const ends = async (signal = 'SIGTERM') => {
    program.child.kill(signal);
    return (await program.ended).code;
  };
  return { program, ready: await program.ready, ends };
}

let folder;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'event-hubs-'));
});
after(() => rmSync(folder, { recursive: true }));

async function publish({ httpPort }, body, options) {
  const token = tokenFor(httpPort, '/events/publishers/lab.central', options);
  const { status } = await send(httpPort, '/events/publishers/lab.central/messages', { token, body });
  return status;
}

test('says that it is ready and where, and ends when it is told to', async () => {
  for (const signal of ['SIGTERM', 'SIGINT']) {
    const { ready, ends } = await start();
    assert.deepEqual(Object.keys(ready), ['ready', 'amqpPort', 'httpPort']);
    assert.equal(ready.ready, 'event-hubs');
    assert.equal(await publish(ready, 'x'), 201);
    assert.equal(await ends(signal), 0);
  }
});

test('ends when its standard input is closed', async () => {
  const { program } = await start();
  program.child.stdin.end();
  assert.equal((await program.ended).code, 0);
});

test('keeps its log on disk through a kill and a torn tail', async () => {
  const directory = join(folder, 'log');
  const first = await start('--log', directory);
  const manager = tokenFor(first.ready.httpPort, '', { name: 'RootManageSharedAccessKey', key: 'SAS_KEY_VALUE' });
  const revoke = { method: 'PUT', token: manager };
  assert.equal((await send(first.ready.httpPort, '/events/revokedpublishers/acme.a', revoke)).status, 201);
  for (const body of ['1', '2', '3']) assert.equal(await publish(first.ready, body), 201);
  const before = await receive(first.ready.amqpPort, 3);
  await first.program.kill();
  const { partitionId } = before[0];
  appendFileSync(join(directory, `partition-${partitionId}.log`), Buffer.from('EHL1 but no more'));

  const second = await start('--log', directory);
  assert.equal(await publish(second.ready, '4'), 201);
  const events = await receive(second.ready.amqpPort, 4);
  assert.deepEqual(
    events.map(({ body }) => body.toString()),
    ['1', '2', '3', '4'],
  );
  assert.deepEqual(
    events.map(({ sequenceNumber }) => sequenceNumber),
    [0, 1, 2, 3],
  );
  for (const [i, { offset, enqueuedTimeUtc }] of before.entries()) {
    assert.deepEqual([events[i].offset, events[i].enqueuedTimeUtc], [offset, enqueuedTimeUtc]);
  }
  assert.ok(Number(events[3].offset) > Number(events[2].offset));
  const resumed = await receive(second.ready.amqpPort, 1, { partitionId, position: { offset: before[2].offset } });
  assert.equal(resumed[0].body.toString(), '4');
  const list = await send(second.ready.httpPort, '/events/revokedpublishers', { method: 'GET', token: manager });
  assert.match(list.text, /acme\.a/);
  assert.equal(await second.ends(), 0);
  assert.match(second.program.tail.join('\n'), new RegExp(`partition ${partitionId}: 16 bytes`));
});

test('forgets the oldest events when memory is bounded', async () => {
  const { ready, ends } = await start('--partitions', '1', '--max-bytes', '2097152');
  for (let n = 0; n < 5; n++) assert.equal(await publish(ready, Buffer.alloc(600_000, n)), 201);
  const events = await receive(ready.amqpPort, 3);
  assert.deepEqual(
    events.map(({ sequenceNumber }) => sequenceNumber),
    [2, 3, 4],
  );
  assert.equal(await ends(), 0);
});

test('takes policies from the command line', async () => {
  const { ready, ends } = await start(
    '--key',
    'agents=new=:send',
    '--key',
    'agents=newer',
    '--key',
    'readers=r:listen',
  );
  assert.equal(await publish(ready, 'x', { key: 'new=' }), 201);
  assert.equal(await publish(ready, 'x', { key: 'newer' }), 201);
  assert.equal(await publish(ready, 'x'), 401);
  assert.equal(await publish(ready, 'x', { name: 'readers', key: 'r' }), 401);
  assert.equal(await publish(ready, 'x', { name: 'RootManageSharedAccessKey', key: 'SAS_KEY_VALUE' }), 201);
  assert.equal(await ends(), 0);
});

test('refuses what it cannot do', async () => {
  const directory = join(folder, 'fixed');
  await (await start('--log', directory)).ends();
  for (const [args, message] of [
    [['--partitions', '0'], /--partitions must be/],
    [['--max-bytes', '1'], /bytes are needed/],
    [['--hub', 'standin'], /cannot be called standin/],
    [['--key', 'agents'], /--key must be/],
    [['--log', directory, '--partitions', '8'], /holds the hub events with 4 partitions/],
    [['--nothing'], /Unknown option/],
  ]) {
    await assert.rejects(start(...args), message);
  }
});
