// Records what the built handler writes while all is well and while several things go wrong, for the checks of alerts:
//   dotnet build -c Release && node tests/Infrastructure/record-log-lines.mjs [healthy] [trouble] [downtimes] [damage] [storage]
// Needed again when the code writes one of these messages otherwise; the checks say so.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordedRequests } from '../../local/functions-host/testing/recorded-requests.mjs';
import { FunctionApp, until } from './function-app.mjs';
import { downtime, pack } from './packs.mjs';
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
    throw new Error(`${scene}: ${error.message}\n${app.log.slice(-5_000)}`);
  } finally {
    await app.stop();
    await rm(folder, { recursive: true });
  }
}

async function write(name, lines) {
  // Stacks are long and name source files by the machine's paths.
  const short = lines.map((text) => {
    const line = JSON.parse(text);
    return line.Exception ? JSON.stringify({ ...line, Exception: line.Exception.split('\n')[0] }) : text;
  });
  const text = short.map((line) => `${line}\n`).join('');
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

// What is not sent at once is compared each minute.
const minutes = 180_000;
const creation = { path: '/api/v4/pbehaviors', method: 'POST' };

async function recordDowntimes() {
  const customers = { lab: {}, untyped: { component_prefix: 'untyped.', canopsis_downtime_type_name: 'none' } };
  const lines = await record('downtimes', customers, async (app) => {
    const publish = (publisher, others) => app.publish(pack({ status: false, others }), publisher);
    const many = Array.from({ length: 12 }, (_, index) => index + 1);
    await app.simulator('DELETE', 'reasons?name=Default');
    await app.canopsisFault({ kind: 'forbidden', path: '/api/v4/pbehavior-reasons', method: 'POST' });
    await publish('untyped.central', [downtime(1)]);
    await app.message(900, undefined, minutes);
    await app.message(901, undefined, minutes);
    await app.canopsisFault();
    await publish('lab.central', many.map((id) => downtime(id)));
    await until(async () => (await app.pbehaviors()) >= many.length, 'the downtimes in Canopsis', minutes);
    await app.canopsisFault({ kind: 'status', status: 400, json: true, ...creation });
    await publish('lab.central', [downtime(20)]);
    await app.message(904, undefined, minutes);
    await app.canopsisFault();
    await app.canopsisFault({ kind: 'forbidden', ...creation });
    await publish('lab.central', [downtime(21)]);
    await app.message(905, undefined, minutes);
    await app.canopsisFault();
    // What a lane cannot delete at once is compared with the rest.
    for (const path of ['/api/v4/pbehaviors', '/api/v4/bulk/pbehaviors']) {
      await app.canopsisFault({ kind: 'forbidden', path, method: 'DELETE' });
    }
    await publish('lab.central', many.map((id) => downtime(id, { ended: true })));
    await app.message(908, undefined, minutes);
    await app.canopsisFault({ kind: 'status' });
    await app.message(906, undefined, minutes);
  });
  await write('downtimes', lines);
}

/** Adds up a value of all lines of a message. */
function sum(app, eventId, value) {
  const lines = app.handlerLines.filter((text) => text.startsWith('{')).map((text) => JSON.parse(text));
  return lines.filter((line) => line.EventId === eventId).reduce((total, { State: values }) => total + values[value], 0);
}

// Rows as no version writes them: what the app says of its own defects.
async function recordDamage() {
  const lines = await record('damage', { lab: {} }, async (app) => {
    const lanes = ['back', 'counts', 'missing', 'unreadable'].map((name) => `lab.${name}`);
    for (const lane of lanes) await app.publish(pack(), lane);
    // Only what is settled stays as it is damaged.
    await until(() => sum(app, 300, 'DeliveredPacks') === lanes.length, 'the packs delivered');
    await app.damageLane('lab.back', { hub_sequence: 1_000_000 });
    await app.publish(pack(), 'lab.back');
    await app.message(501);
    await app.canopsisFault({ kind: 'status' });
    await app.publish(pack(), 'lab.missing');
    await until(() => sum(app, 300, 'ParkedPacks') === 1, 'a pack parked');
    await app.damageLane('lab.missing', { head: 50, tail: 60 });
    await app.canopsisFault();
    await app.message(508);
    await app.damageLane('lab.counts', { lines: 1_000 });
    await app.message(703, undefined, minutes);
    await app.damageLane('lab.unreadable', { positions: '?' });
    await app.publish(pack(), 'lab.unreadable');
    await app.message(304);
    await app.message(305);
  });
  await write('damage', lines);
}

async function recordStorage() {
  const customers = { lab: {}, other: { component_prefix: 'other.' } };
  const lines = await record('storage', customers, async (app) => {
    const nextRequest = async (act) => {
      const { requests } = await app.canopsisStatistics();
      await act();
      await until(async () => (await app.canopsisStatistics()).requests > requests, 'a request at Canopsis', minutes);
    };
    await app.canopsisFault({ kind: 'status' });
    await app.publish(pack(), 'other.parked');
    await app.message(502);
    await app.canopsisFault();
    await app.canopsisFault({ kind: 'latency', milliseconds: 8_000, path: '/api/v4/event' });
    await nextRequest(() => {});
    await nextRequest(() => app.publish(pack(), 'lab.central'));
    await app.loseStorage();
    for (const number of [303, 506, 205, 601, 912]) await app.message(number, undefined, minutes);
  });
  await write('storage', lines);
}

const recordings = {
  healthy: recordHealthy,
  trouble: recordTrouble,
  downtimes: recordDowntimes,
  damage: recordDamage,
  storage: recordStorage,
};
const asked = process.argv.slice(2);
for (const name of asked.length > 0 ? asked : Object.keys(recordings)) await recordings[name]();
