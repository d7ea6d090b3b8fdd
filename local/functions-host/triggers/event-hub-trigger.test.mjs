// The trigger against a client of the test: what ends a sequence, and when a checkpoint is written (chapters 4 and 12).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Statistics } from '../statistics.mjs';
import { deferred, eventually } from '../testing/scripted-root.mjs';
import { EventHubTrigger } from './event-hub-trigger.mjs';

const options = {
  maxEventBatchSize: 10,
  prefetchCount: 20,
  batchCheckpointFrequency: 1,
  initialOffset: { type: 'fromStart' },
  loadBalancingMs: 30_000,
  ownershipExpirationMs: 120_000,
};

const received = (sequenceNumber) => ({
  body: Buffer.from('{}'),
  sequenceNumber,
  offset: String(sequenceNumber * 100),
  enqueuedTimeUtc: new Date('2026-03-02T10:15:30.120Z'),
  getRawAmqpMessage: () => ({}),
});

/** A trigger whose client is driven by the test; `runs` are its invocations, each settled by the test. */
async function startTrigger(t, { overrides = {}, updateCheckpoint = async () => {}, failures = 0 } = {}) {
  const runs = [];
  const checkpoints = [];
  const lines = [];
  const client = { closed: 0 };
  let watchers;
  let attempts = 0;
  const statistics = new Statistics();
  statistics.addFunction('Forward', 'eventHubTrigger');
  const trigger = new EventHubTrigger({
    definition: {
      name: 'Forward',
      trigger: {
        bindingName: 'events',
        dataType: 'binary',
        eventHub: 'events',
        consumerGroup: 'fn',
        connectionString: 'x',
      },
    },
    options: { ...options, ...overrides },
    blobs: null,
    invoker: {
      run(definition, input, signal) {
        const result = deferred();
        runs.push({ input, signal, end: (outcome) => result.resolve({ outcome }) });
        signal.addEventListener('abort', () => result.resolve({ outcome: 'cancelled' }));
        return result.promise;
      },
    },
    statistics,
    timeScale: 10,
    log: (line) => lines.push(line),
    consumers: async (parts) => {
      watchers = parts;
      attempts++;
      return {
        getPartitionIds: async () => {
          if (attempts <= failures) throw new Error('not there yet');
        },
        subscribe(handlers, subscribeOptions) {
          Object.assign(client, { handlers, subscribeOptions });
          return { close: async () => {} };
        },
        close: async () => client.closed++,
      };
    },
  });
  t.after(() => trigger.stop());
  await trigger.start();
  const context = (partitionId) => ({
    partitionId,
    fullyQualifiedNamespace: 'localhost',
    updateCheckpoint: async (event) => {
      await updateCheckpoint(event);
      checkpoints.push([partitionId, event.sequenceNumber]);
    },
  });
  const deliver = (partitionId, ...numbers) =>
    client.handlers.processEvents(numbers.map(received), context(partitionId));
  return { trigger, runs, checkpoints, lines, client, watchers, deliver, statistics };
}

test('the client is opened with the options of host.json, its intervals divided by the time scale', async (t) => {
  const { client, watchers } = await startTrigger(t, { overrides: { initialOffset: { type: 'fromEnd' } } });
  assert.deepEqual(watchers.intervals, { loadBalancingMs: 3_000, ownershipExpirationMs: 12_000 });
  assert.deepEqual(client.subscribeOptions, {
    maxBatchSize: 10,
    maxWaitTimeInSeconds: 2,
    prefetchCount: 20,
    startPosition: { offset: '@latest' },
    skipParsingBodyAsJson: true,
  });
});

test('a hub that cannot be reached is tried again', async (t) => {
  const { lines, client } = await startTrigger(t, { failures: 1 });
  assert.match(lines[0], /hub "events" or its checkpoints cannot be reached yet: not there yet/);
  assert.equal(client.closed, 1);
});

describe('a checkpoint', () => {
  for (const outcome of ['success', 'failure']) {
    test(`is written for the last event after a ${outcome}`, async (t) => {
      const { deliver, runs, checkpoints, statistics } = await startTrigger(t);
      const delivered = deliver('1', 41, 42);
      assert.deepEqual(checkpoints, []);
      runs[0].end(outcome);
      await delivered;
      assert.deepEqual(checkpoints, [['1', 42]]);
      assert.equal(statistics.ofPartition('Forward', '1').lastCheckpointedSequenceNumber, 42);
    });
  }

  test('is written after every second batch when the frequency says so, and announced in the request', async (t) => {
    const { deliver, runs, checkpoints } = await startTrigger(t, { overrides: { batchCheckpointFrequency: 2 } });
    for (const number of [1, 2, 3, 4]) {
      const delivered = deliver('0', number);
      runs.at(-1).end('success');
      await delivered;
    }
    assert.deepEqual(checkpoints, [
      ['0', 2],
      ['0', 4],
    ]);
    const announced = runs.map(({ input }) => input.metadata.get('PartitionContext').IsCheckpointingAfterInvocation);
    assert.deepEqual(announced, [false, true, false, true]);
  });

  test('is not written when the host stops', async (t) => {
    const { trigger, deliver, checkpoints } = await startTrigger(t);
    const delivered = deliver('1', 42);
    await trigger.stop();
    await delivered;
    assert.deepEqual(checkpoints, []);
  });

  test('is not written when the invocation ended while the host stops', async (t) => {
    const { trigger, deliver, runs, checkpoints } = await startTrigger(t);
    const delivered = deliver('1', 42);
    runs[0].end('success');
    await trigger.stop();
    await delivered;
    assert.deepEqual(checkpoints, []);
  });

  test('is not written when the partition was lost; the client is told to let it go', async (t) => {
    const { deliver, watchers, runs, checkpoints } = await startTrigger(t);
    const lost = assert.rejects(deliver('1', 42), /partition 1 was lost/);
    const kept = deliver('2', 7);
    watchers.onOwnershipLost('1');
    await lost;
    runs[1].end('success');
    await kept;
    assert.deepEqual(checkpoints, [['2', 7]]);
  });

  test('that fails does not stop the partition', async (t) => {
    const updateCheckpoint = async (event) => {
      if (event.sequenceNumber === 1) throw new Error('storage is down');
    };
    const { deliver, runs, checkpoints, lines } = await startTrigger(t, { updateCheckpoint });
    for (const number of [1, 2]) {
      const delivered = deliver('0', number);
      runs.at(-1).end('success');
      await delivered;
    }
    assert.deepEqual(checkpoints, [['0', 2]]);
    assert.match(lines.at(-1), /partition 0: checkpoint 1 failed: storage is down/);
  });
});

test('a partition that comes back after its pump was closed starts afresh', async (t) => {
  const { deliver, watchers, client, runs, checkpoints } = await startTrigger(t);
  const lost = assert.rejects(deliver('1', 42), /lost/);
  watchers.onOwnershipLost('1');
  await lost;
  await client.handlers.processClose('Shutdown', { partitionId: '1' });
  const delivered = deliver('1', 42);
  runs.at(-1).end('success');
  await delivered;
  assert.deepEqual(checkpoints, [['1', 42]]);
});

test('the end of an empty wait is no invocation', async (t) => {
  const { deliver, runs } = await startTrigger(t);
  await deliver('0');
  assert.equal(runs.length, 0);
});

test('a checkpoint found in the store is shown until there is a newer one', async (t) => {
  const { watchers, deliver, runs, statistics } = await startTrigger(t);
  watchers.onCheckpointRead('3', 10);
  assert.equal(statistics.ofPartition('Forward', '3').lastCheckpointedSequenceNumber, 10);
  const delivered = deliver('3', 11);
  runs[0].end('success');
  await delivered;
  await eventually(
    'the checkpoint',
    () => statistics.ofPartition('Forward', '3').lastCheckpointedSequenceNumber === 11,
  );
});
