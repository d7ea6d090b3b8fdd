import { CronExpressionParser } from 'cron-parser';
import { timeSpanMs } from '../time-span.mjs';

const minuteMs = 60_000;
const inspectedOccurrences = 5;
const maximumSteps = 10_000;

/**
 * A timer's schedule: a cron expression of six fields, seconds first, in UTC, or an interval `hh:mm:ss`.
 * @typedef {object} Schedule
 * @property {boolean} isCron
 * @property {boolean} isMonitorable false when it fires more often than once a minute
 * @property {(after: Date) => Date} next the first occurrence after a time
 */

/** @param {string} text @returns {Schedule | null} null when the text is neither */
export function parseSchedule(text) {
  const intervalMs = timeSpanMs(text);
  if (intervalMs !== null) return intervalMs > 0 ? interval(intervalMs) : null;
  return cron(text);
}

function interval(ms) {
  return { isCron: false, isMonitorable: ms >= minuteMs, next: (after) => new Date(after.getTime() + ms) };
}

function cron(text) {
  const fields = text.trim().split(/\s+/);
  // The parser knows more signs (L, W, #, ?) than the host does.
  if (fields.length !== 6 || !fields.every((field) => /^(\*|\d+|[a-z]{3})([-/,](\*|\d+|[a-z]{3}))*$/i.test(field)))
    return null;
  const [second, minute, hour, dayOfMonth, month, dayOfWeek] = fields;
  const parse = (...parts) => CronExpressionParser.parse(parts.join(' '), { tz: 'UTC' });
  let byDayOfMonth;
  let byDayOfWeek;
  try {
    // With both days restricted the host wants both to match; the parser would take either.
    byDayOfMonth = parse(second, minute, hour, dayOfMonth, month, '*');
    byDayOfWeek = parse(second, minute, hour, '*', month, dayOfWeek);
  } catch {
    return null; // the parser reports everything that is wrong with an expression by throwing
  }
  const next = (after) => {
    byDayOfMonth.reset(after);
    for (let step = 0; step < maximumSteps; step++) {
      const occurrence = byDayOfMonth.next().toDate();
      if (byDayOfWeek.includesDate(occurrence)) return occurrence;
    }
    throw new RangeError(`schedule "${text}" has no occurrence`);
  };
  return { isCron: true, isMonitorable: isMonitorable(next), next };
}

function isMonitorable(next) {
  let previous = next(new Date());
  for (let count = 1; count < inspectedOccurrences; count++) {
    const following = next(previous);
    if (following - previous < minuteMs) return false;
    previous = following;
  }
  return true;
}

/** Time for schedules, `scale` times as fast as the real one from its creation on. */
export class ScheduleClock {
  #scale;
  #start = Date.now();
  #startedAt = performance.now();

  constructor(scale) {
    this.#scale = scale;
  }

  now() {
    return new Date(this.#start + (performance.now() - this.#startedAt) * this.#scale);
  }

  /** Real milliseconds until a time of this clock; never negative. */
  realMsUntil(time) {
    return Math.max(0, (time - this.now()) / this.#scale);
  }
}
