// Measures how long the packaged handler takes from the start of its process to the answer of its first invocation:
//   ./package functions && node tests/Infrastructure/cold-start.mjs artifacts/functions [RUNS]
// The files are in the page cache and the platform's own part (fetching the package, starting the host) is not in it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { envelope } from '../../local/functions-host/requests/envelope.mjs';
import { eventHubBatch } from '../../local/functions-host/requests/event-hub-request.mjs';
import { FunctionApp } from './function-app.mjs';
import { pack } from './packs.mjs';

const [scriptRoot, runs = '30'] = process.argv.slice(2);
if (scriptRoot === undefined) throw new Error('usage: node cold-start.mjs SCRIPT_ROOT [RUNS]');

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** One pack with a status for Canopsis, as the host sends it. */
function invocation() {
  const now = new Date().toISOString();
  const event = {
    body: pack(),
    sequenceNumber: 0,
    offset: '0',
    enqueuedTime: now,
    partitionKey: 'lab.central',
    properties: {},
    systemProperties: { 'x-opt-publisher': 'lab.central' },
  };
  const partition = { namespace: 'ns', eventHub: 'events', consumerGroup: 'fn', partitionId: '0', checkpoints: true };
  const batch = eventHubBatch({ bindingName: 'events', dataType: 'binary', events: [event], partition });
  return envelope({ ...batch, functionName: 'ForwardEvents', utcNow: now, randomId: crypto.randomUUID() });
}

function post(port, body) {
  return new Promise((answered, failed) => {
    const headers = { 'Content-Type': 'application/json', 'X-Azure-Functions-InvocationId': crypto.randomUUID() };
    const outgoing = request({
      host: '127.0.0.1',
      port,
      path: '/ForwardEvents',
      method: 'POST',
      headers,
      agent: false,
    });
    outgoing.on('error', failed).on('response', (response) => {
      response.resume().on('end', () => answered(response.statusCode));
    });
    outgoing.end(body);
  });
}

/** What the process has used up to now; Linux counts it in hundredths of a second. */
function processorMs(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Time to the answer; the host too tries every 25 ms whether the handler listens. */
async function coldStart(settings) {
  const port = await freePort();
  const body = invocation();
  const began = performance.now();
  const handler = spawn(join(resolve(scriptRoot), 'forwarder'), [], {
    cwd: scriptRoot,
    // as infra-bicep/modules/app.bicep sets it
    env: { ...process.env, ...settings, DOTNET_EnableWriteXorExecute: '0', FUNCTIONS_CUSTOMHANDLER_PORT: String(port) },
    stdio: 'ignore',
  });
  try {
    for (;;) {
      try {
        const status = await post(port, body);
        if (status !== 200) throw new Error(`the first invocation was answered with ${status}`);
        return { wallMs: performance.now() - began, processorMs: processorMs(handler.pid) };
      } catch (error) {
        if (error.code !== 'ECONNREFUSED') throw error;
        await delay(25);
      }
    }
  } finally {
    handler.kill('SIGKILL');
    await once(handler, 'exit');
  }
}

const folder = await mkdtemp(join(tmpdir(), 'cold-start-'));
const app = new FunctionApp(folder);
try {
  await app.start({ scriptRoot: resolve(scriptRoot), customers: { lab: {} } });
  const times = [];
  for (let run = 0; run < Number(runs); run += 1) times.push(await coldStart(app.settings));
  const at = (share, kind) => {
    const sorted = times.map((time) => time[kind]).sort((a, b) => a - b);
    return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]);
  };
  const result = {
    runs: times.length,
    medianMs: at(0.5, 'wallMs'),
    p90Ms: at(0.9, 'wallMs'),
    maximumMs: at(1, 'wallMs'),
    medianProcessorMs: at(0.5, 'processorMs'),
    processors: availableParallelism(),
  };
  console.log(JSON.stringify(result));
} finally {
  await app.stop();
  await rm(folder, { recursive: true });
}
