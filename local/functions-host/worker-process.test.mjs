// Start, readiness, exit codes and end of the handler (platform chapters 1.1 and 12).
import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { describe, test } from 'node:test';
import { deferred, eventually, isAlive, scriptedHost } from './testing/scripted-root.mjs';
import { WorkerClient } from './worker-client.mjs';
import { WorkerProcess } from './worker-process.mjs';

const anonymous = { type: 'httpTrigger', direction: 'in', name: 'req', authLevel: 'anonymous' };
const functions = { Echo: { bindings: [anonymous, { type: 'http', direction: 'out', name: 'res' }] } };
const success = { body: JSON.stringify({ Outputs: { res: { statusCode: 200, body: 'done' } } }) };

const shortMs = 100;

/** A worker of its own, without a script root. */
async function bareWorker(t, { executable, commandArguments, client = new WorkerClient() }) {
  const lines = [];
  const fatal = [];
  const worker = new WorkerProcess({
    description: { executable, commandArguments, workingDirectory: tmpdir(), port: null },
    scriptRoot: tmpdir(),
    environment: { PATH: process.env.PATH },
    client,
    limits: { initializationMs: shortMs, probeIntervalMs: 25, quietGapMs: Infinity },
    log: (line) => lines.push(line),
    onFatal: (reason) => fatal.push(reason),
  });
  t.after(() => worker.stop());
  await worker.start();
  const pids = () => [...new Set(lines.flatMap((line) => /^handler (\d+) /.exec(line)?.[1] ?? []))].map(Number);
  return { worker, lines, fatal, pids };
}

const sleepingWorker = (t, client) => bareWorker(t, { executable: 'sleep', commandArguments: ['600'], client });

async function statistics(url) {
  const response = await fetch(`${url}/host/statistics`);
  return response.json();
}

describe('the handler is started', () => {
  test('with its arguments, directory, all settings and the variables of the host', async (t) => {
    const { folder, starts, started } = await scriptedHost(t, { functions, settings: { MINE: 'value' } });
    await started;
    const [{ environment, arguments: received, directory }] = starts;
    assert.deepEqual(received, ['first', 'second', 'third']); // joined without quoting, as the host does
    assert.equal(directory, folder);
    assert.equal(environment.MINE, 'value');
    assert.equal(environment.FUNCTIONS_WORKER_RUNTIME, 'custom');
    assert.equal(environment.FUNCTIONS_APP_ROOT_PATH, folder);
    assert.match(environment.FUNCTIONS_CUSTOMHANDLER_PORT, /^\d+$/);
    assert.equal(environment.FUNCTIONS_HTTPWORKER_PORT, environment.FUNCTIONS_CUSTOMHANDLER_PORT);
    assert.match(environment.FUNCTIONS_CUSTOMHANDLER_WORKER_ID, /^[0-9a-f-]{36}$/);
    assert.equal(environment.FUNCTIONS_HTTPWORKER_ID, environment.FUNCTIONS_CUSTOMHANDLER_WORKER_ID);
  });

  test('and its lines are passed on', async (t) => {
    const { lines, started } = await scriptedHost(t, { functions, onStart: () => ({ line: 'I am here' }) });
    await started;
    await eventually('the line of the handler', () => lines.includes('[handler] I am here'));
  });

  for (const [what, onProbe] of [
    ['is refused with 404', () => ({ status: 404 })],
    ['fails with 500', () => ({ status: 500 })],
    ['is closed', () => ({ action: 'close' })],
    ['is reset', () => ({ action: 'reset' })],
  ]) {
    test(`and counts as ready when the probe ${what}`, async (t) => {
      const { starts, fatal, started } = await scriptedHost(t, { functions, onProbe });
      await started;
      assert.equal(starts.length, 1);
      assert.deepEqual(fatal, []);
    });
  }

  test('and a slow answer to the probe is not cut by the initialization time-out', async (t) => {
    const answer = deferred();
    const connected = deferred();
    const probe = (port, onConnected) => {
      onConnected();
      connected.resolve();
      return answer.promise;
    };
    const { worker, lines } = await sleepingWorker(t, { probe });
    await connected.promise;
    const limit = performance.now() + 3 * shortMs;
    await eventually('three times the limit', () => performance.now() > limit);
    answer.resolve();
    await worker.whenReady();
    assert.equal(worker.state, 'ready');
    assert.equal(worker.restarts, 0, lines.join('\n'));
  });
});

describe('a handler that ends', () => {
  test('with an error at its start is started again; the third error stops the host', async (t) => {
    const script = { functions, onStart: () => ({ action: 'exit', code: 1 }) };
    const { starts, fatal } = await scriptedHost(t, script);
    await eventually('the end', () => fatal.length === 1);
    assert.equal(starts.length, 3);
    assert.equal(new Set(starts.map(({ environment }) => environment.FUNCTIONS_CUSTOMHANDLER_PORT)).size, 1);
    assert.equal(new Set(starts.map(({ environment }) => environment.FUNCTIONS_CUSTOMHANDLER_WORKER_ID)).size, 3);
  });

  test('with an error once it was ready is started again and works', async (t) => {
    const script = {
      functions,
      onRequest: (request, count) => (count === 1 ? { action: 'exit', code: 1 } : success),
    };
    const { started, starts } = await scriptedHost(t, script);
    const url = await started;
    assert.equal((await fetch(`${url}/api/Echo`)).status, 500);
    await eventually('the second start', () => starts.length === 2);
    await eventually('readiness', async () => (await statistics(url)).handler.state === 'ready');
    assert.equal(await (await fetch(`${url}/api/Echo`)).text(), 'done');
    assert.equal((await statistics(url)).handler.errors, 1);
  });

  test('with 0 before readiness is noticed by the initialization time-out and counts', async (t) => {
    const { lines, fatal, pids } = await bareWorker(t, { executable: 'true', commandArguments: [] });
    await eventually('the end', () => fatal.length === 1);
    assert.equal(lines.filter((line) => line.endsWith('ended with code 0')).length, 3);
    assert.equal(lines.filter((line) => line.includes('did not listen')).length, 3);
    assert.equal(pids().length, 3);
  });

  test('with 0 after readiness is never started again, and invocations fail at once', async (t) => {
    const script = { functions, onRequest: () => ({ action: 'exit', code: 0 }) };
    const { started, starts, fatal } = await scriptedHost(t, script);
    const url = await started;
    assert.equal((await fetch(`${url}/api/Echo`)).status, 500);
    await eventually('the end', async () => (await statistics(url)).handler.state === 'ended');
    assert.equal((await fetch(`${url}/api/Echo`)).status, 500);
    assert.equal(starts.length, 1);
    assert.deepEqual(fatal, []);
  });

  test('with 200 at its start is started again without limit', async (t) => {
    const script = { functions, onStart: (start, count) => (count < 6 ? { action: 'exit', code: 200 } : {}) };
    const { started, starts, fatal } = await scriptedHost(t, script);
    await started;
    assert.equal(starts.length, 6);
    assert.deepEqual(fatal, []);
  });

  test('with 200 after readiness is started again, and no error is counted', async (t) => {
    const script = {
      functions,
      onRequest: (request, count) => (count === 1 ? { action: 'exit', code: 200 } : success),
    };
    const { started } = await scriptedHost(t, script);
    const url = await started;
    await fetch(`${url}/api/Echo`);
    const after = await eventually('the restart', async () => {
      const { handler } = await statistics(url);
      return handler.restarts === 1 && handler.state === 'ready' && handler;
    });
    assert.equal(after.errors, 0);
  });

  test('by the kill switch counts as an error and is started again', async (t) => {
    const { started, starts } = await scriptedHost(t, { functions, onRequest: () => success });
    const url = await started;
    const killed = await (await fetch(`${url}/host/kill-handler`, { method: 'POST' })).json();
    assert.equal(killed.killed, starts[0].pid);
    await eventually('the second start', () => starts.length === 2);
    assert.equal((await statistics(url)).handler.errors, 1);
  });

  test('errors with a quiet gap between them do not add up', async (t) => {
    const limits = { quietGapMs: 0 };
    const script = { functions, onStart: (start, count) => (count < 5 ? { action: 'exit', code: 1 } : {}) };
    const { started, fatal, starts } = await scriptedHost(t, script, { limits });
    await started;
    assert.equal(starts.length, 5);
    assert.deepEqual(fatal, []);
  });
});

test('a handler that never listens is killed and started again; the third time stops the host', async (t) => {
  const { fatal, pids } = await sleepingWorker(t);
  await eventually('the end', () => fatal.length === 1);
  assert.equal(pids().length, 3);
  for (const pid of pids()) await eventually('the end of the handler', () => !isAlive(pid));
});

test('a handler that cannot be started stops the host with the key and a remedy', async (t) => {
  const { fatal } = await bareWorker(t, { executable: '/nowhere/forwarder', commandArguments: [] });
  await eventually('the end', () => fatal.length === 1);
  assert.match(fatal[0], /defaultExecutablePath: \/nowhere\/forwarder cannot be started \(ENOENT\)/);
});

test('invocations wait for a handler that is being started', async (t) => {
  let count = 0;
  const script = { functions, onRequest: () => (++count === 1 ? { action: 'exit', code: 1 } : success) };
  const { started, starts } = await scriptedHost(t, script);
  const url = await started;
  await fetch(`${url}/api/Echo`);
  await eventually('the second start', () => starts.length === 2);
  assert.equal(await (await fetch(`${url}/api/Echo`)).text(), 'done');
});
