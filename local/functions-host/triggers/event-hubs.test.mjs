// The whole way on real parts: this program, official clients, the Event Hubs stand-in, Azurite, a handler process.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EventHubProducerClient } from '@azure/event-hubs';
import { BlobServiceClient } from '@azure/storage-blob';
import { startEventHubs } from '../../event-hubs/event-hubs.mjs';
import { connectionString, send, tokenFor } from '../../event-hubs/testing.mjs';
import { startProgram } from '../../start-program.mjs';
import { deferred, eventually, scriptedRoot } from '../testing/scripted-root.mjs';

const hostProgram = fileURLToPath(new URL('../main.mjs', import.meta.url));
const publisher = 'lab.central';
const bindings = [
  {
    type: 'eventHubTrigger',
    direction: 'in',
    name: 'events',
    eventHubName: '%EVENTHUB_NAME%',
    connection: 'EventHub',
    consumerGroup: '%EVENTHUB_CONSUMER_GROUP%',
    cardinality: 'many',
    dataType: 'binary',
  },
];
const retryForEver = {
  strategy: 'exponentialBackoff',
  maxRetryCount: -1,
  minimumInterval: '00:00:01',
  maximumInterval: '00:00:10',
};

let azurite;
let storage;
before(async () => {
  const program = fileURLToPath(new URL('../../azurite.mjs', import.meta.url));
  azurite = await startProgram(program, [
    '--blob-port',
    '0',
    '--queue-port',
    '0',
    '--table-port',
    '0',
    '--exit-with-stdin',
  ]);
  storage =
    'DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;' +
    'AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;' +
    `BlobEndpoint=http://127.0.0.1:${azurite.ready.blobPort}/devstoreaccount1;`;
});
after(() => azurite.stop());

/** A hub of its own for a test, and hosts that read it. */
async function withHub(t) {
  const hub = `events-${Math.random().toString(36).slice(2, 8)}`; // checkpoints of other tests do not count here
  const hubs = await startEventHubs({ hub, log: () => {} });
  const producer = new EventHubProducerClient(connectionString(hubs.amqpPort), hub, {
    retryOptions: { retryDelayInMs: 100 },
  });
  const programs = [];
  t.after(async () => {
    for (const { stop } of programs) await stop(); // before the hub is gone
    await producer.close();
    await hubs.close();
  });
  const settings = {
    AzureWebJobsStorage: storage,
    EventHub: connectionString(hubs.amqpPort),
    EVENTHUB_NAME: hub,
    EVENTHUB_CONSUMER_GROUP: 'fn',
  };
  const extensions = { eventHubs: { maxEventBatchSize: 8, prefetchCount: 16 } };
  const start = async ({ retry, onRequest, timeScale = 1000 } = {}) => {
    const functions = { Forward: { bindings, retry } };
    const root = await scriptedRoot({ functions, settings, host: { extensions }, onRequest });
    t.after(() => root.remove());
    const file = path.join(root.folder, 'local.settings.json');
    const parameters = ['--script-root', root.folder, '--settings', file, '--port', '0', '--time-scale', String(timeScale)];
    const program = await startProgram(hostProgram, [...parameters, '--exit-with-stdin']);
    programs.push(program);
    return { ...root, url: program.ready.url, stop: program.stop };
  };
  const publish = async (bodies, partitionId) => {
    const batch = await producer.createBatch({ partitionId });
    for (const body of bodies) assert.ok(batch.tryAdd({ body: Buffer.from(body), properties: { kind: 'test' } }));
    await producer.sendBatch(batch);
  };
  return { hub, hubs, start, publish };
}

async function checkpointsOf(hub) {
  const container = BlobServiceClient.fromConnectionString(storage).getContainerClient('azure-webjobs-eventhub');
  const found = {};
  for await (const blob of container.listBlobsFlat({
    includeMetadata: true,
    prefix: `localhost/${hub}/fn/checkpoint/`,
  })) {
    found[blob.name.split('/').at(-1)] = Number(blob.metadata.sequencenumber);
  }
  return found;
}

const bodiesOf = ({ json }) => JSON.parse(json.Data.events).map((body) => Buffer.from(body, 'base64').toString('utf8'));
const partitionOf = ({ json }) => json.Metadata.PartitionContext.PartitionId;
const range = (count, prefix) => Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

describe('events of a hub', () => {
  test('arrive in order, in batches, one request at a time per partition, and are checkpointed', async (t) => {
    const { hub, start, publish } = await withHub(t);
    const busy = new Set();
    const onRequest = async (request) => {
      assert.ok(!busy.has(partitionOf(request)), 'two requests of one partition at a time');
      busy.add(partitionOf(request));
      await new Promise(setImmediate);
      busy.delete(partitionOf(request));
      return {};
    };
    for (const id of ['0', '1', '2', '3']) await publish(range(50, id), id);
    const { requests } = await start({ onRequest });
    await eventually('all events', () => requests.flatMap(bodiesOf).length >= 200);
    for (const id of ['0', '1', '2', '3']) {
      const ofPartition = requests.filter((request) => partitionOf(request) === id);
      assert.deepEqual(ofPartition.flatMap(bodiesOf), range(50, id));
      assert.ok(ofPartition.every((request) => bodiesOf(request).length <= 8));
    }
    await eventually('the checkpoints', async () => {
      const found = await checkpointsOf(hub);
      return ['0', '1', '2', '3'].every((id) => found[id] === 49);
    });
  });

  test('carry the publisher and the annotations of the broker', async (t) => {
    const { hub, hubs, start } = await withHub(t);
    const path = `/${hub}/publishers/${publisher}/messages`;
    const sent = await send(hubs.httpPort, `${path}?api-version=2014-01&timeout=60`, {
      token: tokenFor(hubs.httpPort, path),
      headers: { 'Content-Type': 'application/atom+xml;type=entry;charset=utf-8' },
      body: Buffer.from([0x1f, 0x8b, 0x00, 0xff]),
    });
    assert.equal(sent.status, 201);
    const { requests } = await start();
    await eventually('the event', () => requests.length === 1);
    const { Data, Metadata } = requests[0].json;
    assert.deepEqual(JSON.parse(Data.events), ['H4sA/w==']);
    assert.deepEqual(JSON.parse(Metadata.PartitionKeyArray), [publisher]);
    const [properties] = JSON.parse(Metadata.SystemPropertiesArray);
    assert.equal(properties['x-opt-publisher'], publisher);
    assert.equal(properties.SequenceNumber, 0);
    assert.match(properties['x-opt-enqueued-time'], /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00$/);
    assert.equal(Metadata.PartitionContext.FullyQualifiedNamespace, 'localhost');
    assert.equal(Metadata.PartitionContext.EventHubName, hub);
    assert.equal(Metadata.PartitionContext.ConsumerGroup, 'fn');
  });

  test('that the handler refuses are repeated without a checkpoint, other partitions go on', async (t) => {
    const { hub, start, publish } = await withHub(t);
    let refuse = true;
    const onRequest = (request) => (refuse && partitionOf(request) === '1' ? { status: 503 } : {});
    await publish(range(3, 'refused'), '1');
    await publish(range(3, 'taken'), '2');
    const { requests } = await start({ retry: retryForEver, onRequest });
    const ofPartition = (id) => requests.filter((request) => partitionOf(request) === id);
    await eventually('five attempts', () => ofPartition('1').length >= 5);
    await eventually('the checkpoint of the other partition', async () => (await checkpointsOf(hub))['2'] === 2);
    assert.equal((await checkpointsOf(hub))['1'], undefined);
    refuse = false;
    await eventually('the checkpoint', async () => (await checkpointsOf(hub))['1'] === 2);
    assert.ok(ofPartition('1').every((request) => bodiesOf(request).length === 3));
    assert.deepEqual(
      ofPartition('1').map(({ json }) => json.Metadata.RetryContext.RetryCount),
      ofPartition('1').map((_, index) => index),
    );
  });

  test('that were in flight when the host stopped are delivered again by the next one, counted from 0', async (t) => {
    const { hub, start, publish } = await withHub(t);
    await publish(range(3, 'a'), '0');
    const first = await start({ retry: retryForEver, onRequest: () => ({ status: 503 }) });
    await eventually('three attempts', () => first.requests.length >= 3);
    assert.equal(await first.stop(), 0);
    assert.deepEqual(await checkpointsOf(hub), {});
    const second = await start({ retry: retryForEver });
    await eventually('the batch', () => second.requests.length === 1);
    assert.deepEqual(bodiesOf(second.requests[0]), range(3, 'a'));
    assert.equal(second.requests[0].json.Metadata.RetryContext.RetryCount, 0);
    await eventually('the checkpoint', async () => (await checkpointsOf(hub))['0'] === 2);
  });

  test('are skipped for good after a failure without retry policy', async (t) => {
    const { hub, start, publish } = await withHub(t);
    await publish(['lost'], '0');
    const { requests } = await start({ onRequest: () => ({ status: 500 }) });
    await eventually('the checkpoint', async () => (await checkpointsOf(hub))['0'] === 0);
    assert.equal(requests.length, 1);
  });

  test('go on after the connection to the hub was cut, none lost', async (t) => {
    const { hub, hubs, start, publish } = await withHub(t);
    const { requests } = await start();
    await publish(range(5, 'before'), '0');
    await eventually('the first checkpoint', async () => (await checkpointsOf(hub))['0'] === 4); // it waits for events again
    assert.ok((await send(hubs.httpPort, '/standin/disconnect')).status < 300);
    await publish(range(5, 'after'), '0');
    await eventually('the checkpoint', async () => (await checkpointsOf(hub))['0'] === 9);
    assert.deepEqual(new Set(requests.flatMap(bodiesOf)), new Set([...range(5, 'before'), ...range(5, 'after')]));
  });

  test('of a handler that was killed in the middle are delivered again, none lost', async (t) => {
    const { hub, start, publish } = await withHub(t);
    const answer = deferred();
    t.after(() => answer.resolve({}));
    await publish(range(20, 'k'), '0');
    const onRequest = (request, count) => (count === 1 ? answer.promise : {});
    const { requests, url, starts } = await start({ retry: retryForEver, onRequest });
    await eventually('the first request', () => requests.length === 1);
    await fetch(`${url}/host/kill-handler`, { method: 'POST' });
    await eventually('the checkpoint', async () => (await checkpointsOf(hub))['0'] === 19);
    assert.equal(starts.length, 2);
    const later = requests.slice(1).flatMap(bodiesOf);
    assert.deepEqual(later, range(20, 'k'));
  });
});

test('two hosts share the partitions of a hub, and a stopped one gives its own back', async (t) => {
  const { start, publish } = await withHub(t);
  const first = await start({ timeScale: 60 }); // balances every 500 ms
  await publish(['x'], '0');
  await eventually('the first event', () => first.requests.length === 1);
  const second = await start({ timeScale: 60 });
  const count = ({ requests }) => new Set(requests.map(partitionOf)).size;
  await eventually('both at work', async () => {
    for (const id of ['0', '1', '2', '3']) await publish(['y'], id);
    return count(second) > 0;
  });
  assert.equal(await first.stop(), 0);
  await eventually('the second one has all', async () => {
    for (const id of ['0', '1', '2', '3']) await publish(['z'], id);
    return count(second) === 4;
  });
});
