import { offsetText, textOfJson } from './envelope.mjs';

/**
 * Data and metadata of a timer run (platform chapters 1.4 and 12).
 * @param {object} run
 * @param {string} run.bindingName
 * @param {boolean} run.isCron a cron expression, not an interval
 * @param {{last: Date | null, next: Date, lastUpdated: Date | null} | null} run.status null without monitor
 * @param {boolean} run.isPastDue
 * @param {string} [run.manualInput] input of a manual run
 */
export function timerRun({ bindingName, isCron, status, isPastDue, manualInput }) {
  const timer = {
    Schedule: { AdjustForDST: isCron },
    ScheduleStatus: status && scheduleStatusJson(status),
    IsPastDue: isPastDue,
  };
  return {
    data: new Map([[bindingName, timer]]),
    metadata: new Map(manualInput === undefined ? [] : [[bindingName, textOfJson(manualInput)]]),
  };
}

export const scheduleStatusJson = ({ last, next, lastUpdated }) => ({
  Last: offsetText(last),
  Next: offsetText(next),
  LastUpdated: offsetText(lastUpdated),
});
