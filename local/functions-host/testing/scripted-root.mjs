import http from 'node:http';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfiguration } from '../configuration.mjs';
import { FunctionsHost } from '../host.mjs';

const handlerFile = fileURLToPath(new URL('./scripted-handler.mjs', import.meta.url));

/**
 * A script root on disk whose handler does what the test says.
 * @param {object} script
 * @param {Record<string, object>} script.functions function.json by name
 * @param {object} [script.host] members added to host.json
 * @param {Record<string, string>} [script.settings]
 * @param {(start: {pid: number, environment: object}, count: number) => object} [script.onStart] `{}`: listen,
 *   `{action: 'exit', code}` or `{action: 'never'}`
 * @param {(request: {pid: number, method: string, url: string, headers: object, json: any}, count: number) =>
 *   object | Promise<object>} [script.onRequest] invocations only; `{}`: answer success
 * @param {() => object | Promise<object>} [script.onProbe]
 */
export async function scriptedRoot({ functions, host = {}, settings = {}, onStart, onRequest, onProbe }) {
  const folder = await mkdtemp(path.join(tmpdir(), 'functions-host-'));
  const starts = [];
  const requests = [];
  const signals = [];
  const control = http.createServer(async (request, response) => {
    if (request.url === '/alive') return; // open as long as the test runs
    const parts = [];
    for await (const part of request) parts.push(part);
    const question = JSON.parse(Buffer.concat(parts).toString('utf8'));
    let instruction = {};
    if (request.url === '/start') {
      starts.push(question);
      instruction = onStart?.(question, starts.length) ?? {};
    } else if (request.url === '/signal') {
      signals.push(question);
    } else if (question.method === 'GET' && question.url === '/') {
      instruction = (await onProbe?.()) ?? {};
    } else {
      question.json = question.body === '' ? null : JSON.parse(question.body);
      requests.push(question);
      instruction = (await onRequest?.(question, requests.length)) ?? {};
    }
    response.end(JSON.stringify(instruction));
  });
  await new Promise((resolve) => control.listen(0, '127.0.0.1', resolve));

  const values = {
    FUNCTIONS_WORKER_RUNTIME: 'custom',
    AzureWebJobsStorage: 'UseDevelopmentStorage=true',
    CONTROL_URL: `http://127.0.0.1:${control.address().port}`,
    ...settings,
  };
  const description = { defaultExecutablePath: process.execPath, arguments: [handlerFile, 'first', 'second third'] };
  const hostJson = { version: '2.0', ...host, customHandler: { description, ...host.customHandler } };
  await writeFile(path.join(folder, 'host.json'), JSON.stringify(hostJson));
  await writeFile(path.join(folder, 'local.settings.json'), JSON.stringify({ IsEncrypted: false, Values: values }));
  for (const [name, json] of Object.entries(functions)) {
    await mkdir(path.join(folder, name));
    await writeFile(path.join(folder, name, 'function.json'), JSON.stringify(json));
  }
  return {
    folder,
    starts,
    requests,
    signals,
    async remove() {
      control.closeAllConnections();
      await new Promise((resolve) => control.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
}

/**
 * A host in this process for a scripted root; ended with the test.
 * @param {import('node:test').TestContext} t
 */
export async function scriptedHost(t, script, { limits = {}, timeScale = 1, consumers, keys = testKeys } = {}) {
  const root = await scriptedRoot(script);
  const lines = [];
  const fatal = [];
  const host = new FunctionsHost({
    configuration: readConfiguration({ scriptRoot: root.folder, environment: { PATH: process.env.PATH } }),
    keys,
    timeScale,
    log: (line, source = 'host') => lines.push(`[${source}] ${line}`),
    onFatal: (reason) => fatal.push(reason),
    limits: { timeoutGraceMs: 100, ...limits },
    consumers,
  });
  t.after(async () => {
    await host.stop();
    await root.remove();
  });
  const started = host.start(0);
  started.catch(() => {}); // awaited by the tests that expect a start
  return { ...root, host, lines, fatal, started };
}

export const testKeys = { functionKey: 'the-function-key', masterKey: 'the-master-key' };

/** A promise that the test settles. */
export function deferred() {
  const parts = {};
  parts.promise = new Promise((resolve) => (parts.resolve = resolve));
  return parts;
}

/** Waits until the condition holds; fails with what was awaited after half a minute. */
export async function eventually(what, condition) {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`not within half a minute: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Whether nobody listens any more; a call over a connection kept alive would still be answered. */
export function refusesConnections(url) {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => resolve(true));
    socket.on('connect', () => {
      socket.destroy();
      resolve(false);
    });
  });
}

/** Whether a process of this id exists. */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
