import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { ACK, LEGACY_ACK, LEGACY_STOP, STOP, VERSION_RESPONSE, WELCOME, encodeNegotiation, encodePacket } from './bbdo.mjs';
import { Broker } from './broker.mjs';
import { Playlist, recordedSection } from './playlist.mjs';
import { acknowledgeAll, listen } from './scripted-agent.mjs';
import { readSession } from './session-file.mjs';

const captures = join(import.meta.dirname, '../../tests/vectors/captures');
const version3 = readSession(readFileSync(join(captures, 'cbd-23.10.16-bbdo3.0.1-full.bin')));
const version2 = readSession(readFileSync(join(captures, 'cbd-23.10.16-bbdo2.0.0-full.bin')));
const payloads = (events) => events.map(({ id, payload }) => `${id} ${payload.toString('base64')}`);

let agent;
afterEach(() => agent.close());

/** Plays `recorded` to an agent that follows the scripts. */
async function play(recorded, scripts, options = {}) {
  agent = await listen(scripts);
  const broker = new Broker(new Playlist([recordedSection(recorded.events)]), {
    port: agent.port,
    recorded,
    giveUpSeconds: 10,
    ...options,
  });
  let error = null;
  await broker.run().catch((thrown) => (error = thrown));
  return { broker, error };
}

const ignoreAll = {};
const ackOnceAt = (received, count, then) => ({
  onEvent(connection) {
    if (connection.received.length !== received) return;
    if (count > 0) connection.acknowledge(ACK, count);
    then?.(connection);
  },
});

describe('a session', () => {
  it('brings every event once, in order, and then the stop', async () => {
    const { broker, error } = await play(version3, [acknowledgeAll()]);
    assert.equal(error, null);
    assert.deepEqual(payloads(agent.connections[0].received), payloads(version3.events));
    assert.equal(agent.connections[0].stopped, STOP);
    assert.equal(agent.connections[0].negotiation.kind, WELCOME);
    const { sent, resent, acknowledged, connections } = broker;
    assert.deepEqual({ sent, resent, acknowledged, connections }, { sent: 1629, resent: 0, acknowledged: 1629, connections: 1 });
  });

  it('is BBDO 2 when the recording is', async () => {
    const { error } = await play(version2, [acknowledgeAll({ kind: LEGACY_ACK })]);
    assert.equal(error, null);
    assert.equal(agent.connections[0].negotiation.kind, VERSION_RESPONSE);
    assert.equal(agent.connections[0].stopped, LEGACY_STOP);
    assert.deepEqual(payloads(agent.connections[0].received), payloads(version2.events));
  });

  it('takes either form of acknowledgement and of negotiation, whatever its version', async () => {
    const answer = () => encodeNegotiation({ kind: WELCOME, major: 2 });
    const { error } = await play(version2, [{ ...acknowledgeAll({ kind: ACK }), answer }]);
    assert.equal(error, null);
    agent.close();
    const legacy = () => encodeNegotiation({ kind: VERSION_RESPONSE, major: 3 });
    const other = await play(version3, [{ ...acknowledgeAll({ kind: LEGACY_ACK }), answer: legacy }]);
    assert.equal(other.error, null);
  });

  it('sends no more than the window while nothing is acknowledged', async () => {
    const window = 100;
    let full;
    const script = {
      onEvent(connection) {
        // A window is acknowledged only after a turn of the event loop in which a broker that ignores it would go on sending.
        if (connection.received.length % window !== 0) return;
        setImmediate(() => {
          full = Math.max(full ?? 0, connection.unacknowledged);
          connection.acknowledge(ACK, connection.unacknowledged);
        });
      },
      onStop: (connection) => connection.acknowledge(ACK, connection.unacknowledged),
    };
    const { error } = await play(version3, [script], { window });
    assert.equal(error, null);
    assert.equal(full, window);
  });
});

describe('after a lost connection', () => {
  it('goes on with exactly the first unacknowledged event', async () => {
    const cut = ackOnceAt(296, 200, (connection) => connection.socket.end());
    const { broker, error } = await play(version3, [cut, acknowledgeAll()]);
    assert.equal(error, null);
    assert.deepEqual(payloads(agent.connections[1].received), payloads(version3.events.slice(200)));
    assert.equal(broker.connections, 2);
    assert.equal(broker.sent, 1629);
    assert.ok(broker.resent >= 96, `${broker.resent}`);
  });

  it('sends an event of several packets again as a whole', async () => {
    const big = version3.events.findIndex((event) => event.payload.length > 65535);
    const cut = ackOnceAt(big + 1, big, (connection) => connection.socket.resetAndDestroy());
    const { error } = await play(version3, [cut, acknowledgeAll()]);
    assert.equal(error, null);
    assert.deepEqual(payloads(agent.connections[1].received), payloads(version3.events.slice(big)));
  });

  it('tries again until the agent listens', async () => {
    agent = await listen([acknowledgeAll()]);
    const { port } = agent;
    agent.close();
    const broker = new Broker(new Playlist([recordedSection(version3.events)]), { port, recorded: version3 });
    const run = broker.run();
    agent = await listen([acknowledgeAll()], port);
    await run;
    assert.equal(broker.acknowledged, 1629);
  });

  it('gives up when no acknowledgement comes for too long', async () => {
    const { broker, error } = await play(version3, [ignoreAll], { giveUpSeconds: 0.3, stopTimeoutMs: 50 });
    assert.match(error.message, /no acknowledgement/);
    assert.equal(broker.acknowledged, 0);
  });
});

describe('the stop', () => {
  it('is repeated with the rest when the agent acknowledged fewer', async () => {
    const fewer = { onStop: (connection) => connection.acknowledge(ACK, 1600) };
    const { broker, error } = await play(version3, [fewer, acknowledgeAll()], { stopTimeoutMs: 100 });
    assert.equal(error, null);
    assert.deepEqual(payloads(agent.connections[1].received), payloads(version3.events.slice(1600)));
    assert.equal(agent.connections[1].stopped, STOP);
    assert.equal(broker.resent, 29);
  });

  it('needs no answer when everything was acknowledged before', async () => {
    const script = {
      onEvent: (connection) => connection.received.length === 1629 && connection.acknowledge(ACK, 1629),
    };
    const { broker, error } = await play(version3, [script], { stopTimeoutMs: 100 });
    assert.equal(error, null);
    assert.equal(broker.connections, 1);
  });
});

describe('an agent that breaks the protocol', () => {
  const failures = [
    ['acknowledges more than it was sent', ackOnceAt(1629, 1630), /acknowledged 1630 of 1629/],
    [
      'sends an event of its own',
      ackOnceAt(1, 0, (connection) => connection.socket.write(encodePacket(65565, Buffer.of(8, 1)))),
      /event 65565/,
    ],
    [
      'sends damaged bytes',
      ackOnceAt(1, 0, (connection) => connection.socket.write(Buffer.alloc(16))),
      /checksum/,
    ],
    [
      'answers with something else than a version',
      { answer: () => encodePacket(ACK, Buffer.alloc(0)) },
      /negotiation packet was due/,
    ],
  ];
  for (const [name, script, expected] of failures) {
    it(`makes the run fail: ${name}`, async () => {
      const { error } = await play(version3, [script]);
      assert.match(error.message, expected);
      assert.equal(agent.connections.length, 1);
    });
  }

  it('is left and tried again: another major version, no answer in time', async () => {
    const otherMajor = { answer: () => encodeNegotiation({ kind: WELCOME, major: 2 }) };
    const silent = { answer: () => null };
    const { broker, error } = await play(version3, [otherMajor, silent, acknowledgeAll()], { answerTimeoutMs: 200 });
    assert.equal(error, null);
    assert.equal(agent.connections.length, 3);
    assert.equal(broker.connections, 1);
    assert.equal(broker.resent, 0);
  });
});
