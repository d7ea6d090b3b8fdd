import { BlobServiceClient } from '@azure/storage-blob';
import { Invoker } from './invoker.mjs';
import { pause } from './pause.mjs';
import { Statistics } from './statistics.mjs';
import { EventHubTrigger } from './triggers/event-hub-trigger.mjs';
import { HttpServer } from './triggers/http-server.mjs';
import { ScheduleClock } from './triggers/schedule.mjs';
import { ScheduleStatusStore } from './triggers/schedule-status.mjs';
import { TimerTrigger } from './triggers/timer-trigger.mjs';
import { WorkerClient } from './worker-client.mjs';
import { WorkerProcess } from './worker-process.mjs';

/** The real host's limits; tests shorten them. */
const realLimits = {
  probeIntervalMs: 25,
  timeoutGraceMs: 2_000,
  httpDrainMs: 30_000,
  timerDrainMs: 10_000,
  hubCloseMs: 3_000,
  quietGapMs: 1_800_000,
};

/**
 * A script root, started and driven as the Functions host does it.
 */
export class FunctionsHost {
  #configuration;
  #limits;
  #log;
  #client = new WorkerClient();
  #statistics = new Statistics();
  #worker;
  #invoker;
  #triggers = new Map();
  #server;
  #isStopping = false;

  /**
   * @param {object} parts
   * @param {import('./configuration.mjs').Configuration} parts.configuration
   * @param {import('./triggers/keys.mjs').Keys} parts.keys
   * @param {number} parts.timeScale divides the waits of retries, timers and balancing
   * @param {(line: string, source?: string) => void} parts.log
   * @param {(reason: string) => void} parts.onFatal the host cannot go on; the caller stops it
   * @param {Partial<typeof realLimits>} [parts.limits] other limits, for tests
   * @param {Function} [parts.consumers] other Event Hubs consumers, for tests
   */
  constructor({ configuration, keys, timeScale, log, onFatal, limits = {}, consumers }) {
    const { host, functions, scriptRoot, settings } = configuration;
    this.#configuration = configuration;
    this.#limits = {
      ...realLimits,
      quietGapMs: realLimits.quietGapMs / timeScale,
      initializationMs: host.initializationMs,
      ...limits,
    };
    this.#log = log;
    const shared = { client: this.#client, limits: this.#limits, log, onFatal };
    this.#worker = new WorkerProcess({ ...shared, description: host.worker, scriptRoot, environment: settings });
    this.#invoker = new Invoker({
      ...shared,
      worker: this.#worker,
      functionTimeoutMs: host.functionTimeoutMs,
      timeScale,
      statistics: this.#statistics,
    });
    for (const { name, trigger } of functions) this.#statistics.addFunction(name, trigger.type);
    this.#createTriggers(timeScale, consumers);
    this.#server = new HttpServer({
      routePrefix: host.routePrefix,
      definitions: functions.filter(({ trigger }) => trigger.type === 'httpTrigger'),
      triggers: this.#triggers,
      keys,
      invoker: this.#invoker,
      worker: this.#worker,
      statistics: this.#statistics,
      log,
    });
  }

  /** @param {number} port 0: a free one @returns {Promise<string>} URL, once the handler answers and triggers run */
  async start(port) {
    const url = await this.#server.listen(port);
    await this.#worker.start();
    await this.#worker.whenReady();
    if (this.#isStopping) return url;
    await Promise.all([...this.#triggers.values()].map((trigger) => trigger.start()));
    return url;
  }

  /**
   * Waits for calls in flight by the host's limits, then ends the handler with SIGKILL. Batches in flight are given up
   * without a checkpoint.
   */
  async stop() {
    if (this.#isStopping) return;
    this.#isStopping = true;
    const triggers = [...this.#triggers.values()];
    const hubs = triggers.filter((trigger) => trigger instanceof EventHubTrigger);
    const hubsClosed = Promise.allSettled(hubs.map((hub) => hub.stop()));
    this.#server.stopAccepting();
    await within(this.#limits.httpDrainMs, this.#invoker.idle('httpTrigger'));
    for (const trigger of triggers) if (trigger instanceof TimerTrigger) trigger.stop(); // they fire until here
    await within(this.#limits.timerDrainMs, this.#invoker.idle('timerTrigger'));
    await this.#worker.stop();
    this.#server.dropConnections();
    await within(this.#limits.hubCloseMs, hubsClosed); // not for ever: the hub may be gone already
    this.#client.close();
  }

  /** The last resort when the process ends otherwise: no handler is left behind. */
  killHandler() {
    this.#worker.kill();
  }

  #createTriggers(timeScale, consumers) {
    const { settings, host, functions } = this.#configuration;
    const blobs = settings.AzureWebJobsStorage
      ? BlobServiceClient.fromConnectionString(settings.AzureWebJobsStorage)
      : null;
    const clock = new ScheduleClock(timeScale);
    const shared = { invoker: this.#invoker, log: this.#log };
    for (const definition of functions) {
      const { name, trigger } = definition;
      if (trigger.type === 'eventHubTrigger') {
        const options = {
          definition,
          options: host.eventHubs,
          blobs,
          statistics: this.#statistics,
          timeScale,
          consumers,
        };
        this.#triggers.set(name, new EventHubTrigger({ ...shared, ...options }));
      } else if (trigger.type === 'timerTrigger') {
        const store = trigger.useMonitor ? new ScheduleStatusStore(blobs, name) : null;
        this.#triggers.set(name, new TimerTrigger({ ...shared, definition, store, clock }));
      }
    }
  }
}

async function within(limitMs, promise) {
  const enough = new AbortController();
  await Promise.race([promise, pause(limitMs, enough.signal)]);
  enough.abort();
}
