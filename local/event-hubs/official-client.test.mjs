import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EventHubConsumerClient, EventHubProducerClient, latestEventPosition } from '@azure/event-hubs';
import { BlobCheckpointStore } from '@azure/eventhubs-checkpointstore-blob';
import { ContainerClient } from '@azure/storage-blob';
import { Program } from '../demo/program.mjs';
import { startEventHubs } from './event-hubs.mjs';
import {
  annotationsOf,
  connectionString,
  endSubscriptions,
  eventually,
  group,
  hubName,
  quick,
  receive,
  send,
  subscribe,
} from './testing.mjs';

function withHub(name, body) {
  test(name, async () => {
    const hubs = await startEventHubs({ log: () => {} });
    const producer = new EventHubProducerClient(connectionString(hubs.amqpPort), hubName, quick);
    try {
      await body({ ...hubs, producer });
    } finally {
      await endSubscriptions();
      await producer.close();
      await hubs.close();
    }
  });
}

describe('with checkpoints in blobs', () => {
  let azurite;
  let container;
  before(async () => {
    const file = fileURLToPath(new URL('../azurite.mjs', import.meta.url));
    const free = ['--blob-port', '0', '--queue-port', '0', '--table-port', '0', '--exit-with-stdin'];
    azurite = new Program('azurite', process.execPath, [file, ...free]);
    const { blobPort } = await azurite.ready;
    const key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
    const endpoint = `http://127.0.0.1:${blobPort}/devstoreaccount1`;
    const account = `AccountName=devstoreaccount1;AccountKey=${key};BlobEndpoint=${endpoint}`;
    container = new ContainerClient(`DefaultEndpointsProtocol=http;${account};`, 'checkpoints');
    await container.create();
  });
  after(() => azurite.stop());

  withHub('a second consumer resumes where the first one stopped', async ({ amqpPort, producer }) => {
    const sent = [];
    for (let round = 0; round < 5; round++) {
      for (const partitionId of await producer.getPartitionIds()) {
        const batch = await producer.createBatch({ partitionId });
        for (let i = 0; i < 50; i++) {
          const body = `${partitionId}/${round}/${i}`;
          assert.ok(batch.tryAdd({ body }));
          sent.push(body);
        }
        await producer.sendBatch(batch);
      }
    }
    const first = await consumeAndCheckpoint(amqpPort, sent.length);
    assert.equal(sent.length, 1000);
    assert.deepEqual(first.map(({ body }) => body).toSorted(), sent.toSorted());
    for (const id of ['0', '1', '2', '3']) {
      const ofPartition = first.filter(({ partitionId }) => partitionId === id);
      assert.deepEqual(
        ofPartition.map(({ sequenceNumber }) => sequenceNumber),
        [...ofPartition.keys()],
      );
    }

    await producer.sendBatch([{ body: 'new-0' }], { partitionId: '0' });
    await producer.sendBatch([{ body: 'new-3' }], { partitionId: '3' });
    const second = await consumeAndCheckpoint(amqpPort, 2);
    assert.deepEqual(second.map(({ body }) => body).toSorted(), ['new-0', 'new-3']);
  });

  async function consumeAndCheckpoint(amqpPort, count) {
    const store = new BlobCheckpointStore(container);
    const client = new EventHubConsumerClient(group, connectionString(amqpPort), hubName, store, {
      ...quick,
      loadBalancingOptions: { strategy: 'greedy', updateIntervalInMs: 500 },
    });
    const events = [];
    let claimed = 0;
    const end = subscribe(
      client,
      {
        processInitialize: async () => {
          claimed++;
        },
        processEvents: async (batch, context) => {
          if (batch.length === 0) return;
          for (const event of batch) events.push({ ...event, partitionId: context.partitionId });
          await context.updateCheckpoint(batch.at(-1));
        },
        processError: async (error) => {
          throw error;
        },
      },
      { maxBatchSize: 100, maxWaitTimeInSeconds: 1, startPosition: { offset: '-1' } },
    );
    await eventually(() => claimed === 4 && events.length >= count, `${count} events`);
    await end();
    return events;
  }
});

withHub('an equal or higher owner level takes a partition over, a lower one is refused', async ({ amqpPort }) => {
  const reader = (ownerLevel) => {
    const client = new EventHubConsumerClient(group, connectionString(amqpPort), hubName, quick);
    const state = { opened: false, error: null };
    const handlers = {
      processEvents: async () => {
        state.opened = true;
      },
      processError: async (error) => {
        state.error ??= error;
      },
    };
    subscribe(client, '0', handlers, {
      ownerLevel,
      maxWaitTimeInSeconds: 0.05,
      startPosition: { offset: '-1' },
    });
    return state;
  };
  const first = reader(1);
  await eventually(() => first.opened, 'the first reader');
  const second = reader(1);
  await eventually(() => first.error && second.opened, 'the second reader takes over');
  assert.equal(first.error.code, 'ReceiverDisconnectedError');

  const lower = reader(0);
  const without = reader(undefined);
  await eventually(() => lower.error && without.error, 'two readers are refused');
  assert.equal(lower.error.code, 'ReceiverDisconnectedError');
  assert.equal(without.error.code, 'ReceiverDisconnectedError');
  assert.equal(second.error, null);
});

withHub('bodies of any bytes and of any size up to the limit arrive unchanged', async ({ amqpPort, producer }) => {
  const bodies = [0, 1, 255, 256, 60_000, 200_000, 1_000_000].map((length) => randomBytes(length));
  for (const body of bodies) await producer.sendBatch([{ body }], { partitionId: '1' });
  const events = await receive(amqpPort, bodies.length, { partitionId: '1' });
  assert.equal(events.length, bodies.length);
  for (const [i, { body }] of events.entries()) assert.ok(bodies[i].equals(body), `body of ${bodies[i].length} bytes`);
});

withHub('properties keep their types, annotations are the broker’s', async ({ amqpPort, producer }) => {
  const date = new Date('2026-03-02T10:15:30.123Z');
  const before = Date.now();
  await producer.sendBatch(
    [
      {
        body: Buffer.from('x'),
        messageId: 'm1',
        correlationId: 'c1',
        contentType: 'application/gzip',
        properties: { text: 'é', whole: 7, negative: -7, large: 5_000_000_000, half: 0.5, yes: true, date },
      },
    ],
    { partitionKey: 'host-1' },
  );
  const raw = {
    body: Buffer.from('y'),
    bodyType: 'data',
    messageAnnotations: { 'x-opt-publisher': 'mallory', 'x-opt-sequence-number': 99, 'x-mine': 'kept' },
  };
  await producer.sendBatch([{ body: Buffer.from('z') }], { partitionKey: 'host-1' });
  const [event, sibling] = await receive(amqpPort, 2);
  assert.equal(sibling.partitionId, event.partitionId, 'one key, one partition');
  await producer.sendBatch([raw], { partitionId: event.partitionId });
  const [, , forged] = await receive(amqpPort, 3, { partitionId: event.partitionId });
  assert.deepEqual(event.properties, {
    text: 'é',
    whole: 7,
    negative: -7,
    large: 5_000_000_000,
    half: 0.5,
    yes: true,
    date: date.getTime(),
  });
  assert.deepEqual([event.messageId, event.correlationId, event.contentType], ['m1', 'c1', 'application/gzip']);
  assert.equal(event.partitionKey, 'host-1');
  assert.deepEqual([event.sequenceNumber, event.offset], [0, '0']);
  assert.ok(event.enqueuedTimeUtc.getTime() >= before && event.enqueuedTimeUtc.getTime() <= Date.now());

  assert.equal(forged.sequenceNumber, 2);
  assert.equal(annotationsOf(forged)['x-opt-publisher'], undefined);
  assert.equal(annotationsOf(forged)['x-mine'], 'kept');
});

withHub('a reader starts where its position says', async ({ amqpPort, producer }) => {
  const bodies = ['a', 'b', 'c', 'd'];
  for (const body of bodies) await producer.sendBatch([{ body: Buffer.from(body) }], { partitionId: '2' });
  const all = await receive(amqpPort, 4, { partitionId: '2' });
  const { offset, enqueuedTimeUtc } = all[1];
  const from = async (position, count) => {
    const events = await receive(amqpPort, count, { partitionId: '2', position });
    return events.map(({ body }) => body.toString()).join('');
  };
  assert.equal(await from({ offset }, 2), 'cd');
  assert.equal(await from({ offset, isInclusive: true }, 3), 'bcd');
  assert.equal(await from({ sequenceNumber: 2 }, 1), 'd');
  assert.equal(await from({ sequenceNumber: 2, isInclusive: true }, 2), 'cd');
  const notBefore = all.filter((event) => event.enqueuedTimeUtc >= enqueuedTimeUtc).map(({ body }) => body.toString());
  assert.equal(await from({ enqueuedOn: enqueuedTimeUtc.getTime() - 1 }, notBefore.length), notBefore.join(''));
  await assert.rejects(from({ sequenceNumber: 4 }, 1), {
    code: 'ArgumentError',
    message: /last sequence number .* '3'/,
  });
  await assert.rejects(from({ offset: '999999' }, 1), { code: 'ArgumentError', message: /supplied offset '999999'/ });
});

withHub('a reader at @latest sees only what comes after it', async ({ amqpPort, httpPort, producer }) => {
  await producer.sendBatch([{ body: Buffer.from('old') }], { partitionId: '0' });
  const receiving = receive(amqpPort, 1, { partitionId: '0', position: latestEventPosition });
  await eventually(async () => {
    const { partitions } = JSON.parse((await send(httpPort, '/standin/statistics', { method: 'GET' })).text);
    return partitions[0].readers === 1;
  }, 'the reader is attached');
  await producer.sendBatch([{ body: Buffer.from('new') }], { partitionId: '0' });
  assert.deepEqual(
    (await receiving).map(({ body }) => body.toString()),
    ['new'],
  );
});

withHub('hub and partitions tell about themselves', async ({ producer }) => {
  const hub = await producer.getEventHubProperties();
  assert.deepEqual([hub.name, hub.partitionIds], [hubName, ['0', '1', '2', '3']]);
  assert.ok(Math.abs(hub.createdOn.getTime() - Date.now()) < 60_000);

  const empty = await producer.getPartitionProperties('3');
  assert.deepEqual(
    [empty.isEmpty, empty.beginningSequenceNumber, empty.lastEnqueuedSequenceNumber, empty.lastEnqueuedOffset],
    [true, 0, -1, '-1'],
  );
  await producer.sendBatch([{ body: 'a' }, { body: 'b' }], { partitionId: '3' });
  const filled = await producer.getPartitionProperties('3');
  assert.deepEqual([filled.isEmpty, filled.beginningSequenceNumber, filled.lastEnqueuedSequenceNumber], [false, 0, 1]);
  assert.ok(Number(filled.lastEnqueuedOffset) > 0);
  await assert.rejects(producer.getPartitionProperties('4'), /does not exist/);
});

withHub('a reader that asks for it learns how far behind it is', async ({ amqpPort, producer }) => {
  await producer.sendBatch(
    ['a', 'b', 'c'].map((body) => ({ body })),
    { partitionId: '0' },
  );
  const client = new EventHubConsumerClient(group, connectionString(amqpPort), hubName, quick);
  let properties;
  const end = subscribe(
    client,
    '0',
    {
      processEvents: async (events, context) => {
        if (events.length > 0) properties = { ...context.lastEnqueuedEventProperties };
      },
      processError: async (error) => {
        throw error;
      },
    },
    { startPosition: { offset: '-1' }, maxBatchSize: 1, trackLastEnqueuedEventProperties: true },
  );
  await eventually(() => properties, 'an event');
  await end();
  assert.equal(properties.sequenceNumber, 2);
  assert.ok(Number(properties.offset) > 0);
});

withHub('links are refused with the conditions that clients know', async ({ amqpPort }) => {
  const consume = async (hub, consumerGroup, credentials) => {
    const client = new EventHubConsumerClient(consumerGroup, connectionString(amqpPort, ...credentials), hub, quick);
    let failure;
    const handlers = {
      processEvents: async () => {},
      processError: async (error) => {
        failure ??= error;
      },
    };
    const end = subscribe(client, '0', handlers, { startPosition: { offset: '-1' } });
    await eventually(() => failure, 'a refusal');
    await end();
    return failure;
  };
  assert.equal((await consume(hubName, group, ['RootManageSharedAccessKey', 'wrong'])).code, 'UnauthorizedError');
  assert.equal((await consume(hubName, group, ['nobody', 'SAS_KEY_VALUE'])).code, 'UnauthorizedError');
  assert.equal((await consume(hubName, group, ['agents', 'local-agents-key'])).code, 'UnauthorizedError');
  assert.equal((await consume(hubName, 'nogroup', [])).code, 'MessagingEntityNotFoundError');
  assert.equal((await consume('nohub', group, [])).code, 'MessagingEntityNotFoundError');

  const sendOnly = new EventHubProducerClient(connectionString(amqpPort, 'agents', 'local-agents-key'), hubName, quick);
  await sendOnly.sendBatch([{ body: 'x' }]);
  await assert.rejects(sendOnly.sendBatch([{ body: 'x' }], { partitionId: '4' }), { code: 'ArgumentOutOfRangeError' });
  await sendOnly.close();
  assert.equal((await receive(amqpPort, 1)).length, 1);
});

withHub(
  'many large events reach a reader that gives little credit, in order',
  async ({ amqpPort, httpPort, producer }) => {
    const body = Buffer.alloc(60_000);
    for (let i = 0; i < 10; i++)
      await producer.sendBatch(
        Array.from({ length: 16 }, () => ({ body })),
        { partitionId: '0' },
      );
    const events = await receive(amqpPort, 160, { partitionId: '0', maxBatchSize: 7 });
    assert.deepEqual(
      events.map(({ sequenceNumber }) => sequenceNumber),
      [...events.keys()],
    );
    const { amqpConnections } = JSON.parse((await send(httpPort, '/standin/statistics', { method: 'GET' })).text);
    assert.equal(amqpConnections, 1, 'only the producer is left');
  },
);
