// The whole stand-in: one namespace on loopback with one hub, reachable over AMQP and over HTTP.

import { AmqpServer } from './amqp-server.mjs';
import { Control, controlSegment } from './control.mjs';
import { PublishFaults } from './faults.mjs';
import { HttpServer } from './http-server.mjs';
import { Hub, maxPublicationBytes } from './hub.mjs';
import { KeyRing, rights } from './key-ring.mjs';
import { Publishing } from './publishing.mjs';
import { sameName } from './resource-uri.mjs';

const loopback = '127.0.0.1';

/** The emulator's well-known policy, and one that may only send, for signing publishers' tokens. */
export const defaultKeys = [
  { name: 'RootManageSharedAccessKey', key: 'SAS_KEY_VALUE', rights },
  { name: 'agents', key: 'local-agents-key', rights: ['send'] },
];

const defaultMemoryBytes = 1 << 30;
const defaultCacheBytes = 64 << 20;

/**
 * Starts the stand-in.
 * @param {object} [options]
 * @param {number} [options.amqpPort] 0 = a free one
 * @param {number} [options.httpPort] 0 = a free one
 * @param {string} [options.hub] name of the hub
 * @param {number} [options.partitions]
 * @param {string[]} [options.consumerGroups] besides `$Default`
 * @param {{name: string, key: string, rights: string[]}[]} [options.keys]
 * @param {string} [options.logDirectory] keeps the log there; without it in memory
 * @param {number} [options.maxBytes] of events in memory
 * @param {(text: string) => void} [options.log]
 */
export async function startEventHubs({
  amqpPort = 0,
  httpPort = 0,
  hub: name = 'events',
  partitions = 4,
  consumerGroups = ['fn'],
  keys = defaultKeys,
  logDirectory,
  maxBytes = logDirectory ? defaultCacheBytes : defaultMemoryBytes,
  log = (text) => console.error(text),
} = {}) {
  if (sameName(name, controlSegment)) throw new Error(`a hub cannot be called ${controlSegment}`);
  // So the partition that has to give up its oldest event always has another one.
  if (maxBytes < 2 * maxPublicationBytes * partitions) {
    throw new Error(`at least ${2 * maxPublicationBytes * partitions} bytes are needed for ${partitions} partitions`);
  }
  const hub = new Hub({
    name,
    partitionCount: partitions,
    consumerGroups,
    directory: logDirectory,
    maxBytes,
    warn: log,
  });
  const keyRing = new KeyRing(keys);
  const faults = new PublishFaults();
  const publishing = new Publishing(hub, faults);
  const amqp = new AmqpServer({ hub, keyRing, log });
  const control = new Control({ hub, amqp, publishing, faults });
  const http = new HttpServer({ hub, keyRing, publishing, control, log });

  const ports = { amqpPort: await amqp.listen(amqpPort, loopback), httpPort: await http.listen(httpPort, loopback) };
  const close = async () => {
    await Promise.all([amqp.close(), http.close()]);
    hub.close();
  };
  return { ...ports, close };
}
