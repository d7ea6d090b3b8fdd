// Runs of a timer: when they are due, and what is remembered of them (platform chapters 1.4 and 12).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deferred, eventually } from '../testing/scripted-root.mjs';
import { parseSchedule } from './schedule.mjs';
import { TimerTrigger } from './timer-trigger.mjs';

/** A clock that the test moves; waits for it end at the next turn of the event loop. */
class ManualClock {
  #now;

  constructor(text) {
    this.#now = new Date(text);
  }

  now() {
    return this.#now;
  }

  set(text) {
    this.#now = new Date(text);
  }

  realMsUntil() {
    return 0;
  }
}

async function startTimer(t, { schedule = '0 */5 * * * *', stored = null, now = '2026-03-02T10:01:00Z', ...binding }) {
  const clock = new ManualClock(now);
  const runs = [];
  const written = [];
  const lines = [];
  const store = { read: async () => stored, write: async (status) => void written.push(status) };
  const trigger = new TimerTrigger({
    definition: {
      name: 'Job',
      trigger: { bindingName: 'timer', schedule: parseSchedule(schedule), runOnStartup: false, ...binding },
    },
    store: binding.useMonitor === false ? null : store,
    clock,
    invoker: {
      run(definition, input) {
        const end = deferred();
        runs.push({ timer: input.data.get('timer'), metadata: input.metadata, end: end.resolve });
        return end.promise;
      },
    },
    log: (line) => lines.push(line),
  });
  t.after(() => {
    trigger.stop();
    for (const { end } of runs) end();
  });
  await trigger.start();
  return { trigger, clock, runs, written, lines };
}

const status = (last, next) => ({
  last: last && new Date(last),
  next: new Date(next),
  lastUpdated: last && new Date(last),
});

describe('a timer', () => {
  test('runs when it is due, and remembers it', async (t) => {
    const { clock, runs, written } = await startTimer(t, {});
    assert.deepEqual(written, [status(null, '2026-03-02T10:05:00Z')]);
    assert.equal(runs.length, 0);
    clock.set('2026-03-02T10:05:00.002Z');
    await eventually('the run', () => runs.length === 1);
    assert.equal(runs[0].timer.ScheduleStatus.Last, '0001-01-01T00:00:00+00:00');
    assert.equal(runs[0].timer.IsPastDue, false);
    runs[0].end();
    await eventually('the status', () => written.length === 2);
    assert.deepEqual(written[1], status('2026-03-02T10:05:00.002Z', '2026-03-02T10:10:00Z'));
    clock.set('2026-03-02T10:10:00Z');
    await eventually('the second run', () => runs.length === 2);
    assert.equal(runs[1].timer.ScheduleStatus.Last, '2026-03-02T10:05:00.002+00:00');
  });

  test('never runs twice at a time; what fell due meanwhile is skipped', async (t) => {
    const { clock, runs, written } = await startTimer(t, {});
    clock.set('2026-03-02T10:05:00Z');
    await eventually('the run', () => runs.length === 1);
    clock.set('2026-03-02T10:21:00Z');
    runs[0].end();
    await eventually('the end of the run', () => written.length === 2);
    clock.set('2026-03-02T10:25:00Z');
    await eventually('the next run', () => runs.length === 2);
    assert.equal(runs[1].timer.ScheduleStatus.Next, '2026-03-02T10:10:00+00:00');
  });

  test('that missed a run while no host was running catches up once, past due', async (t) => {
    const stored = status('2026-03-02T10:05:00Z', '2026-03-02T10:10:00Z');
    const { runs } = await startTimer(t, { stored, now: '2026-03-02T10:32:00Z' });
    await eventually('the run', () => runs.length === 1);
    assert.equal(runs[0].timer.IsPastDue, true);
    assert.equal(runs[0].timer.ScheduleStatus.Next, '2026-03-02T10:10:00+00:00');
  });

  test('whose first run was missed catches up as well', async (t) => {
    const { runs } = await startTimer(t, { stored: status(null, '2026-03-02T10:10:00Z'), now: '2026-03-02T10:32:00Z' });
    await eventually('the run', () => runs.length === 1);
    assert.equal(runs[0].timer.IsPastDue, true);
  });

  test('with a changed schedule has missed nothing', async (t) => {
    const stored = status('2026-03-02T03:00:00Z', '2026-03-03T03:00:00Z');
    const { runs, clock } = await startTimer(t, { stored, now: '2026-03-02T10:32:00Z' });
    clock.set('2026-03-02T10:35:00Z');
    await eventually('the run', () => runs.length === 1);
    assert.equal(runs[0].timer.IsPastDue, false);
    assert.equal(runs[0].timer.ScheduleStatus.Next, '2026-03-02T10:35:00+00:00');
  });

  test('with runOnStartup runs at once, and again when it is due', async (t) => {
    const { runs, clock, written } = await startTimer(t, { runOnStartup: true });
    await eventually('the run', () => runs.length === 1);
    assert.equal(runs[0].timer.IsPastDue, false);
    runs[0].end();
    await eventually('the end of the run', () => written.length === 2);
    clock.set('2026-03-02T10:05:00Z');
    await eventually('the second run', () => runs.length === 2);
  });

  test('without monitor has no status and remembers nothing', async (t) => {
    const { runs, clock, written } = await startTimer(t, { useMonitor: false });
    clock.set('2026-03-02T10:05:00Z');
    await eventually('the run', () => runs.length === 1);
    assert.equal(runs[0].timer.ScheduleStatus, null);
    assert.deepEqual(written, []);
  });

  test('with an interval runs that long after the last run', async (t) => {
    const { runs, clock, written } = await startTimer(t, { schedule: '00:02:00' });
    clock.set('2026-03-02T10:03:00Z');
    await eventually('the run', () => runs.length === 1);
    assert.equal(runs[0].timer.Schedule.AdjustForDST, false);
    runs[0].end();
    await eventually('the status', () => written.length === 2);
    assert.deepEqual(written[1].next, new Date('2026-03-02T10:05:00Z'));
  });

  test('run by hand gets the input and does not change the status', async (t) => {
    const { trigger, runs, written } = await startTimer(t, {});
    const run = trigger.runManually('by hand');
    runs[0].end();
    await run;
    assert.equal(runs[0].metadata.get('timer'), '"by hand"');
    assert.equal(written.length, 1);
  });

  test('does not run once it is stopped', async (t) => {
    const { trigger, runs, clock } = await startTimer(t, {});
    trigger.stop();
    clock.set('2026-03-02T10:05:00Z');
    await new Promise(setImmediate);
    assert.equal(runs.length, 0);
  });
});
