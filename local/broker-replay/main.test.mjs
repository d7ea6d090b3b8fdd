import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { encodeAck, ACK } from './bbdo.mjs';
import { isStatus, locate } from './messages.mjs';
import { acknowledgeAll, listen } from './scripted-agent.mjs';

const captures = join(import.meta.dirname, '../../tests/vectors/captures');
let agent;
let folder;

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'broker-replay-'))));
afterEach(() => {
  agent?.close();
  rmSync(folder, { recursive: true });
});

/** Promise of `{code, lines, stderr}`, with the running `child`. */
function start(...args) {
  let child;
  const ended = new Promise((resolve) => {
    child = execFile(process.execPath, [join(import.meta.dirname, 'main.mjs'), ...args], (error, stdout, stderr) => {
      const lines = stdout.split('\n').filter((line) => line !== '');
      resolve({ code: error?.code ?? 0, lines: lines.map((line) => JSON.parse(line)), stderr });
    });
  });
  return Object.assign(ended, { child });
}

describe('the program', () => {
  it('plays a recording and says what happened', async () => {
    agent = await listen([acknowledgeAll()]);
    const capture = join(captures, 'cbd-24.10.8-bbdo3.0.1-full.bin');
    const { code, lines } = await start('--capture', capture, '--agent', `127.0.0.1:${agent.port}`);
    const { seconds, ...last } = lines.at(-1);
    assert.equal(code, 0);
    assert.ok(seconds > 0);
    assert.deepEqual(last, { done: true, sent: 1519, resent: 0, acknowledged: 1519, connections: 1, statuses: 418 });
  });

  for (const capture of ['cbd-23.10.16-bbdo3.0.1-full', 'cbd-23.10.16-bbdo2.0.0-full']) {
    it(`sends exactly the asked statuses over a synthetic estate, and lists them: ${capture}`, async () => {
      // The first connection is lost in the middle: an event sent twice is listed once.
      const cut = {
        onEvent(connection) {
          if (connection.received.length % 100 === 0) connection.acknowledge(ACK, 100);
          if (connection.received.length === 1250) connection.socket.end();
        },
      };
      agent = await listen([cut, acknowledgeAll()]);
      const file = join(folder, 'statuses');
      const options = ['--events', '3000', '--hosts', '20', '--statuses-file', file];
      const source = join(captures, `${capture}.bin`);
      const { code, lines } = await start('--capture', source, '--agent', `127.0.0.1:${agent.port}`, ...options);
      assert.equal(code, 0);
      assert.equal(lines.at(-1).statuses, 3000);
      assert.equal(lines.at(-1).acknowledged, lines.at(-1).sent);
      const listed = readFileSync(file, 'utf8').trim().split('\n');
      assert.equal(listed.length, 3000);
      assert.equal(new Set(listed).size, 3000);
      const received = agent.connections.flatMap((connection) => connection.received);
      const arrived = new Set();
      for (const { id, payload } of received.filter((event) => isStatus(event.id))) {
        const value = (name) => locate(id, payload).get(name)?.value ?? 0;
        arrived.add(`${value('host_id')} ${value('service_id')} ${value('last_check')}`);
      }
      assert.deepEqual([...arrived].sort(), listed.sort());
    });
  }

  it('keeps to the rate', async () => {
    agent = await listen([acknowledgeAll({ every: 1 })]);
    const capture = join(captures, 'cbd-23.10.16-bbdo3.0.1-full.bin');
    const address = `127.0.0.1:${agent.port}`;
    const { lines } = await start('--capture', capture, '--agent', address, '--rate', '2000');
    assert.ok(lines.at(-1).seconds >= 1628 / 2000, `${lines.at(-1).seconds} s`);
  });

  it('fails when the agent acknowledges too much', async () => {
    const tooMany = { onStop: (connection) => connection.socket.write(encodeAck(ACK, 99_999)) };
    agent = await listen([tooMany]);
    const capture = join(captures, 'cbd-23.10.16-bbdo3.0.1-full.bin');
    const { code, lines } = await start('--capture', capture, '--agent', `127.0.0.1:${agent.port}`);
    assert.equal(code, 1);
    assert.equal(lines.at(-1).done, false);
    assert.match(lines.at(-1).error, /acknowledged 99999/);
  });

  it('ends when it is told to, and says that it is not done', async () => {
    agent = await listen([{}]);
    const capture = join(captures, 'cbd-23.10.16-bbdo3.0.1-full.bin');
    const started = start('--capture', capture, '--agent', `127.0.0.1:${agent.port}`, '--exit-with-stdin');
    started.child.stdin.end();
    const { code, lines } = await started;
    assert.equal(code, 1);
    assert.equal(lines.at(-1).done, false);
  });

  it('refuses wrong options and files', async () => {
    const capture = join(captures, 'cbd-23.10.16-bbdo3.0.1-full.bin');
    for (const args of [
      ['--agent', '127.0.0.1:1'],
      ['--capture', capture],
      ['--capture', capture, '--agent', '127.0.0.1:1', '--events', 'many'],
      ['--capture', capture, '--agent', '127.0.0.1:1', '--statuses-file', join(folder, 'x')],
      ['--capture', join(folder, 'none'), '--agent', '127.0.0.1:1'],
      ['--capture', import.meta.filename, '--agent', '127.0.0.1:1'],
    ]) {
      const { code, stderr } = await start(...args);
      assert.equal(code, 2, args.join(' '));
      assert.notEqual(stderr, '');
    }
  });
});
