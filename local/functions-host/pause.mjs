import { setTimeout as delay } from 'node:timers/promises';

/** Waits, but not longer than until the signal is aborted. */
export async function pause(ms, signal) {
  try {
    await delay(ms, undefined, { signal });
  } catch (error) {
    if (error.name !== 'AbortError') throw error;
  }
}
