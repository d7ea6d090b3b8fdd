// Plays a recorded BBDO session, or a synthetic estate made from one, to an agent as cbd does.

import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Broker } from './broker.mjs';
import { Estate, configurationDump } from './estate.mjs';
import { isStatus } from './messages.mjs';
import { Playlist, recordedSection } from './playlist.mjs';
import { readSession } from './session-file.mjs';

const USAGE = `node main.mjs --capture FILE --agent HOST:PORT [options]

  --events N            play the recorded configuration, then N status events over a synthetic estate
  --hosts H             hosts of that estate (default 50)
  --statuses-file FILE  write "host_id service_id last_check" of each of the N events
  --rate R              events per second (default 0: no limit)
  --window N            events that may be unacknowledged (default 10000)
  --longest-delay MS    between two attempts to connect (default 2000)
  --give-up SECONDS     fail after this long without an acknowledgement (default 60)
  --exit-with-stdin     end when standard input closes
`;

const PROGRESS_MS = 500;
const IDENTITIES_PER_WRITE = 10_000;

class UsageError extends Error {}

function readOptions() {
  const { values } = parseArgs({
    options: {
      capture: { type: 'string' },
      agent: { type: 'string' },
      events: { type: 'string' },
      hosts: { type: 'string', default: '50' },
      'statuses-file': { type: 'string' },
      rate: { type: 'string', default: '0' },
      window: { type: 'string', default: '10000' },
      'longest-delay': { type: 'string', default: '2000' },
      'give-up': { type: 'string', default: '60' },
      'exit-with-stdin': { type: 'boolean', default: false },
    },
  });
  const whole = (name, smallest) => {
    const number = Number(values[name]);
    if (!/^\d+$/.test(values[name]) || number < smallest) throw new UsageError(`--${name} takes a number from ${smallest} on`);
    return number;
  };
  const agent = /^(.+):(\d+)$/.exec(values.agent ?? '');
  if (values.capture === undefined) throw new UsageError('--capture is missing');
  if (agent === null) throw new UsageError('--agent takes HOST:PORT');
  if (values['statuses-file'] !== undefined && values.events === undefined) {
    throw new UsageError('--statuses-file needs --events');
  }
  return {
    capture: values.capture,
    host: agent[1].replace(/^\[|\]$/g, ''),
    port: Number(agent[2]),
    events: values.events === undefined ? null : whole('events', 1),
    hosts: whole('hosts', 1),
    statusesFile: values['statuses-file'],
    rate: whole('rate', 0),
    window: whole('window', 1),
    longestDelayMs: whole('longest-delay', 1),
    giveUpSeconds: whole('give-up', 1),
    exitWithStdin: values['exit-with-stdin'],
  };
}

/** Sections to play, and how many of the first `sent` events are statuses. */
function prepare(recorded, { events, hosts }) {
  if (events === null) {
    return {
      playlist: new Playlist([recordedSection(recorded.events)]),
      statusesAmong: (sent) => recorded.events.slice(0, sent).filter((event) => isStatus(event.id)).length,
    };
  }
  const dump = configurationDump(recorded.events);
  const estate = new Estate(recorded.events, { hosts, statuses: events, now: Math.floor(Date.now() / 1000) });
  const playlist = new Playlist([recordedSection(dump), estate.announcement, estate.statuses]);
  const first = playlist.count - events;
  return { playlist, estate, firstStatus: first, statusesAmong: (sent) => Math.max(0, sent - first) };
}

/** Appends the identities of the events [from, to) of the playlist that are generated statuses. */
function writeIdentities(file, { estate, firstStatus }, from, to) {
  for (let start = Math.max(from, firstStatus); start < to; start += IDENTITIES_PER_WRITE) {
    let lines = '';
    const end = Math.min(to, start + IDENTITIES_PER_WRITE);
    for (let index = start; index < end; index++) lines += `${estate.statuses.identityOf(index - firstStatus)}\n`;
    writeSync(file, lines);
  }
}

const print = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

async function main() {
  const options = readOptions();
  const recorded = readSession(readFileSync(options.capture));
  const run = prepare(recorded, options);
  const identities = options.statusesFile === undefined ? null : openSync(options.statusesFile, 'w');
  const broker = new Broker(run.playlist, {
    host: options.host,
    port: options.port,
    window: options.window,
    rate: options.rate,
    longestDelayMs: options.longestDelayMs,
    giveUpSeconds: options.giveUpSeconds,
    recorded,
    onFirstSent: (from, to) => identities !== null && writeIdentities(identities, run, from, to),
    log: (text) => process.stderr.write(`${text}\n`),
  });

  const ending = new AbortController();
  const end = () => ending.abort(new Error('ended from outside'));
  process.once('SIGTERM', end).once('SIGINT', end);
  if (options.exitWithStdin) process.stdin.resume().once('end', end).once('close', end);

  const started = performance.now();
  let printed = -1;
  const progress = setInterval(() => {
    if (broker.sent + broker.acknowledged === printed) return;
    printed = broker.sent + broker.acknowledged;
    print({ sent: broker.sent, acknowledged: broker.acknowledged });
  }, PROGRESS_MS);
  let failure;
  try {
    await broker.run(ending.signal);
  } catch (error) {
    failure = error.message;
  }
  clearInterval(progress);
  if (identities !== null) closeSync(identities);
  print({
    done: failure === undefined,
    sent: broker.sent,
    resent: broker.resent,
    acknowledged: broker.acknowledged,
    connections: broker.connections,
    seconds: Math.round(performance.now() - started) / 1000,
    statuses: run.statusesAmong(broker.sent),
    ...(failure === undefined ? {} : { error: failure }),
  });
  process.exitCode = failure === undefined ? 0 : 1;
  process.stdin.pause().unref?.();
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error.message}\n${error instanceof UsageError ? USAGE : ''}`);
  process.exitCode = 2;
}
