// What the tests of the stand-in share.

import { once } from 'node:events';
import { request } from 'node:http';
import { EventHubConsumerClient, earliestEventPosition } from '@azure/event-hubs';
import { signSasToken } from './sas.mjs';

export const hubName = 'events';
export const group = 'fn';

/** Connection string of the stand-in for official clients, by default with the policy that may do everything. */
export function connectionString(amqpPort, name = 'RootManageSharedAccessKey', key = 'SAS_KEY_VALUE') {
  const endpoint = `Endpoint=sb://localhost:${amqpPort};SharedAccessKeyName=${name};SharedAccessKey=${key}`;
  return `${endpoint};UseDevelopmentEmulator=true;`;
}

/** A client that gives up soon instead of trying for minutes. */
export const quick = { retryOptions: { maxRetries: 0, timeoutInMs: 20_000 } };

/** Waits until a condition holds. */
export async function eventually(condition, what, deadlineMs = 30_000) {
  const deadline = Date.now() + deadlineMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not within ${deadlineMs} ms: ${what}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  }
}

const consumers = new Set();

/**
 * Subscribes with an official client.
 * @returns {() => Promise<void>} ends the subscription and closes the client; only the first time
 */
export function subscribe(client, ...subscription) {
  const subscribed = client.subscribe(...subscription);
  const end = async () => {
    if (!consumers.delete(end)) return;
    await subscribed.close();
    await client.close();
  };
  consumers.add(end);
  return end;
}

/** Ends what a test that failed has left open, for it would keep the test from ending. */
export async function endSubscriptions() {
  for (const end of consumers) await end();
}

/** Receives with the official client until `count` events came; then closes it. */
export async function receive(amqpPort, count, { position = earliestEventPosition, partitionId, ...options } = {}) {
  const client = new EventHubConsumerClient(group, connectionString(amqpPort), hubName, quick);
  const events = [];
  const failures = [];
  const handlers = {
    processEvents: async (batch, context) => {
      for (const event of batch) events.push(Object.assign(event, { partitionId: context.partitionId }));
    },
    processError: async (error) => {
      failures.push(error);
    },
  };
  const subscribeOptions = {
    startPosition: position,
    maxWaitTimeInSeconds: 0.1,
    skipParsingBodyAsJson: true,
    ...options,
  };
  const end = partitionId
    ? subscribe(client, partitionId, handlers, subscribeOptions)
    : subscribe(client, handlers, subscribeOptions);
  try {
    await eventually(() => failures.length > 0 || events.length >= count, `${count} events, got ${events.length}`);
    if (failures.length > 0) throw failures[0];
    return events;
  } finally {
    await end();
  }
}

/** The annotations as the broker sent them. */
export function annotationsOf(event) {
  return event.getRawAmqpMessage().messageAnnotations;
}

const inAnHour = () => Math.floor(Date.now() / 1000) + 3600;

/** A token for a path of the stand-in. */
export function tokenFor(httpPort, path, { name = 'agents', key = 'local-agents-key', expiry = inAnHour() } = {}) {
  return signSasToken(`http://127.0.0.1:${httpPort}${path}`, name, key, expiry);
}

/** Sends a request byte for byte as told; `fetch` would add headers of its own. */
export async function send(httpPort, path, { method = 'POST', token, headers = {}, body = '' } = {}) {
  const length = headers['Transfer-Encoding'] ? {} : { 'Content-Length': Buffer.byteLength(body) };
  const outgoing = request({
    host: '127.0.0.1',
    port: httpPort,
    path,
    method,
    agent: false,
    headers: { ...(token && { Authorization: token }), ...length, ...headers },
  });
  outgoing.end(body);
  const [response] = await once(outgoing, 'response');
  const chunks = await response.toArray();
  return { status: response.statusCode, headers: response.headers, text: Buffer.concat(chunks).toString('utf8') };
}
