import { EventHubConsumerClient, RetryMode, earliestEventPosition, latestEventPosition } from '@azure/event-hubs';
import { BlobCheckpointStore } from '@azure/eventhubs-checkpointstore-blob';

/** Container of checkpoints and ownerships, as the Event Hubs extension names it. */
export const checkpointContainer = 'azure-webjobs-eventhub';

/** The extension's defaults of `clientRetryOptions`; the JavaScript client's own wait 30 s before the first retry. */
const retryOptions = {
  mode: RetryMode.Exponential,
  maxRetries: 3,
  retryDelayInMs: 800,
  maxRetryDelayInMs: 60_000,
  timeoutInMs: 60_000,
};

const messageProperties = {
  messageId: 'message-id',
  userId: 'user-id',
  to: 'to',
  subject: 'subject',
  replyTo: 'reply-to',
  correlationId: 'correlation-id',
  contentType: 'content-type',
  contentEncoding: 'content-encoding',
  absoluteExpiryTime: 'absolute-expiry-time',
  creationTime: 'creation-time',
  groupId: 'group-id',
  groupSequence: 'group-sequence',
  replyToGroupId: 'reply-to-group-id',
};

/**
 * Opens the official consumer client with the official blob checkpoint store.
 * @param {object} parts
 * @param {string} parts.connectionString of the namespace
 * @param {string} parts.eventHub
 * @param {string} parts.consumerGroup
 * @param {import('@azure/storage-blob').BlobServiceClient} parts.blobs host storage
 * @param {{loadBalancingMs: number, ownershipExpirationMs: number}} parts.intervals
 * @param {(partitionId: string) => void} parts.onOwnershipLost
 * @param {(partitionId: string, sequenceNumber: number) => void} parts.onCheckpointRead
 */
export async function openConsumer({ connectionString, eventHub, consumerGroup, blobs, intervals, ...watchers }) {
  const container = blobs.getContainerClient(checkpointContainer);
  await container.createIfNotExists();
  const store = new WatchedCheckpointStore(container, watchers);
  const client = new EventHubConsumerClient(consumerGroup, connectionString, eventHub, store, {
    retryOptions,
    loadBalancingOptions: {
      strategy: 'greedy',
      updateIntervalInMs: intervals.loadBalancingMs,
      partitionOwnershipExpirationIntervalInMs: intervals.ownershipExpirationMs,
    },
  });
  store.ownerId = client.identifier;
  return client;
}

/**
 * The official store, watched: the client learns of a lost partition only at its next receive, which may be a whole
 * retry sequence away; the list of owners, which it reads at every balancing, tells it at once.
 */
class WatchedCheckpointStore extends BlobCheckpointStore {
  #watchers;

  ownerId = '';

  constructor(container, watchers) {
    super(container);
    this.#watchers = watchers;
  }

  async listOwnership(...where) {
    const ownerships = await super.listOwnership(...where);
    for (const { ownerId, partitionId } of ownerships) {
      if (ownerId !== '' && ownerId !== this.ownerId) this.#watchers.onOwnershipLost(partitionId);
    }
    return ownerships;
  }

  async listCheckpoints(...where) {
    const checkpoints = await super.listCheckpoints(...where);
    for (const { partitionId, sequenceNumber } of checkpoints) {
      this.#watchers.onCheckpointRead(partitionId, sequenceNumber);
    }
    return checkpoints;
  }
}

/** The client's name for an `initialOffsetOptions` of host.json; used where no checkpoint exists. */
export function startPosition({ type, enqueuedTimeUtc }) {
  if (type === 'fromEnd') return latestEventPosition;
  return type === 'fromEnqueuedTime' ? { enqueuedOn: enqueuedTimeUtc } : earliestEventPosition;
}

/**
 * What the trigger sees of a received event. The AMQP message itself is read, because the client turns times of
 * properties into numbers and hides the broker's order of the annotations.
 * @param {import('@azure/event-hubs').ReceivedEventData} received with a body that was not parsed
 * @returns {import('../requests/event-hub-request.mjs').HubEvent}
 */
export function hubEvent(received) {
  const message = received.getRawAmqpMessage();
  const properties = Object.entries(message.properties ?? {})
    .filter(([name, value]) => name in messageProperties && value !== undefined && value !== null)
    .map(([name, value]) => [messageProperties[name], plainValue(value)]);
  const annotations = Object.entries(message.messageAnnotations ?? {});
  return {
    body: Buffer.isBuffer(received.body) ? received.body : Buffer.from(String(received.body), 'utf8'),
    sequenceNumber: received.sequenceNumber,
    offset: received.offset ?? null,
    enqueuedTime: received.enqueuedTimeUtc.toISOString(),
    partitionKey: received.partitionKey ?? null,
    properties: plainValues(Object.entries(message.applicationProperties ?? {})),
    systemProperties: plainValues([
      ...properties,
      ...annotations.map(([name, value]) => [
        name,
        name === 'x-opt-enqueued-time' ? new Date(value).toISOString() : value,
      ]),
    ]),
  };
}

const plainValues = (entries) => Object.fromEntries(entries.map(([name, value]) => [name, plainValue(value)]));

function plainValue(value) {
  if (value instanceof Date) return value.toISOString().replace(/\.?0*Z$/, 'Z');
  if (!Buffer.isBuffer(value)) return value;
  // The client gives a UUID as 16 bytes, like any other binary value of that length.
  return value.length === 16
    ? value.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
    : value.toString('base64');
}
