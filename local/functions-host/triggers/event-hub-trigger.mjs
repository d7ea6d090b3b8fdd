import { pause } from '../pause.mjs';
import { eventHubBatch, eventHubManualRun } from '../requests/event-hub-request.mjs';
import { hubEvent, openConsumer, startPosition } from './event-hub-client.mjs';

const reconnectMs = 1000;

/**
 * How long the client waits for events before it looks at its connection again: when that was cut meanwhile, nothing
 * else wakes it. (Each wait asks the hub for `prefetchCount` events more, so it is not shorter.)
 */
const maximumWaitSeconds = 2;

/** Ends the partition's pump: an error that the client does not retry. */
class OwnershipLost extends Error {}

/**
 * Event Hubs trigger (platform chapter 4): one invocation at a time per partition, checkpoint after it has ended,
 * whatever its result, unless the host is stopping or the partition was lost.
 */
export class EventHubTrigger {
  #definition;
  #options;
  #connectionString;
  #blobs;
  #invoker;
  #statistics;
  #timeScale;
  #log;
  #openConsumer;
  #stopping = new AbortController();
  #partitions = new Map();
  #client = null;
  #subscription = null;

  /**
   * @param {object} parts
   * @param {object} parts.definition function whose trigger holds eventHub, consumerGroup, dataType, connectionString
   * @param {object} parts.options `extensions.eventHubs` of host.json as `readHostJson` gives it
   * @param {import('@azure/storage-blob').BlobServiceClient} parts.blobs host storage
   * @param {import('../invoker.mjs').Invoker} parts.invoker
   * @param {import('../statistics.mjs').Statistics} parts.statistics
   * @param {number} parts.timeScale divides the balancing intervals
   * @param {(message: string) => void} parts.log
   * @param {typeof openConsumer} [parts.consumers] replaced by tests
   */
  constructor({ definition, options, blobs, invoker, statistics, timeScale, log, consumers = openConsumer }) {
    this.#definition = definition;
    this.#options = options;
    this.#connectionString = definition.trigger.connectionString;
    this.#blobs = blobs;
    this.#invoker = invoker;
    this.#statistics = statistics;
    this.#timeScale = timeScale;
    this.#log = log;
    this.#openConsumer = consumers;
  }

  /** Resolves when the hub has answered and the partitions are being claimed. */
  async start() {
    while (!this.#stopping.signal.aborted && !(await this.#tryOpen())) await pause(reconnectMs, this.#stopping.signal);
    if (this.#stopping.signal.aborted) return;
    this.#subscription = this.#client.subscribe(
      {
        processEvents: (events, context) => this.#onEvents(events, context),
        processError: async (error, context) => {
          if (!(error instanceof OwnershipLost)) this.#log(`${this.#place(context.partitionId)}: ${error.message}`);
        },
        processClose: async (reason, context) => {
          this.#partitions.get(context.partitionId)?.lost.abort();
          this.#partitions.delete(context.partitionId);
          this.#log(`${this.#place(context.partitionId)} closed: ${reason}`);
        },
      },
      {
        maxBatchSize: this.#options.maxEventBatchSize,
        maxWaitTimeInSeconds: maximumWaitSeconds,
        prefetchCount: this.#options.prefetchCount,
        startPosition: startPosition(this.#options.initialOffset),
        skipParsingBodyAsJson: true,
      },
    );
  }

  /** Ends every sequence without a checkpoint and gives the partitions back. */
  async stop() {
    this.#stopping.abort();
    await this.#subscription?.close();
    await this.#client?.close();
  }

  runManually(input) {
    const { bindingName, dataType } = this.#definition.trigger;
    return this.#invoker.run(
      this.#definition,
      eventHubManualRun({ bindingName, dataType, input }),
      this.#stopping.signal,
    );
  }

  async #tryOpen() {
    const { eventHub, consumerGroup } = this.#definition.trigger;
    let client = null;
    try {
      client = await this.#openConsumer({
        connectionString: this.#connectionString,
        eventHub,
        consumerGroup,
        blobs: this.#blobs,
        intervals: {
          loadBalancingMs: this.#options.loadBalancingMs / this.#timeScale,
          ownershipExpirationMs: this.#options.ownershipExpirationMs / this.#timeScale,
        },
        onOwnershipLost: (partitionId) => this.#partitions.get(partitionId)?.lost.abort(),
        onCheckpointRead: (partitionId, sequenceNumber) => {
          this.#statistics.ofPartition(this.#definition.name, partitionId).lastCheckpointedSequenceNumber ??=
            sequenceNumber;
        },
      });
      await client.getPartitionIds();
      this.#client = client;
      return true;
    } catch (error) {
      // Any failure of hub or storage at start is worth another try: they may be starting as well.
      this.#log(
        `${this.#definition.name}: hub "${eventHub}" or its checkpoints cannot be reached yet: ${error.message}`,
      );
      await client?.close();
      return false;
    }
  }

  async #onEvents(received, context) {
    if (received.length === 0) return; // the client's wait for events ended without any
    const partition = this.#partitionOf(context);
    const counters = this.#statistics.ofPartition(this.#definition.name, context.partitionId);
    counters.lastReceivedSequenceNumber = received.at(-1).sequenceNumber;
    const checkpoints = (partition.batches + 1) % this.#options.batchCheckpointFrequency === 0;
    const { bindingName, dataType, eventHub, consumerGroup } = this.#definition.trigger;
    const input = eventHubBatch({
      bindingName,
      dataType,
      events: received.map(hubEvent),
      partition: {
        namespace: context.fullyQualifiedNamespace,
        eventHub,
        consumerGroup,
        partitionId: context.partitionId,
        checkpoints,
      },
    });
    const signal = AbortSignal.any([this.#stopping.signal, partition.lost.signal]);
    const { outcome } = await this.#invoker.run(this.#definition, input, signal);
    if (partition.lost.signal.aborted) throw new OwnershipLost(`${this.#place(context.partitionId)} was lost`);
    if (outcome === 'cancelled' || signal.aborted) return;

    partition.batches++;
    counters.batches++;
    counters.events += received.length;
    if (checkpoints) await this.#checkpoint(received.at(-1), context, counters);
  }

  async #checkpoint(event, context, counters) {
    try {
      await context.updateCheckpoint(event);
      counters.lastCheckpointedSequenceNumber = event.sequenceNumber;
    } catch (error) {
      // The batch was processed; a later checkpoint covers it, and after a restart it is delivered again.
      this.#log(`${this.#place(context.partitionId)}: checkpoint ${event.sequenceNumber} failed: ${error.message}`);
    }
  }

  #partitionOf({ partitionId }) {
    if (!this.#partitions.has(partitionId))
      this.#partitions.set(partitionId, { lost: new AbortController(), batches: 0 });
    return this.#partitions.get(partitionId);
  }

  #place(partitionId) {
    return `${this.#definition.name} partition ${partitionId === '' ? '(all)' : partitionId}`;
  }
}
