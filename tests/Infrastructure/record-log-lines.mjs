// Records what the built handler writes while all is well and while several things go wrong, for the checks of alerts:
//   dotnet build -c Release && node tests/Infrastructure/record-log-lines.mjs [healthy] [trouble] [storage]
// Needed again when the code writes one of these messages otherwise; the checks say so.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordedRequests } from '../../local/functions-host/testing/recorded-requests.mjs';
import { FunctionApp, until } from './function-app.mjs';
import { pack } from './packs.mjs';
import { repositoryRoot } from './repository.mjs';

const scriptRoot = join(repositoryRoot, 'functions/bin/Release/net10.0');
const vectors = join(repositoryRoot, 'tests/vectors');

async function record(scene, customers, play) {
  const folder = await mkdtemp(join(tmpdir(), 'record-'));
  const app = new FunctionApp(folder);
  try {
    await app.start({ scriptRoot, customers });
    await play(app);
    return app.handlerLines.filter((line) => line.startsWith('{'));
  } catch (error) {
    throw new Error(`${scene}: ${error.message}\n${app.log.slice(-2_000)}`);
  } finally {
    await app.stop();
    await rm(folder, { recursive: true });
  }
}

async function write(name, lines) {
  // Stacks name source files as a packaged build does.
  const text = lines.map((line) => `${line.replaceAll(repositoryRoot, '/_/')}\n`).join('');
  await writeFile(join(vectors, `log-lines/${name}.jsonl`), text);
  console.log(`${name}: ${lines.length} lines`);
}

async function recordHealthy() {
  const healthy = await record('healthy', { lab: {} }, async (app) => {
    for (let packs = 0; packs < 3; packs += 1) await app.publish(pack(), 'lab.central');
    await app.message(300, (values) => values.Delivered > 0);
    await app.message(700);
    await app.message(701);
  });
  await write('healthy', healthy);
}

async function recordTrouble() {
  // Takes minutes, and so goes on beside the others.
  const silent = record('silent', { lab: {} }, async (app) => {
    await app.publish(pack(), 'lab.silent');
    await app.message(702, undefined, 600_000);
  });

  const refused = await record('refused', { lab: {}, wrong: { canopsis_port: 'none' } }, async (app) => {
    await app.canopsisFault({ kind: 'unauthorized' });
    await app.publish(pack(), 'lab.central');
    await app.message(203);
    await app.message(402, (values) => values.Class === 'Misconfigured');
    await app.canopsisFault();
    await app.killHandler();
    await app.killHandler();
  });

  const down = await record('down', { lab: {} }, async (app) => {
    await app.canopsisFault({ kind: 'status' });
    await app.publish(pack(), 'lab.central');
    await app.message(400);
  });

  const unknown = await record('unknown', { lab: {} }, async (app) => {
    await app.publish(pack());
    await app.publish(pack(), 'nobody.central');
    await app.message(301);
    await app.message(302);
    // A request that the real host sent in March 2026, with events enqueued then.
    const [{ recorded }] = recordedRequests(/^eventhub-many-binary-plain/);
    await fetch(`http://127.0.0.1:${app.handler.port}/ForwardEvents`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: recorded.body,
    });
    await app.message(300, (values) => values.LagSeconds > 1_000_000);
  });

  const dead = await record('dead', { lab: {} }, async (app) => {
    await app.publish(Buffer.from('no pack'), 'lab.garbage');
    await app.message(503);
    await app.publish(pack({ version: 99 }), 'lab.later');
    await app.message(505);
    await app.publish(pack(), 'lab.gap');
    await app.publish(pack({ after: 3 }), 'lab.gap');
    await app.message(500);
    await app.canopsisFault({ kind: 'fail_matching', component: 'srv-web-01' });
    await app.publish(pack(), 'lab.refused');
    await app.message(504);
  });

  // The scenes follow each other in the file as they did on this machine.
  const trouble = [...refused, ...down, ...unknown, ...dead, ...(await silent)];
  await write('trouble', trouble);
}

async function recordStorage() {
  const lines = await record('storage', { lab: {} }, async (app) => {
    await app.canopsisFault({ kind: 'latency', milliseconds: 3_000 });
    const { requests } = await app.canopsisStatistics();
    await app.publish(pack(), 'lab.central');
    await until(async () => (await app.canopsisStatistics()).requests > requests, 'a request at Canopsis');
    await app.loseStorage();
    await app.message(506, undefined, 180_000);
    await app.message(303, undefined, 180_000);
  });
  await write('storage', lines);
}

const recordings = { healthy: recordHealthy, trouble: recordTrouble, storage: recordStorage };
const asked = process.argv.slice(2);
for (const name of asked.length > 0 ? asked : Object.keys(recordings)) await recordings[name]();
