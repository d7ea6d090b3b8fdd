import { pause } from '../pause.mjs';
import { timerRun } from '../requests/timer-request.mjs';

/** The longest single wait, far below what a Node timer can hold. */
const maximumWaitMs = 3_600_000;

/**
 * Timer trigger (platform chapters 1.4 and 12): runs never overlap, occurrences missed during a run are skipped.
 */
export class TimerTrigger {
  #definition;
  #store;
  #clock;
  #invoker;
  #log;
  #status = null;
  #stopping = new AbortController();
  #loop = Promise.resolve();

  /**
   * @param {object} parts
   * @param {object} parts.definition function whose trigger holds bindingName, schedule, runOnStartup
   * @param {import('./schedule-status.mjs').ScheduleStatusStore | null} parts.store null: without monitor
   * @param {import('./schedule.mjs').ScheduleClock} parts.clock
   * @param {import('../invoker.mjs').Invoker} parts.invoker
   * @param {(message: string) => void} parts.log
   */
  constructor({ definition, store, clock, invoker, log }) {
    this.#definition = definition;
    this.#store = store;
    this.#clock = clock;
    this.#invoker = invoker;
    this.#log = log;
  }

  /** Reads the status of the last run and begins to wait; a missed or start-up run begins at once. */
  async start() {
    const { runOnStartup } = this.#definition.trigger;
    const isPastDue = this.#store !== null && (await this.#restoreStatus());
    this.#loop = this.#runForEver(isPastDue || runOnStartup ? { isPastDue } : null);
  }

  /** No further run begins; one in flight goes on. */
  stop() {
    this.#stopping.abort();
  }

  runManually(input) {
    return this.#invoker.run(this.#definition, this.#request({ isPastDue: false, manualInput: input }));
  }

  async #runForEver(startRun) {
    if (startRun) await this.#run(this.#clock.now(), startRun.isPastDue);
    while (!this.#stopping.signal.aborted) {
      const due = this.#definition.trigger.schedule.next(this.#clock.now());
      while (this.#clock.now() < due && !this.#stopping.signal.aborted) {
        await pause(Math.min(this.#clock.realMsUntil(due), maximumWaitMs), this.#stopping.signal);
      }
      if (!this.#stopping.signal.aborted) await this.#run(new Date(Math.max(this.#clock.now(), due)), false);
    }
  }

  async #run(time, isPastDue) {
    await this.#invoker.run(this.#definition, this.#request({ isPastDue }));
    await this.#remember({ last: time, next: this.#definition.trigger.schedule.next(time), lastUpdated: time });
  }

  #request({ isPastDue, manualInput }) {
    const { bindingName, schedule } = this.#definition.trigger;
    return timerRun({ bindingName, isCron: schedule.isCron, status: this.#status, isPastDue, manualInput });
  }

  /** @returns {Promise<boolean>} whether a run was missed while no host was running */
  async #restoreStatus() {
    const { schedule } = this.#definition.trigger;
    const now = this.#clock.now();
    const stored = await this.#store.read();
    // A time in the future was left by a host with a faster clock: as good as none.
    if (stored === null || stored.last > now) {
      await this.#remember({ last: null, next: schedule.next(now), lastUpdated: null });
      return false;
    }
    const expected = stored.last === null ? stored.next : schedule.next(stored.last);
    // After a change of the schedule, what the new one would have missed in the past was never due.
    const next = stored.next.getTime() !== expected.getTime() && expected < now ? schedule.next(now) : expected;
    this.#status = { ...stored, next };
    return this.#status.next < now;
  }

  async #remember(status) {
    if (this.#store === null) return;
    this.#status = status;
    try {
      await this.#store.write(status);
    } catch (error) {
      // The run has taken place; without its status the next start may run it again.
      this.#log(`${this.#definition.name}: schedule status not written: ${error.message}`);
    }
  }
}
