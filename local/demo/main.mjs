// ./demo: plays a recorded broker session through agent, hub, functions and Canopsis, and counts what became of it.
import { createWriteStream } from 'node:fs';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Cloud, pause, repository } from './cloud.mjs';
import { help, readOptions } from './options.mjs';
import { splitParameters } from './parameters.mjs';
import { printTable } from './table.mjs';
import { compareByCount, compareByIdentity, received } from './verdict.mjs';

const openFilters = {
  hard_only: 0,
  acknowledged: 1,
  in_downtime: 1,
  flapping: 1,
  enable_host_status_dedup: 0,
  enable_service_status_dedup: 0,
  // the recorded configuration comes with recorded statuses; only the N status events are to leave
  accepted_elements: 'host_status,service_status',
};
// no event arrives for this long: what is missing is lost
const patienceMs = 30_000;

async function main() {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    console.log(help);
    return 0;
  }
  const say = options.json ? () => {} : (text) => console.log(text);
  const folder = await mkdtemp(path.join(tmpdir(), 'forwarder-demo-'));
  const log = createWriteStream(path.join(folder, 'demo.log'));
  const requests = options.requests ? await open(options.requests, 'w') : undefined;
  const cloud = new Cloud(folder, log);
  const end = async () => {
    await cloud.close();
    log.end();
  };
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => end().finally(() => process.exit(130)));
  }
  let code = 1;
  try {
    const parameters = splitParameters({
      ...(options.events ? openFilters : {}),
      ...(options.parameters ? JSON.parse(await readFile(options.parameters, 'utf8')) : {}),
    });
    say('Starting Azurite, the Event Hubs stand-in, the Canopsis simulator, the functions and the edge agent ...');
    await cloud.open({ rtt: options.rtt, parameters, func: options.func });
    const result = await Promise.race([play(cloud, folder, options, say), cloud.refusal]);
    if (requests) {
      await writeRequests(cloud, requests);
    }
    if (!options.json) {
      printTable(result);
    }
    console.log(JSON.stringify(result.line));
    code = result.line.lost === 0 && result.line.out_of_order === 0 ? 0 : 1;
    if (options.keep) {
      say(`Running: Canopsis ${cloud.canopsis}, functions ${cloud.functions?.url ?? 'func'}, agent 127.0.0.1:${cloud.agentPort}, ` +
        `its health http://127.0.0.1:${cloud.healthPort}/health, log ${path.join(folder, 'demo.log')}. End with Ctrl+C.`);
      await new Promise(() => setInterval(() => {}, 60_000));
    }
  } catch (error) {
    console.error(`${error.message}\nThe log is ${path.join(folder, 'demo.log')}.`);
    await end();
    return 1;
  }
  await end();
  if (code === 0) {
    await rm(folder, { recursive: true, force: true });
  } else {
    console.error(`Events are missing. The log is ${path.join(folder, 'demo.log')}.`);
  }
  return code;
}

async function play(cloud, folder, options, say) {
  const capture = options.capture ?? path.join(repository, 'local/samples/lab-bbdo3.bin');
  const statuses = path.join(folder, 'statuses.txt');
  const started = performance.now();
  const replay = replayOf(cloud, capture, statuses, options, say);
  const before = options.killAgent ? await killInTheMiddle(cloud, options.events, replay, say) : undefined;
  const sent = await replay.summary;
  const result = await waitForDelivery(cloud, options, sent, say);
  const seconds = (performance.now() - started) / 1000;
  const downtimes = await waitForDowntimes(cloud, result.health);
  const { health, canopsis } = result;
  const verdict = options.events
    ? await compareByIdentity(statuses, cloud.canopsis)
    : compareByCount(sent.sent, health, expectedOf(health), canopsis);
  return {
    health,
    line: {
      sent: options.events ? sent.statuses : sent.sent,
      received: (options.events ? health.events.received : health.received) + (before?.events.received ?? 0),
      filtered: total(health.events.filtered) + total(before?.events.filtered ?? {}),
      delivered: verdict.delivered,
      dead_lettered: 0,
      lost: verdict.lost + downtimes.lost,
      duplicates: verdict.duplicates,
      out_of_order: verdict.outOfOrder,
      events_per_second: Math.round(verdict.delivered / seconds),
      downtimes: { events: downtimes.desired_state, present: downtimes.present, ended: downtimes.ended, pending: downtimes.pending },
      not_mapped: leftOf(health) - downtimes.desired_state,
      inventory: health.inventory,
      ignored: health.ignored,
      seconds: Math.round(seconds * 10) / 10,
    },
  };
}

function replayOf(cloud, capture, statuses, options, say) {
  const args = ['--capture', capture, '--agent', `127.0.0.1:${cloud.agentPort}`];
  if (options.events) {
    args.push('--events', String(options.events), '--hosts', String(options.hosts), '--statuses-file', statuses);
  }
  const program = cloud.node('broker-replay', 'broker-replay/main.mjs', args);
  const replay = { program, acknowledged: 0 };
  let last;
  replay.summary = (async () => {
    const { code, signal, error } = await program.ended;
    if (code !== 0 || !last?.done) {
      throw new Error(`The broker replay failed (${error?.message ?? signal ?? code}):\n${program.tail.join('\n')}`);
    }
    return last;
  })();
  replay.summary.catch(() => {});
  program.onLine = (line) => {
    last = JSON.parse(line);
    replay.acknowledged = last.acknowledged;
    if (!last.done) {
      say(`  broker: ${last.sent} sent, ${last.acknowledged} acknowledged`);
    }
  };
  return replay;
}

async function killInTheMiddle(cloud, events, replay, say) {
  while (replay.acknowledged < events / 3) {
    const ended = await Promise.race([replay.program.ended, pause(5)]);
    if (ended) {
      throw new Error('The session was over before the agent could be killed: take more --events.');
    }
  }
  const before = await cloud.agentHealth();
  await cloud.agent.kill();
  say('  the edge agent was killed; it starts again');
  await cloud.runAgent();
  return before;
}

/** Until everything that the agent forwarded has arrived, or nothing has arrived for a while. */
async function waitForDelivery(cloud, options, sent, say) {
  let accepted = -1;
  let since = Date.now();
  for (;;) {
    const health = await cloud.agentHealth();
    const canopsis = await cloud.canopsisStatistics();
    const expected = options.events ? sent.statuses : expectedOf(health);
    const pending = health.packs.pending + health.events.open;
    if (canopsis.accepted !== accepted) {
      accepted = canopsis.accepted;
      since = Date.now();
      say(`  Canopsis: ${accepted} events in ${canopsis.requests} requests`);
    }
    const arrived = options.events ? canopsis.distinct >= expected : canopsis.accepted >= expected;
    if ((pending === 0 && arrived) || Date.now() - since > patienceMs) {
      return { health, canopsis };
    }
    await pause(100);
  }
}

/** Until the lane has taken every downtime and Canopsis holds them as desired: what is missing is lost. */
async function waitForDowntimes(cloud, health) {
  const forwarded = health.forwarded.downtime ?? 0;
  if (forwarded === 0) {
    return { desired_state: 0, present: 0, ended: 0, pending: 0, lost: 0 };
  }
  const until = Date.now() + patienceMs;
  for (;;) {
    const found = await cloud.downtimes();
    const missing = Math.max(0, leftOf(health) - found.taken);
    if ((missing === 0 && found.pending === 0) || Date.now() > until) {
      return { ...found, lost: missing + found.pending };
    }
    await pause(200);
  }
}

const total = (counts) => Object.values(counts).reduce((sum, count) => sum + count, 0);

/** What does not arrive as an event: downtimes, and business activities, for which the demo has no template. */
const leftOf = ({ forwarded }) => (forwarded.downtime ?? 0) + (forwarded.ba_status ?? 0);

/** What must arrive. */
const expectedOf = (health) => total(health.forwarded) - leftOf(health);

async function writeRequests(cloud, file) {
  for await (const { line } of received(cloud.canopsis)) {
    await file.write(`${line}\n`);
  }
  await file.close();
}

main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(error.message);
    process.exit(2);
  },
);
