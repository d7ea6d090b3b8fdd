import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseSchedule, ScheduleClock } from './schedule.mjs';

describe('the next occurrence', () => {
  for (const [text, after, expected] of [
    ['0 */5 * * * *', '2026-03-02T10:01:00Z', '2026-03-02T10:05:00Z'],
    ['0 */5 * * * *', '2026-03-02T10:05:00Z', '2026-03-02T10:10:00Z'],
    ['0 */5 * * * *', '2026-03-02T10:04:59.999Z', '2026-03-02T10:05:00Z'],
    ['*/10 * * * * *', '2026-03-02T10:05:03Z', '2026-03-02T10:05:10Z'],
    ['0 0 3 * * *', '2026-03-02T03:00:00.002Z', '2026-03-03T03:00:00Z'],
    ['0 30 9 * * 1-5', '2026-03-06T09:30:00Z', '2026-03-09T09:30:00Z'],
    ['0 0 0 13 * 5', '2026-03-01T00:00:00Z', '2026-03-13T00:00:00Z'], // Friday the 13th, not every 13th
    ['0 0 0 13 * fri', '2026-03-14T00:00:00Z', '2026-11-13T00:00:00Z'],
    ['0 0 0 1 jan *', '2026-03-01T00:00:00Z', '2027-01-01T00:00:00Z'],
    ['00:00:07', '2026-03-02T10:00:00Z', '2026-03-02T10:00:07Z'],
    ['1.00:00:00', '2026-03-02T10:00:00Z', '2026-03-03T10:00:00Z'],
  ]) {
    test(`of "${text}" after ${after}`, () => {
      assert.equal(parseSchedule(text).next(new Date(after)).toISOString(), new Date(expected).toISOString());
    });
  }
});

test('what is neither a cron expression of six fields nor an interval is no schedule', () => {
  for (const text of [
    '',
    '*/5 * * * *',
    '0 0 0 0 * * *',
    '0 0 L * * *',
    '61 * * * * *',
    '0 0 0 ? * *',
    '00:00:00',
    '5 minutes',
  ]) {
    assert.equal(parseSchedule(text), null, text);
  }
});

test('a schedule more frequent than once a minute is not monitored', () => {
  const monitored = ['0 */1 * * * *', '0 0 3 * * *', '00:01:00'];
  const not = ['*/10 * * * * *', '0,30 0 3 * * *', '00:00:59'];
  for (const text of monitored) assert.equal(parseSchedule(text).isMonitorable, true, text);
  for (const text of not) assert.equal(parseSchedule(text).isMonitorable, false, text);
});

test('the clock of a scaled host runs as many times faster', () => {
  const clock = new ScheduleClock(1000);
  const inAnHour = new Date(clock.now().getTime() + 3_600_000);
  assert.ok(clock.realMsUntil(inAnHour) <= 3_600);
  assert.ok(clock.realMsUntil(inAnHour) > 3_000);
  assert.equal(clock.realMsUntil(new Date(0)), 0);
});
