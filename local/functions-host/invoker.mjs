import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { judgeAnswer } from './answer-judge.mjs';
import { pause } from './pause.mjs';
import { envelope, retryContext, utcText } from './requests/envelope.mjs';
import { exceptionJson } from './requests/exception.mjs';
import { retryDelayMs } from './retry-policy.mjs';
import { timeSpanText } from './time-span.mjs';
import { ConnectionFailure } from './worker-client.mjs';

/** The longest wait of an invocation for a handler that is not ready, in initialization time-outs. */
const readinessWaits = 4;

/**
 * Runs functions: one call of `run` is one invocation with all its attempts (platform chapters 1.6, 3, 4 and 12).
 */
export class Invoker {
  #worker;
  #client;
  #functionTimeoutMs;
  #limits;
  #timeScale;
  #statistics;
  #log;
  #onFatal;
  #inFlight = new Map();

  /**
   * @param {object} parts
   * @param {import('./worker-process.mjs').WorkerProcess} parts.worker
   * @param {import('./worker-client.mjs').WorkerClient} parts.client
   * @param {number} parts.functionTimeoutMs Infinity: unlimited
   * @param {{initializationMs: number, timeoutGraceMs: number}} parts.limits
   * @param {number} parts.timeScale divides the waits between attempts
   * @param {import('./statistics.mjs').Statistics} parts.statistics
   * @param {(message: string) => void} parts.log
   * @param {(reason: string) => void} parts.onFatal the host must stop itself
   */
  constructor({ worker, client, functionTimeoutMs, limits, timeScale, statistics, log, onFatal }) {
    this.#worker = worker;
    this.#client = client;
    this.#functionTimeoutMs = functionTimeoutMs;
    this.#limits = limits;
    this.#timeScale = timeScale;
    this.#statistics = statistics;
    this.#log = log;
    this.#onFatal = onFatal;
  }

  /**
   * Invokes a function and repeats it by its retry policy.
   * @param {{name: string, trigger: {type: string}, retry: import('./retry-policy.mjs').RetryPolicy | null}} definition
   * @param {{data: Map<string, unknown>, metadata: Map<string, unknown>}} input
   * @param {AbortSignal} [signal] ends the sequence; the request in flight goes on until the handler answers or dies
   * @returns {Promise<{outcome: 'success', answer: object} | {outcome: 'failure', failure: object} |
   *   {outcome: 'cancelled'}>}
   */
  run(definition, input, signal = new AbortController().signal) {
    const sequence = this.#sequence(definition, input, signal);
    this.#inFlight.set(sequence, definition.trigger.type);
    return sequence.finally(() => this.#inFlight.delete(sequence));
  }

  /** Resolves when no invocation by triggers of this type is in flight. */
  async idle(triggerType) {
    const running = () => [...this.#inFlight].filter(([, type]) => type === triggerType).map(([sequence]) => sequence);
    while (running().length > 0) await Promise.allSettled(running());
  }

  async #sequence(definition, input, signal) {
    const { name, retry } = definition;
    const counters = this.#statistics.of(name);
    const invocationId = randomUUID(); // the same for all attempts
    let exception = null;
    counters.invocations++;
    counters.running++;
    try {
      for (let attempt = 0; !signal.aborted; attempt++) {
        const context = retry && retryContext({ attempt, maxRetryCount: retry.maxRetryCount, exception });
        counters.attempts++;
        if (attempt > 0) counters.retries++;
        const result = await untilAborted(signal, this.#attempt(name, invocationId, input, context));
        if (result === null) break;
        if (result.verdict === 'success') return { outcome: 'success', answer: result };

        counters.failures++;
        this.#log(`${name} ${invocationId} attempt ${attempt} failed: ${describe(result.failure)}`);
        if (!retry || (retry.maxRetryCount >= 0 && attempt >= retry.maxRetryCount)) {
          return { outcome: 'failure', failure: result.failure };
        }
        exception = exceptionJson({ functionName: name, invocationId, failure: result.failure });
        await pause(retryDelayMs(retry, attempt) / this.#timeScale, signal);
      }
      return { outcome: 'cancelled' };
    } finally {
      counters.running--;
    }
  }

  /** One request. Without a result it lasts until functionTimeout has passed; then the handler is killed. */
  async #attempt(name, invocationId, { data, metadata }, context) {
    await this.#readiness();
    const body = envelope({
      data,
      metadata,
      functionName: name,
      utcNow: utcText(new Date()),
      randomId: randomUUID(),
      retryContext: context,
    });
    const result = this.#exchange(name, invocationId, body);
    if (this.#functionTimeoutMs === Infinity) return result;

    const timer = new AbortController();
    const timedOut = delay(this.#functionTimeoutMs + this.#limits.timeoutGraceMs, 'timeout', { signal: timer.signal });
    timedOut.catch(() => {}); // the rejection when the timer is stopped
    const first = await Promise.race([result, timedOut]);
    timer.abort();
    if (first !== 'timeout') return first;

    this.#statistics.of(name).timeouts++;
    this.#worker.restart();
    return { verdict: 'failure', failure: { kind: 'timeout', timeout: timeSpanText(this.#functionTimeoutMs) } };
  }

  async #exchange(name, invocationId, body) {
    try {
      const answer = await this.#client.invoke({ port: this.#worker.port, functionName: name, invocationId, body });
      const result = judgeAnswer(answer);
      if (result.verdict === 'hang') {
        this.#log(`${name} ${invocationId} was answered without a result: it lasts until functionTimeout`);
        return new Promise(() => {});
      }
      for (const line of result.logs ?? []) this.#log(line, `Function.${name}.User`);
      return result;
    } catch (error) {
      if (error instanceof ConnectionFailure) return { verdict: 'failure', failure: { kind: error.kind } };
      throw error;
    }
  }

  async #readiness() {
    const limit = new AbortController();
    const limitMs = readinessWaits * this.#limits.initializationMs;
    const expired = delay(limitMs, 'expired', { signal: limit.signal, ref: false });
    expired.catch(() => {}); // the rejection when the timer is stopped
    const first = await Promise.race([this.#worker.whenReady(), expired]);
    limit.abort();
    if (first === 'expired') this.#onFatal(`the handler was not ready within ${limitMs} ms`);
  }
}

/** The promise's value, or null as soon as the signal is aborted. The promise itself is not cancelled. */
function untilAborted(signal, promise) {
  if (signal.aborted) return Promise.resolve(null);
  return new Promise((resolve, reject) => {
    const onAbort = () => resolve(null);
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

function describe(failure) {
  if (failure.kind === 'status') return `status ${failure.status}`;
  if (failure.kind === 'timeout') return `no result within ${failure.timeout}`;
  if (failure.kind !== 'unreadable') return `connection ${failure.kind}`;
  return failure.cause.kind === 'mediaType' ? `content type ${failure.cause.mediaType}` : failure.cause.message;
}
