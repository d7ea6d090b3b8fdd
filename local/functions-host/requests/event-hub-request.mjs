import { offsetText, textOfJson, unspecifiedKindText } from './envelope.mjs';

/**
 * @typedef {object} HubEvent one event as the trigger hands it over
 * @property {Buffer} body
 * @property {number | bigint} sequenceNumber
 * @property {string | null} offset
 * @property {string} enqueuedTime ISO 8601, UTC, ends in Z
 * @property {string | null} partitionKey
 * @property {Record<string, unknown>} properties application properties
 * @property {Record<string, unknown>} systemProperties AMQP message properties, then broker annotations, in order
 */

const lowestInt64 = -9223372036854775808n;

/**
 * Data and metadata of a batch, cardinality many (platform chapters 1.3 and 12).
 * @param {object} batch
 * @param {string} batch.bindingName
 * @param {'binary' | 'string'} batch.dataType
 * @param {HubEvent[]} batch.events of one partition, in its order
 * @param {{namespace: string, eventHub: string, consumerGroup: string, partitionId: string, checkpoints: boolean}}
 *   batch.partition where they come from, and whether a checkpoint follows this invocation
 */
export function eventHubBatch({ bindingName, dataType, events, partition }) {
  const context = {
    IsCheckpointingAfterInvocation: partition.checkpoints,
    FullyQualifiedNamespace: partition.namespace,
    EventHubName: partition.eventHub,
    ConsumerGroup: partition.consumerGroup,
    PartitionId: partition.partitionId,
  };
  const column = (read) => textOfJson(events.map(read));
  return {
    data: new Map([[bindingName, bodies(events, dataType)]]),
    metadata: new Map([
      ['TriggerPartitionContext', context],
      ['PartitionContext', context],
      ['PartitionKeyArray', column((event) => event.partitionKey)],
      ['OffsetArray', column((event) => String(numericOffset(event.offset)))],
      ['OffsetStringArray', column((event) => event.offset)],
      ['SequenceNumberArray', column((event) => event.sequenceNumber)],
      ['EnqueuedTimeUtcArray', column((event) => unspecifiedKindText(event.enqueuedTime))],
      ['PropertiesArray', column((event) => event.properties)],
      ['SystemPropertiesArray', column(systemProperties)],
    ]),
  };
}

/** Data and metadata of a manual run: one event without a place in any partition, metadata in the singular. */
export function eventHubManualRun({ bindingName, dataType, input }) {
  const event = {
    body: Buffer.from(input, 'utf8'),
    sequenceNumber: lowestInt64,
    offset: null,
    enqueuedTime: '0001-01-01T00:00:00Z',
    partitionKey: null,
    properties: {},
    systemProperties: {},
  };
  return {
    data: new Map([[bindingName, bodies([event], dataType)]]),
    metadata: new Map([
      ['Offset', textOfJson(String(numericOffset(event.offset)))],
      ['SequenceNumber', textOfJson(event.sequenceNumber)],
      ['EnqueuedTimeUtc', unspecifiedKindText(event.enqueuedTime)],
      ['Properties', event.properties],
      ['SystemProperties', systemProperties(event)],
      [bindingName, textOfJson(input)],
    ]),
  };
}

function bodies(events, dataType) {
  const encoding = dataType === 'binary' ? 'base64' : 'utf8';
  return textOfJson(events.map((event) => event.body.toString(encoding)));
}

function systemProperties(event) {
  const members = new Map(
    Object.entries(event.systemProperties).map(([name, value]) => [
      name,
      name === 'x-opt-enqueued-time' ? offsetText(value) : value,
    ]),
  );
  return members
    .set('SequenceNumber', event.sequenceNumber)
    .set('Offset', numericOffset(event.offset))
    .set('OffsetString', event.offset)
    .set('PartitionKey', event.partitionKey)
    .set('EnqueuedTimeUtc', unspecifiedKindText(event.enqueuedTime));
}

/** Geo-replicated namespaces have opaque offsets: numeric fields then hold -1. */
const numericOffset = (offset) => (/^-?\d+$/.test(offset ?? '') ? BigInt(offset) : -1n);
