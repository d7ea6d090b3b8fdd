// Faults on demand, so that tests can see how publishers take them. Set over the control API:
//   {"publish": {"status": 503, "retryAfter": 4, "delayMs": 100, "reset": true, "dropAfterStore": true, "stall": true,
//                "every": 3, "times": 5, "publisher": "lab.central", "overBytes": 20000}}
// Of the requests that would be stored (those of `publisher` and with a body above `overBytes` if these are given) each
// `every`-th meets the fault, `times` times at most. It waits `delayMs`, then: `status` answers that and stores nothing;
// `reset` cuts the connection and stores nothing; `dropAfterStore` stores the event and cuts the connection, so that the
// publisher cannot know; none of them stores and answers, only later. With `stall` the answer's body begins and does not
// go on.

import { setTimeout as delay } from 'node:timers/promises';
import { HttpRefusal } from './http-answers.mjs';

const members = {
  status: (value) => Number.isInteger(value) && value >= 400 && value <= 599,
  retryAfter: (value) => Number.isInteger(value) && value >= 0,
  delayMs: (value) => Number.isInteger(value) && value >= 0,
  reset: (value) => typeof value === 'boolean',
  dropAfterStore: (value) => typeof value === 'boolean',
  stall: (value) => typeof value === 'boolean',
  overBytes: (value) => Number.isInteger(value) && value >= 0,
  every: (value) => Number.isInteger(value) && value >= 1,
  times: (value) => Number.isInteger(value) && value >= 1,
  publisher: (value) => typeof value === 'string',
};

export class PublishFaults {
  #settings = null;
  #seen = 0;

  /** How many requests met the present fault. */
  met = 0;

  /** @param {unknown} body of the control request. @throws {HttpRefusal} 400 for what it does not know */
  set(body) {
    const { publish, ...others } = Object(body);
    const unknown = Object.keys(others);
    for (const [name, value] of Object.entries(Object(publish))) {
      if (!Object.hasOwn(members, name) || !members[name](value)) unknown.push(name);
    }
    if (!publish || unknown.length > 0) throw new HttpRefusal(400, `Unknown or invalid: ${unknown.join(', ')}.`);
    this.clear();
    this.#settings = { every: 1, times: Infinity, delayMs: 0, ...publish };
  }

  clear() {
    this.#settings = null;
    this.#seen = 0;
    this.met = 0;
  }

  /** The fault that the next request meets, or null. */
  next(publisher, bodyBytes) {
    const settings = this.#settings;
    if (!settings || (settings.publisher !== undefined && settings.publisher !== publisher)) return null;
    if (settings.overBytes !== undefined && bodyBytes <= settings.overBytes) return null;
    this.#seen++;
    if (this.#seen % settings.every !== 0 || this.met >= settings.times) return null;
    this.met++;
    return { apply: (response, store) => applyFault(settings, response, store) };
  }
}

/** @returns {Promise<boolean>} whether nothing is left to be answered */
async function applyFault({ status, retryAfter, delayMs, reset, dropAfterStore, stall }, response, store) {
  if (delayMs > 0) await delay(delayMs);
  if (stall) {
    if (!status) store();
    response.writeHead(status ?? 201, { 'Content-Type': 'application/xml; charset=utf-8' }).write('<Error>');
    return true;
  }
  if (status) {
    const headers = retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) };
    throw new HttpRefusal(status, status === 503 ? '50002: The server is busy.' : 'A fault on demand.', headers);
  }
  if (!reset) store();
  if (!reset && !dropAfterStore) return false;
  response.socket.resetAndDestroy();
  return true;
}
