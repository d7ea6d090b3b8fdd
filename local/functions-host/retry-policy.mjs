import { timeSpanMs } from './time-span.mjs';

/**
 * @typedef {object} RetryPolicy
 * @property {number} maxRetryCount −1: for ever
 * @property {number} minimumMs delay before the first retry
 * @property {number} maximumMs equal to the minimum for a fixed delay
 */

/**
 * Reads the `retry` object of function.json (platform chapter 3).
 * @param {Record<string, unknown>} json
 * @param {(key: string, problem: string, remedy: string) => void} report called for each thing that is wrong
 * @returns {RetryPolicy | null} null when something was reported
 */
export function readRetryPolicy(json, report) {
  let valid = true;
  const wrong = (key, problem, remedy) => {
    valid = false;
    report(`retry.${key}`, problem, remedy);
  };
  const interval = (key) => {
    const ms = timeSpanMs(json[key] ?? '');
    if (ms === null) wrong(key, `${JSON.stringify(json[key])} is not a duration`, 'write it as "hh:mm:ss"');
    return ms;
  };

  if (!Number.isInteger(json.maxRetryCount) || json.maxRetryCount < -1) {
    wrong('maxRetryCount', `${JSON.stringify(json.maxRetryCount)} is not a count`, 'use −1 (for ever), 0 or more');
  }
  let minimumMs = null;
  let maximumMs = null;
  if (json.strategy === 'fixedDelay') {
    minimumMs = maximumMs = interval('delayInterval');
  } else if (json.strategy === 'exponentialBackoff') {
    minimumMs = interval('minimumInterval');
    maximumMs = interval('maximumInterval');
    if (valid && minimumMs > maximumMs) wrong('minimumInterval', 'is above maximumInterval', 'exchange the two values');
  } else {
    wrong('strategy', `${JSON.stringify(json.strategy)} is unknown`, 'use "fixedDelay" or "exponentialBackoff"');
  }
  return valid ? { maxRetryCount: json.maxRetryCount, minimumMs, maximumMs } : null;
}

/**
 * Milliseconds to wait after the attempt number `attempt` (0 = the first) failed: the minimum, then about 2, 3, 5, 9
 * times the minimum …, each ±20 % of what is added, never above the maximum.
 */
export function retryDelayMs({ minimumMs, maximumMs }, attempt, random = Math.random) {
  if (attempt === 0) return minimumMs;
  const added = minimumMs * 2 ** (attempt - 1) * (0.8 + 0.4 * random());
  return Math.min(minimumMs + added, maximumMs);
}
