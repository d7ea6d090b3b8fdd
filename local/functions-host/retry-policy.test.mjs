import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { retryDelayMs } from './retry-policy.mjs';
import { timeSpanMs, timeSpanText } from './time-span.mjs';

const delays = (policy, count, random) =>
  Array.from({ length: count }, (_, attempt) => Math.round(retryDelayMs(policy, attempt, random)));

describe('the delays of a retry policy', () => {
  test('of a fixed delay are all the same', () => {
    assert.deepEqual(delays({ minimumMs: 1000, maximumMs: 1000 }, 4), [1000, 1000, 1000, 1000]);
  });

  test('of a backoff are the minimum, then 2, 3, 5, 9 times that, up to the maximum', () => {
    const middle = () => 0.5;
    assert.deepEqual(delays({ minimumMs: 1000, maximumMs: 10_000 }, 6, middle), [1000, 2000, 3000, 5000, 9000, 10_000]);
  });

  test('of a backoff vary by a fifth of what is added, and stay below the maximum for ever', () => {
    const policy = { minimumMs: 1000, maximumMs: 10_000 };
    assert.deepEqual(
      delays(policy, 4, () => 0),
      [1000, 1800, 2600, 4200],
    );
    assert.deepEqual(
      delays(policy, 4, () => 1),
      [1000, 2200, 3400, 5800],
    );
    assert.equal(
      retryDelayMs(policy, 5000, () => 1),
      10_000,
    );
  });

  test('seen at the real host are possible', () => {
    const policy = { minimumMs: 1000, maximumMs: 10_000 };
    for (const [attempt, seen] of [1.0, 1.9, 2.7, 5.5, 7.7, 10].entries()) {
      assert.ok(
        retryDelayMs(policy, attempt, () => 0) <= seen * 1000 && seen * 1000 <= retryDelayMs(policy, attempt, () => 1),
        String(seen),
      );
    }
  });
});

test('a duration is read as .NET reads it', () => {
  const cases = {
    '00:00:01': 1000,
    '00:10:00': 600_000,
    '1.02:03:04.5': 93_784_500,
    '0:0:7': 7000,
    '24:00:00': null,
    '00:60:00': null,
    5: null,
    '': null,
  };
  for (const [text, ms] of Object.entries(cases)) assert.equal(timeSpanMs(text), ms, text);
  assert.equal(timeSpanText(5_000), '00:00:05');
  assert.equal(timeSpanText(3_723_000), '01:02:03');
});
