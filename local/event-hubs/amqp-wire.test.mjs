// What the official JavaScript client does not do, but others may: other SASL mechanisms, single messages, encodings of
// their own choice, and mistakes. The client here is rhea, used bare.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, beforeEach, describe, test } from 'node:test';
import rhea from 'rhea';
import { startEventHubs } from './event-hubs.mjs';
import { eventually, send as httpSend } from './testing.mjs';
import { signSasToken } from './sas.mjs';

const { types } = rhea;
const readerAddress = (partition, group = 'fn') => `events/ConsumerGroups/${group}/Partitions/${partition}`;

let hubs;
const connections = [];
before(async () => {
  hubs = await startEventHubs({ log: () => {} });
});
after(async () => {
  for (const connection of connections) connection.close();
  await hubs.close();
});
beforeEach(() => httpSend(hubs.httpPort, '/standin/recreate'));

/** Opens a connection; by default with the key of the policy that may do everything. */
function connect(options = { username: 'RootManageSharedAccessKey', password: 'SAS_KEY_VALUE' }) {
  const container = rhea.create_container();
  container.on('error', () => {});
  for (const name of ['disconnected', 'connection_error', 'sender_error', 'receiver_error'])
    container.on(name, () => {});
  const connection = container.connect({ host: '127.0.0.1', port: hubs.amqpPort, reconnect: false, ...options });
  connections.push(connection);
  return connection;
}

async function openSender(connection, address) {
  const sender = connection.open_sender({ target: { address } });
  await once(sender, 'sendable');
  return sender;
}

/** Sends a message, or bytes in a given format, and tells how the hub settled it. */
async function settle(sender, message, format) {
  const delivery = sender.send(message, undefined, format);
  const outcome = await Promise.race(['accepted', 'rejected'].map((name) => once(sender, name).then(() => name)));
  return outcome === 'rejected' ? delivery.remote_state.error.condition : outcome;
}

/** Opens a receiver that takes raw bytes, as the hub sends them. */
function openReceiver(connection, address, { credit = 100, ...options } = {}) {
  const receiver = connection.open_receiver({
    source: { address, filter: options.filter },
    credit_window: 0,
    ...options,
  });
  const received = [];
  receiver.on('message', ({ message }) => received.push(message));
  if (credit > 0) receiver.add_credit(credit);
  return { receiver, received };
}

async function refusalOf(link, role) {
  await once(link, `${role}_close`);
  return link.error?.condition;
}

describe('SASL', () => {
  test('PLAIN takes a policy and its key', async () => {
    const sender = await openSender(connect({ username: 'agents', password: 'local-agents-key' }), 'events');
    assert.equal(await settle(sender, { body: 'x' }), 'accepted');
    const wrong = connect({ username: 'agents', password: 'wrong' });
    await once(wrong, 'connection_close');
    assert.equal(wrong.get_error().condition, 'amqp:unauthorized-access');
  });

  test('PLAIN gives the rights of the policy and no more', async () => {
    const agent = connect({ username: 'agents', password: 'local-agents-key' });
    const { receiver } = openReceiver(agent, readerAddress(0));
    assert.equal(await refusalOf(receiver, 'receiver'), 'amqp:unauthorized-access');
  });

  test('MSSBCBS comes in like ANONYMOUS and proves itself on $cbs', async () => {
    const mechanisms = rhea.sasl.client_mechanisms();
    mechanisms.MSSBCBS = { start: (callback) => callback(undefined, Buffer.alloc(0)) };
    const connection = connect({ sasl_mechanisms: mechanisms });
    const refused = connection.open_sender({ target: { address: 'events' } });
    assert.equal(await refusalOf(refused, 'sender'), 'amqp:unauthorized-access');

    const { received: answers } = openReceiver(connection, '$cbs');
    const cbs = await openSender(connection, '$cbs');
    const expiry = Math.floor(Date.now() / 1000) + 60;
    const put = (name, body, type = 'servicebus.windows.net:sastoken') =>
      cbs.send({ message_id: name, body, application_properties: { operation: 'put-token', type, name } });
    put('amqps://localhost/events/', signSasToken('amqps://localhost/events/', 'agents', 'local-agents-key', expiry));
    put('sb://localhost/other', signSasToken('sb://localhost/events', 'agents', 'local-agents-key', expiry));
    put('sb://localhost/events/x', 'a.b.c', 'jwt');
    await eventually(() => answers.length === 3, 'three answers');
    const statuses = answers.map(({ correlation_id: id, application_properties: status }) => [
      id,
      status['status-code'],
    ]);
    assert.deepEqual(statuses, [
      ['amqps://localhost/events/', 202],
      ['sb://localhost/other', 401],
      ['sb://localhost/events/x', 401],
    ]);
    assert.equal(await settle(await openSender(connection, 'events'), { body: 'x' }), 'accepted');
  });
});

describe('a message', () => {
  test('keeps every byte of properties, application properties, body and footer', async () => {
    const connection = connect();
    const content = Buffer.from(
      [
        '0053 73 c0 05 02 a1 01 6d 40', // properties: message-id "m", user-id null, in the short list encoding
        '0053 74 c1 0d 02 a3 01 6b 80 00 00 00 00 00 00 00 01', // application properties: key a symbol, value a full ulong
        '00 a3 10 616d71703a646174613a62696e617279 b0 00 00 00 02 ff 00', // a body section named by its symbol
        '0053 75 a0 01 07', // and a second one
        '0053 78 c1 01 00', // footer
      ]
        .join('')
        .replaceAll(' ', ''),
      'hex',
    );
    const header = Buffer.from('0053 70 c0 02 01 41'.replaceAll(' ', ''), 'hex');
    const sender = await openSender(connection, 'events/Partitions/1');
    assert.equal(await settle(sender, Buffer.concat([header, content]), 0), 'accepted');

    // The client must not decode what it gets: it is told that the format is another one.
    const { receiver, received } = openReceiver(connection, readerAddress(1), { credit: 0 });
    await once(receiver, 'receiver_open');
    const { incoming } = receiver.session;
    const onTransfer = incoming.on_transfer;
    incoming.on_transfer = (frame, link) => {
      frame.performative.message_format = 1;
      onTransfer.call(incoming, frame, link);
    };
    receiver.add_credit(1);
    await eventually(() => received.length === 1, 'the message');
    assert.equal(received[0].subarray(-content.length).toString('hex'), content.toString('hex'));
    const annotations = rhea.message.decode(received[0].subarray(0, -content.length)).message_annotations;
    assert.deepEqual(Object.keys(annotations), ['x-opt-sequence-number', 'x-opt-offset', 'x-opt-enqueued-time']);
  });

  test('may be spread over many frames', async () => {
    const connection = connect({
      username: 'RootManageSharedAccessKey',
      password: 'SAS_KEY_VALUE',
      max_frame_size: 4096,
    });
    const body = rhea.message.data_section(Buffer.alloc(500_000, 5));
    const sender = await openSender(connection, 'events/Partitions/2');
    assert.equal(await settle(sender, { body }), 'accepted');
    const { received } = openReceiver(connection, readerAddress(2));
    await eventually(() => received.length === 1, 'the message');
    assert.ok(body.content.equals(received[0].body.content));
  });

  test('is rejected when it is too large, unreadable, or has too long a key', async () => {
    const sender = await openSender(connect(), 'events');
    const tooLarge = { body: rhea.message.data_section(Buffer.alloc(1_048_576)) };
    assert.equal(await settle(sender, tooLarge), 'amqp:link:message-size-exceeded');
    const valid = rhea.message.encode({ body: rhea.message.data_section(Buffer.from('valid')) });
    for (const [bytes, format] of [
      [Buffer.from('no message'), 0],
      [valid.subarray(0, -1), 0],
      [Buffer.from('005375a00178', 'hex'), 0x80013700],
      [Buffer.from('0053ffa00178', 'hex'), 0],
    ]) {
      assert.equal(await settle(sender, bytes, format), 'amqp:decode-error');
    }
    const annotated = { body: 'x', message_annotations: { 'x-opt-partition-key': 'k'.repeat(129) } };
    assert.equal(await settle(sender, annotated), 'com.microsoft:argument-error');
    assert.equal(await settle(sender, { body: 'x' }), 'accepted', 'the link goes on');
  });
});

describe('links', () => {
  test('are refused where there is nothing', async () => {
    const connection = connect();
    for (const [address, condition] of [
      ['events/ConsumerGroups/none/Partitions/0', 'amqp:not-found'],
      ['events/ConsumerGroups/fn/Partitions/4', 'com.microsoft:argument-out-of-range'],
      ['events/Partitions/0', 'amqp:not-found'],
      ['nothing', 'amqp:not-found'],
      ['', 'amqp:not-found'],
    ]) {
      assert.equal(await refusalOf(openReceiver(connection, address).receiver, 'receiver'), condition, address);
    }
    for (const [address, condition] of [
      ['nothing', 'amqp:not-found'],
      ['events/Partitions/9', 'com.microsoft:argument-out-of-range'],
      ['events/Other/0', 'amqp:not-found'],
    ]) {
      assert.equal(await refusalOf(connection.open_sender({ target: { address } }), 'sender'), condition, address);
    }
  });

  test('without epoch may be five per partition and group', async () => {
    const connection = connect();
    const open = async () => {
      const { receiver } = openReceiver(connection, readerAddress(0));
      await once(receiver, 'receiver_open');
      return receiver;
    };
    const readers = [];
    for (let n = 0; n < 5; n++) readers.push(await open());
    const sixth = openReceiver(connection, readerAddress(0)).receiver;
    assert.equal(await refusalOf(sixth, 'receiver'), 'amqp:resource-limit-exceeded');
    assert.ok(
      (await once(openReceiver(connection, readerAddress(0, '$Default')).receiver, 'receiver_open')).length > 0,
    );

    const owner = connection.open_receiver({
      source: { address: readerAddress(0) },
      properties: { 'com.microsoft:epoch': types.wrap_long(0) },
    });
    const stolen = await Promise.all(readers.map((reader) => refusalOf(reader, 'receiver')));
    assert.deepEqual(new Set(stolen), new Set(['amqp:link:stolen']));
    owner.close();
    await once(owner, 'receiver_close');
    assert.ok(await open(), 'the partition is free again');
  });

  test('get no more than their credit', async () => {
    const connection = connect();
    const sender = await openSender(connection, 'events/Partitions/3');
    for (let n = 0; n < 5; n++) assert.equal(await settle(sender, { body: String(n) }), 'accepted');
    const { receiver, received } = openReceiver(connection, readerAddress(3), { credit: 2 });
    await eventually(() => received.length === 2, 'two messages');
    assert.equal(await settle(sender, { body: '5' }), 'accepted');
    assert.equal(received.length, 2);
    receiver.add_credit(10);
    await eventually(() => received.length === 6, 'the others');
    assert.deepEqual(
      received.map(({ body }) => body),
      ['0', '1', '2', '3', '4', '5'],
    );
  });

  test('that ask for settled transfers get them', async () => {
    const connection = connect();
    const sender = await openSender(connection, 'events/Partitions/3');
    assert.equal(await settle(sender, { body: 'x' }), 'accepted');
    for (const [mode, settled] of [
      [1, true],
      [0, false],
    ]) {
      const { receiver } = openReceiver(connection, readerAddress(3), { snd_settle_mode: mode });
      const [{ delivery }] = await once(receiver, 'message');
      assert.equal(delivery.remote_settled, settled);
    }
  });

  test('go when their connection is cut', async () => {
    const { receiver } = openReceiver(connect(), readerAddress(0));
    await once(receiver, 'receiver_open');
    const readers = async () => {
      const { text } = await httpSend(hubs.httpPort, '/standin/statistics', { method: 'GET' });
      return JSON.parse(text).partitions[0].readers;
    };
    assert.equal(await readers(), 1);
    const gone = once(receiver.connection, 'disconnected');
    await httpSend(hubs.httpPort, '/standin/disconnect');
    await gone;
    await eventually(async () => (await readers()) === 0, 'no reader');
  });
});
