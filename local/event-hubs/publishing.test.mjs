import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { startEventHubs } from './event-hubs.mjs';
import { annotationsOf, eventually, receive, send, tokenFor } from './testing.mjs';

const single = { 'Content-Type': 'application/atom+xml;type=entry;charset=utf-8' };
const batch = { 'Content-Type': 'application/vnd.microsoft.servicebus.json' };
const manager = { name: 'RootManageSharedAccessKey', key: 'SAS_KEY_VALUE' };
const query = '?api-version=2014-01&timeout=60';
const limit = 1_048_576;

let hubs;
before(async () => {
  const keys = [
    { ...manager, rights: ['manage', 'send', 'listen'] },
    { name: 'agents', key: 'local-agents-key', rights: ['send'] },
    { name: 'readers', key: 'readers-key', rights: ['listen'] },
  ];
  hubs = await startEventHubs({ keys, log: () => {} });
});
after(() => hubs.close());
beforeEach(async () => {
  await control('POST', 'recreate');
  await control('DELETE', 'faults');
});

async function control(method, action, body) {
  const { status, text } = await send(hubs.httpPort, `/standin/${action}`, {
    method,
    body: body && JSON.stringify(body),
  });
  assert.equal(status, 200, text);
  return JSON.parse(text);
}

const publisherPath = (publisher) => `/events/publishers/${publisher}/messages`;
const publisherToken = (publisher, options) => tokenFor(hubs.httpPort, `/events/publishers/${publisher}`, options);

function publish(path, body, { token = tokenFor(hubs.httpPort, '/events'), headers = {} } = {}) {
  return send(hubs.httpPort, `${path}${query}`, { token, body, headers: { ...single, ...headers } });
}

function publishAs(publisher, body, options = {}) {
  return publish(publisherPath(publisher), body, { token: publisherToken(publisher), ...options });
}

async function assertRefused(response, status, detail = /./) {
  const { status: actual, headers, text } = await response;
  assert.equal(actual, status, text);
  assert.match(headers['content-type'], /^application\/xml/);
  const [, code, found] = /^<Error><Code>(\d+)<\/Code><Detail>(.*TrackingId:.*)<\/Detail><\/Error>$/.exec(text) ?? [];
  assert.equal(code, String(status), text);
  assert.match(found, detail);
}

async function storedCount() {
  const { partitions } = await control('GET', 'statistics');
  return partitions.reduce((sum, { count }) => sum + count, 0);
}

describe('an event that is published', () => {
  test('reaches the consumer byte for byte, with its publisher', async () => {
    const body = gzipSync('{"pack":1}\n{"kind":"heartbeat"}\n');
    const response = await publishAs('lab.central', body);
    assert.deepEqual([response.status, response.text], [201, '']);
    const [event] = await receive(hubs.amqpPort, 1);
    assert.ok(body.equals(event.body));
    const { 'x-opt-enqueued-time': time, ...others } = annotationsOf(event);
    assert.ok(Math.abs(time.getTime() - Date.now()) < 60_000);
    assert.deepEqual(others, {
      'x-opt-sequence-number': 0,
      'x-opt-offset': '0',
      'x-opt-publisher': 'lab.central',
      'x-opt-partition-key': 'lab.central',
    });
    assert.deepEqual([event.partitionKey, event.properties], ['lab.central', undefined]);
  });

  test('goes to one partition per publisher, in order', async () => {
    const publishers = ['acme.a', 'acme.b', 'acme-2.a', 'lab.central', 'lab.remote', 'x.y'];
    for (let round = 0; round < 4; round++) {
      for (const publisher of publishers) assert.equal((await publishAs(publisher, `${round}`)).status, 201);
    }
    const events = await receive(hubs.amqpPort, 4 * publishers.length);
    const partitions = new Set();
    for (const publisher of publishers) {
      const own = events.filter(({ partitionKey }) => partitionKey === publisher);
      assert.equal(own.map(({ body }) => body.toString()).join(''), '0123');
      assert.equal(new Set(own.map(({ partitionId }) => partitionId)).size, 1);
      partitions.add(own[0].partitionId);
    }
    assert.ok(partitions.size > 1, 'publishers are spread over the partitions');
  });

  test('has a publisher only if a publisher sent it', async () => {
    await publish('/events/messages', 'plain', { headers: { 'x-opt-publisher': 'mallory' } });
    await publish('/events/messages', 'keyed', { headers: { BrokerProperties: '{"PartitionKey":"mallory"}' } });
    await publish('/events/partitions/3/messages', 'direct');
    const elements = [{ Body: 'b', UserProperties: { 'x-opt-publisher': 'mallory' }, BrokerProperties: {} }];
    await publish('/events/messages', JSON.stringify(elements), { headers: batch });
    const events = await receive(hubs.amqpPort, 4);
    for (const event of events) assert.equal(annotationsOf(event)['x-opt-publisher'], undefined);
    const byBody = Object.fromEntries(events.map((event) => [event.body.toString(), event]));
    assert.equal(byBody.keyed.partitionKey, 'mallory');
    assert.equal(byBody.plain.partitionKey, undefined);
    assert.equal(byBody.direct.partitionId, '3');
  });

  test('carries custom headers as text properties, and no others', async () => {
    const headers = { 'X-Codec': 'gzip', n: '5', 'x-ms-retrypolicy': 'NoRetry', 'User-Agent': 'test', Accept: '*/*' };
    await publishAs('lab.central', 'x', { headers });
    const [event] = await receive(hubs.amqpPort, 1);
    assert.deepEqual(event.properties, { 'X-Codec': 'gzip', n: '5' });
  });

  test('may be several at once', async () => {
    const elements = [
      { Body: 'é', UserProperties: { text: 'a', whole: 1, large: 2 ** 40, half: 1.5, yes: true } },
      { Body: '', UserProperties: {} },
      { Body: 'last' },
    ];
    const headers = { ...batch, 'X-Ignored': '1' };
    assert.equal((await publishAs('lab.central', JSON.stringify(elements), { headers })).status, 201);
    const events = await receive(hubs.amqpPort, 3);
    assert.deepEqual(
      events.map(({ body }) => body.toString()),
      ['é', '', 'last'],
    );
    assert.deepEqual(events[0].properties, elements[0].UserProperties);
    assert.equal(events[2].properties, undefined);
    for (const event of events) assert.equal(annotationsOf(event)['x-opt-publisher'], 'lab.central');
  });

  test('may come in chunks without a length, and be as large as the limit', async () => {
    const body = Buffer.alloc(limit, 7);
    const headers = { 'Transfer-Encoding': 'chunked' };
    assert.equal((await publishAs('lab.central', body, { headers })).status, 201);
    const [event] = await receive(hubs.amqpPort, 1);
    assert.ok(body.equals(event.body));
  });
});

describe('a publication is refused', () => {
  const path = publisherPath('acme.a');

  test('with 401 for a token that does not allow it', async () => {
    const tokens = {
      'no token': '',
      'another agent of another customer': publisherToken('acme-2.a'),
      'an agent whose name begins alike': publisherToken('acme.ab'),
      'an agent whose name this one begins with': publisherToken('acme'),
      'another hub': tokenFor(hubs.httpPort, '/other'),
      'an expired one': publisherToken('acme.a', { expiry: Math.floor(Date.now() / 1000) - 1 }),
      'an unknown policy': publisherToken('acme.a', { name: 'nobody' }),
      'a wrong key': publisherToken('acme.a', { key: 'wrong' }),
      'a policy that may not send': publisherToken('acme.a', { name: 'readers', key: 'readers-key' }),
      'no signature at all': 'Bearer abc',
    };
    for (const [name, token] of Object.entries(tokens)) {
      await assertRefused(publish(path, 'x', { token }), 401).catch((error) =>
        assert.fail(`${name}: ${error.message}`),
      );
    }
    const token = publisherToken('acme.a');
    for (const other of ['acme-2.a', 'acme.ab', 'acme']) {
      await assertRefused(publish(publisherPath(other), 'x', { token }), 401, /InvalidAudience/);
    }
    for (const wider of ['/events/messages', '/events/partitions/0/messages']) {
      await assertRefused(publish(wider, 'x', { token }), 401, /InvalidAudience/);
    }
    assert.equal(await storedCount(), 0);
    assert.equal((await publish(path, 'x', { token })).status, 201);
  });

  test('with 401 for another host, whatever the port', async () => {
    const token = publisherToken('acme.a');
    const at = (host) => publish(path, 'x', { token, headers: { Host: host } });
    assert.equal((await at('127.0.0.1')).status, 201);
    assert.equal((await at('127.0.0.1:443')).status, 201);
    await assertRefused(at('127.0.0.2'), 401);
  });

  test('with 404 for a hub that there is not', async () => {
    const token = tokenFor(hubs.httpPort, '');
    await assertRefused(publish('/nohub/messages', 'x', { token }), 404);
    await assertRefused(publish('/nohub/publishers/acme.a/messages', 'x', { token }), 404);
  });

  test('with 413 above the limit, properties included', async () => {
    await assertRefused(publishAs('acme.a', Buffer.alloc(limit + 1)), 413, new RegExp(String(limit)));
    await assertRefused(publishAs('acme.a', Buffer.alloc(limit), { headers: { x: 'y' } }), 413);
    await assertRefused(publishAs('acme.a', Buffer.alloc(5_000_000)), 413);
    const large = JSON.stringify([{ Body: 'x'.repeat(limit) }]);
    await assertRefused(publishAs('acme.a', large, { headers: batch }), 413);
    assert.equal(await storedCount(), 0);
  });

  test('with 400 when it makes no sense', async () => {
    const root = tokenFor(hubs.httpPort, '');
    const at = (url, body = 'x', headers = {}) => publish(url, body, { token: root, headers });
    await assertRefused(at('/events/nothing'), 400);
    await assertRefused(at('/events/publishers/acme.a'), 400);
    await assertRefused(at('/events//messages'), 400);
    await assertRefused(at('/events/publishers/../messages'), 400);
    await assertRefused(at('/events/publishers/%zz/messages'), 400);
    await assertRefused(at('/events/publishers/a%2Fb/messages'), 400);
    await assertRefused(at(publisherPath('x'.repeat(129))), 400);
    await assertRefused(at('/events/partitions/4/messages'), 400, /between 0 and 3/);
    await assertRefused(at('/events/partitions/x/messages'), 400);
    for (const properties of [
      '{',
      '[]',
      'null',
      '{"PartitionKey":5}',
      JSON.stringify({ PartitionKey: 'k'.repeat(129) }),
    ]) {
      await assertRefused(at('/events/messages', 'x', { BrokerProperties: properties }), 400);
    }
    await assertRefused(at(path, 'x', { BrokerProperties: '{"PartitionKey":"other"}' }), 400);
    for (const body of ['', '{', '{}', '[]', '[1]', '[{}]', '[{"Body":1}]', '[{"Body":"","UserProperties":[]}]']) {
      await assertRefused(at('/events/messages', body, batch), 400);
    }
    const nested = [{ Body: '', UserProperties: { a: {} } }];
    await assertRefused(at('/events/messages', JSON.stringify(nested), batch), 400);
    const keys = ['a', 'b'].map((PartitionKey) => ({ Body: '', BrokerProperties: { PartitionKey } }));
    await assertRefused(at('/events/messages', JSON.stringify(keys), batch), 400);
    await assertRefused(send(hubs.httpPort, '/events/messages', { method: 'GET', token: root }), 405);
    assert.equal(await storedCount(), 0);
  });
});

describe('a publisher', () => {
  const revoked = (publisher) => `/events/revokedpublishers/${publisher}`;
  const manage = (method, path) =>
    send(hubs.httpPort, path, { method, token: tokenFor(hubs.httpPort, '/events', manager) });

  test('can be revoked and restored by who may manage', async () => {
    await assertRefused(
      send(hubs.httpPort, revoked('acme.a'), { method: 'PUT', token: publisherToken('acme.a') }),
      401,
    );
    const agents = tokenFor(hubs.httpPort, '/events');
    await assertRefused(send(hubs.httpPort, revoked('acme.a'), { method: 'PUT', token: agents }), 401);

    assert.equal((await manage('PUT', revoked('acme.a'))).status, 201);
    await assertRefused(manage('PUT', revoked('acme.a')), 409);
    assert.match((await manage('GET', '/events/revokedpublishers')).text, /<Name>acme\.a<\/Name>/);
    await assertRefused(publishAs('acme.a', 'x'), 401, /PublisherRevoked/);
    await assertRefused(publish(publisherPath('ACME.A'), 'x'), 401, /PublisherRevoked/);
    assert.equal((await publishAs('acme.b', 'x')).status, 201);

    assert.equal((await manage('DELETE', revoked('acme.a'))).status, 200);
    assert.equal((await publishAs('acme.a', 'x')).status, 201);
    await assertRefused(manage('DELETE', '/events/revokedpublishers'), 405);
  });
});

describe('faults on demand', () => {
  const results = async (count) => {
    const found = [];
    for (let n = 0; n < count; n++) {
      found.push(
        await publishAs('acme.a', String(n)).then(
          ({ status }) => status,
          (error) => error.code,
        ),
      );
    }
    return found;
  };

  test('refuse every third request and store nothing of it', async () => {
    await control('POST', 'faults', { publish: { status: 503, retryAfter: 4, every: 3, times: 2 } });
    assert.deepEqual(await results(10), [201, 201, 503, 201, 201, 503, 201, 201, 201, 201]);
    assert.equal(await storedCount(), 8);
    assert.equal((await control('GET', 'statistics')).publishing.faultsMet, 2);

    await control('POST', 'faults', { publish: { status: 503, retryAfter: 4 } });
    const refused = publishAs('acme.a', 'x');
    await assertRefused(refused, 503);
    assert.equal((await refused).headers['retry-after'], '4');
    await control('DELETE', 'faults');
    assert.deepEqual(await results(1), [201]);
  });

  test('cut the connection before or after storing', async () => {
    await control('POST', 'faults', { publish: { reset: true } });
    assert.deepEqual(await results(2), ['ECONNRESET', 'ECONNRESET']);
    assert.equal(await storedCount(), 0);
    await control('POST', 'faults', { publish: { dropAfterStore: true, every: 2 } });
    assert.deepEqual(await results(4), [201, 'ECONNRESET', 201, 'ECONNRESET']);
    assert.equal(await storedCount(), 4);
  });

  test('begin an answer and do not go on with it, stored or not', async () => {
    for (const fault of [{ stall: true }, { stall: true, status: 500 }]) {
      await control('POST', 'faults', { publish: fault });
      const answer = await fetch(`http://127.0.0.1:${hubs.httpPort}${publisherPath('acme.a')}${query}`, {
        method: 'POST',
        body: 'x',
        headers: { ...single, Authorization: publisherToken('acme.a') },
      });
      assert.equal(answer.status, fault.status ?? 201);
      const body = answer.body.getReader();
      assert.equal(Buffer.from((await body.read()).value).toString(), '<Error>');
      assert.equal(await Promise.race([body.read(), delay(200, 'nothing more')]), 'nothing more');
      await body.cancel();
      assert.equal(await storedCount(), 1);
    }
  });

  test('refuse what is too large for them', async () => {
    await control('POST', 'faults', { publish: { status: 413, overBytes: 10 } });
    await assertRefused(publishAs('acme.a', '12345678901'), 413);
    assert.deepEqual(await results(1), [201]);
    assert.equal((await control('GET', 'statistics')).publishing.faultsMet, 1);
  });

  test('delay, and may be for one publisher', async () => {
    await control('POST', 'faults', { publish: { delayMs: 200, publisher: 'acme.a' } });
    const order = [];
    await Promise.all([
      publishAs('acme.a', 'slow').then(({ status }) => order.push(`slow ${status}`)),
      publishAs('acme.b', 'fast').then(({ status }) => order.push(`fast ${status}`)),
    ]);
    assert.deepEqual(order, ['fast 201', 'slow 201']);
  });

  test('are refused when they are not understood', async () => {
    for (const body of [{}, { publish: { stauts: 503 } }, { publish: { every: 0 } }, { publsh: {} }, null, 5]) {
      const answer = send(hubs.httpPort, '/standin/faults', { body: JSON.stringify(body) });
      await assertRefused(answer, 400);
    }
    await assertRefused(send(hubs.httpPort, '/standin/faults', { body: '{' }), 400, /not valid JSON/);
    await assertRefused(send(hubs.httpPort, '/standin/nothing', { body: '' }), 404);
    assert.deepEqual(await results(1), [201]);
  });
});

describe('the hub', () => {
  test('starts again at 0 when it is created again, and its readers are sent away', async () => {
    await publishAs('lab.central', 'before');
    const { partitionId, offset, sequenceNumber } = (await receive(hubs.amqpPort, 1))[0];
    const position = { offset };
    const waiting = receive(hubs.amqpPort, 1, { partitionId, position });
    const sentAway = assert.rejects(waiting, { code: 'MessagingEntityNotFoundError' });
    const readers = async () => (await control('GET', 'statistics')).partitions[partitionId].readers;
    await eventually(async () => (await readers()) === 1, 'the reader is attached');
    const { partitions } = await control('POST', 'recreate');
    await sentAway;
    assert.deepEqual(
      partitions.map(({ lastSequenceNumber }) => lastSequenceNumber),
      [-1, -1, -1, -1],
    );

    await assert.rejects(receive(hubs.amqpPort, 1, { partitionId, position }), { code: 'ArgumentError' });
    await publishAs('lab.central', 'after');
    const [event] = await receive(hubs.amqpPort, 1);
    assert.deepEqual([event.body.toString(), event.offset, event.sequenceNumber], ['after', offset, sequenceNumber]);
  });

  test('counts what it did', async () => {
    const before = (await control('GET', 'statistics')).publishing;
    await publishAs('lab.central', 'x');
    await publishAs('lab.central', 'x', { token: 'Bearer x' });
    const { publishing, partitions } = await control('GET', 'statistics');
    assert.equal(publishing.requests - before.requests, 2);
    assert.equal(publishing.stored - before.stored, 1);
    assert.equal(publishing.refused[401] - (before.refused[401] ?? 0), 1);
    const [filled] = partitions.filter(({ count }) => count > 0);
    assert.deepEqual([filled.count, filled.lastSequenceNumber, filled.dropped], [1, 0, 0]);
    assert.ok(filled.bytes > 0);
  });
});
