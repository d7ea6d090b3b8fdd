// What became of the events: compares what was sent with what arrived at Canopsis.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';

/** Each event that arrived: {order, request, accepted, body}. */
export async function* received(canopsisUrl) {
  const answer = await fetch(`${canopsisUrl}/simulator/received`);
  if (!answer.ok) {
    throw new Error(`The Canopsis simulator answered ${answer.status}.`);
  }
  const lines = createInterface({ input: Readable.fromWeb(answer.body) });
  for await (const line of lines) {
    yield { line, ...JSON.parse(line) };
  }
}

/**
 * With --events every event is known by (host, service, time of its check): lost is what was sent and did not arrive,
 * duplicates are what arrived again, out of order what first arrived after a later check of the same object.
 */
export async function compareByIdentity(statusesFile, canopsisUrl) {
  const missing = new Set();
  for await (const line of createInterface({ input: createReadStream(statusesFile) })) {
    missing.add(line);
  }
  const latest = new Map();
  let delivered = 0;
  let duplicates = 0;
  let outOfOrder = 0;
  for await (const { accepted, body } of received(canopsisUrl)) {
    if (!accepted) {
      continue;
    }
    const object = `${body.host_id} ${body.service_id ?? 0}`;
    if (missing.delete(`${object} ${body.timestamp}`)) {
      delivered++;
      outOfOrder += body.timestamp < (latest.get(object) ?? 0) ? 1 : 0;
      latest.set(object, body.timestamp);
    } else {
      duplicates++;
    }
  }
  return { delivered, duplicates, lost: missing.size, outOfOrder };
}

/**
 * For a recorded session: as many as the agent forwarded, less what the functions leave to a later version, provided that
 * the agent received all that was sent and every monitoring event is accounted for.
 */
export function compareByCount(sent, health, expected, statistics) {
  const { received, synthesized, filtered, undecodable, held, open, spooled } = health.events;
  const accountedFor = Object.values(filtered).reduce((sum, count) => sum + count, undecodable + held + open + spooled);
  const unaccounted = Math.abs(received + synthesized - accountedFor);
  return {
    delivered: Math.min(expected, statistics.accepted),
    duplicates: Math.max(0, statistics.accepted - expected),
    lost: Math.max(0, expected - statistics.accepted) + Math.max(0, sent - health.received) + unaccounted,
    outOfOrder: 0,
  };
}
