// The program: its ready line, its end, and what it says about a wrong configuration.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { deferred, eventually, isAlive, refusesConnections, scriptedHost, scriptedRoot } from './testing/scripted-root.mjs';

const main = fileURLToPath(new URL('./main.mjs', import.meta.url));
const timer = {
  type: 'timerTrigger',
  direction: 'in',
  name: 'timer',
  schedule: '0 0 3 * * *',
  useMonitor: false,
  runOnStartup: true,
};
const http = { type: 'httpTrigger', direction: 'in', name: 'req', authLevel: 'anonymous' };
const functions = { Echo: { bindings: [http] } };

function start(t, parameters) {
  const child = spawn(process.execPath, [main, '--port', '0', ...parameters], { stdio: ['pipe', 'pipe', 'pipe'] });
  t.after(async () => {
    for (let count = 0; count < 2; count++) child.kill('SIGTERM'); // twice: at once, the handler with it
    await exit;
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) child[name].setEncoding('utf8').on('data', (text) => (output[name] += text));
  const exit = once(child, 'close').then(([code]) => code);
  const ready = async () =>
    JSON.parse(await eventually('the ready line', () => output.stdout.includes('\n') && output.stdout));
  return { child, output, exit, ready };
}

async function startRoot(t, script, parameters = []) {
  const root = await scriptedRoot(script);
  const program = start(t, ['--script-root', root.folder, ...parameters]);
  t.after(() => root.remove());
  return { ...root, ...program };
}

test('when the handler answers it prints one line: URL, functions and keys', async (t) => {
  const { ready, output } = await startRoot(t, { functions });
  const line = await ready();
  assert.deepEqual(Object.keys(line), ['ready', 'url', 'functions', 'functionKey', 'masterKey']);
  assert.equal(line.ready, 'functions-host');
  assert.deepEqual(line.functions, ['Echo']);
  assert.equal((await fetch(line.url)).status, 200);
  assert.equal(output.stdout.trim().split('\n').length, 1);
});

test('keys are taken from a file', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'keys-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'keys.json');
  await writeFile(file, JSON.stringify({ functionKey: 'f', masterKey: 'm' }));
  const { ready } = await startRoot(t, { functions: { Keyed: { bindings: [{ ...http, authLevel: 'function' }] } } }, [
    '--keys',
    file,
  ]);
  const { url, functionKey } = await ready();
  assert.equal(functionKey, 'f');
  assert.equal((await fetch(`${url}/api/Keyed?code=f`)).status, 204);
});

describe('it ends', () => {
  for (const signal of ['SIGTERM', 'SIGINT']) {
    test(`with 0 on ${signal}, and its handler with it, which sees no signal`, async (t) => {
      const { ready, child, exit, starts, signals } = await startRoot(t, { functions });
      await ready();
      child.kill(signal);
      assert.equal(await exit, 0);
      await eventually('the end of the handler', () => !isAlive(starts[0].pid));
      assert.deepEqual(signals, []);
    });
  }

  test('when stdin closes, if asked for', async (t) => {
    const { ready, child, exit, starts } = await startRoot(t, { functions }, ['--exit-with-stdin']);
    await ready();
    child.stdin.end();
    assert.equal(await exit, 0);
    await eventually('the end of the handler', () => !isAlive(starts[0].pid));
  });

  test('before it is ready as well', async (t) => {
    const { child, exit, starts } = await startRoot(t, { functions, onStart: () => ({ action: 'never' }) });
    await eventually('the start of the handler', () => starts.length === 1);
    child.kill('SIGTERM');
    assert.equal(await exit, 0);
    await eventually('the end of the handler', () => !isAlive(starts[0].pid));
  });

  test('after the answer to an HTTP call in flight', async (t) => {
    const answer = deferred();
    const { ready, child, exit, requests } = await startRoot(t, { functions, onRequest: () => answer.promise });
    const { url } = await ready();
    const call = fetch(`${url}/api/Echo`);
    await eventually('the call', () => requests.length === 1);
    child.kill('SIGTERM');
    await eventually('no new connections', () => refusesConnections(url));
    answer.resolve({});
    assert.equal((await call).status, 204);
    assert.equal(await exit, 0);
  });

  test('at once when it is asked a second time', async (t) => {
    const answer = deferred();
    t.after(() => answer.resolve({}));
    const { ready, child, exit, requests, starts } = await startRoot(t, { functions, onRequest: () => answer.promise });
    const { url } = await ready();
    const call = fetch(`${url}/api/Echo`).catch(() => 'dropped');
    await eventually('the call', () => requests.length === 1);
    child.kill('SIGTERM');
    await eventually('no new connections', () => refusesConnections(url));
    child.kill('SIGTERM');
    assert.equal(await exit, 0);
    assert.equal(await call, 'dropped');
    await eventually('the end of the handler', () => !isAlive(starts[0].pid));
  });

  test('with 1 after the third error of the handler', async (t) => {
    const { exit, output } = await startRoot(t, { functions, onStart: () => ({ action: 'exit', code: 3 }) });
    assert.equal(await exit, 1);
    assert.match(output.stderr, /handler failed 3 times/);
    assert.equal(output.stdout, '');
  });
});

describe('its stop', () => {
  const waitingHost = async (t, what, limits) => {
    const answer = deferred();
    t.after(() => answer.resolve({}));
    const onRequest = () => answer.promise;
    const running = await scriptedHost(t, { functions: what, onRequest }, { limits });
    const url = await running.started;
    return { ...running, url, answer };
  };

  test('drops an HTTP call that outlasts its limit', async (t) => {
    const { host, url, requests, starts } = await waitingHost(t, functions, { httpDrainMs: 50 });
    const call = fetch(`${url}/api/Echo`).then(
      ({ status }) => status,
      () => 'dropped',
    );
    await eventually('the call', () => requests.length === 1);
    await host.stop();
    assert.ok([500, 'dropped'].includes(await call));
    assert.ok(!isAlive(starts[0].pid));
  });

  test('waits for a timer run', async (t) => {
    const { host, requests, starts, answer } = await waitingHost(t, { Job: { bindings: [timer] } }, {});
    await eventually('the run', () => requests.length === 1);
    const stopped = host.stop();
    assert.ok(isAlive(starts[0].pid));
    answer.resolve({});
    await stopped;
    assert.ok(!isAlive(starts[0].pid));
  });

  test('ends the handler during a timer run that outlasts its limit', async (t) => {
    const { host, requests, starts } = await waitingHost(t, { Job: { bindings: [timer] } }, { timerDrainMs: 50 });
    await eventually('the run', () => requests.length === 1);
    await host.stop();
    assert.ok(!isAlive(starts[0].pid));
  });
});

describe('it refuses to start', () => {
  const refusal = async (t, parameters) => {
    const { exit, output } = start(t, parameters);
    assert.equal(await exit, 1);
    assert.equal(output.stdout, '');
    return output.stderr;
  };

  test('without a script root, with the usage', async (t) => {
    assert.match(await refusal(t, []), /--script-root is missing\nusage: /);
  });

  test('with a wrong option', async (t) => {
    assert.match(await refusal(t, ['--script-root', '.', '--time-scale', '0']), /--time-scale/);
    assert.match(await refusal(t, ['--script-root', '.', '--unknown']), /--unknown/);
  });

  test('in a folder that is no script root', async (t) => {
    assert.match(
      await refusal(t, ['--script-root', tmpdir()]),
      /^host\.json: .* cannot be read \(ENOENT\); is the script root built\?$/m,
    );
  });

  test('with an unreadable key file', async (t) => {
    const { exit, output } = await startRoot(t, { functions }, ['--keys', '/nowhere/keys.json']);
    assert.equal(await exit, 1);
    assert.match(output.stderr, /keys\.json: cannot be read \(ENOENT\)/);
  });

  test('on a port in use', async (t) => {
    const other = net.createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    t.after(() => other.close());
    const { exit, output } = await startRoot(t, { functions }, ['--port', String(other.address().port)]);
    assert.equal(await exit, 1);
    assert.match(output.stderr, /port \d+ is in use; choose another one with --port/);
  });
});
