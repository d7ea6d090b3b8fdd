import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UnknownSelector, positionOf, readSelector } from './amqp-selector.mjs';

test('selectors of the official clients are understood', () => {
  for (const [text, position] of [
    ["amqp.annotation.x-opt-offset > '-1'", { by: 'offset', value: -1, inclusive: false }],
    ["amqp.annotation.x-opt-offset >= '123'", { by: 'offset', value: 123, inclusive: true }],
    ["amqp.annotation.x-opt-offset>'5'", { by: 'offset', value: 5, inclusive: false }],
    ["amqp.annotation.x-opt-sequence-number > '7'", { by: 'sequenceNumber', value: 7, inclusive: false }],
    ['amqp.annotation.x-opt-sequence-number >= 7', { by: 'sequenceNumber', value: 7, inclusive: true }],
    [
      "amqp.annotation.x-opt-enqueued-time > '1772446530123'",
      { by: 'enqueuedTime', value: 1_772_446_530_123, inclusive: false },
    ],
    ["amqp.annotation.x-opt-enqueuedtimeutc > '5'", { by: 'enqueuedTime', value: 5, inclusive: false }],
    ["amqp.annotation.x-opt-offset > '@latest'", 'latest'],
    ["amqp.annotation.x-opt-offset >= '@latest'", 'newest'],
  ]) {
    assert.deepEqual(readSelector(text), position, text);
  }
});

test('others are refused', () => {
  for (const text of [
    '',
    'amqp.annotation.x-opt-offset',
    "amqp.annotation.x-opt-offset < '5'",
    "amqp.annotation.x-opt-offset > 'five'",
    "amqp.annotation.x-opt-offset > ''",
    "amqp.annotation.x-opt-offset > '5",
    "amqp.annotation.x-opt-sequence-number > '@latest'",
    "amqp.annotation.x-opt-partition-key > '5'",
    "amqp.annotation.constructor > '5'",
  ]) {
    assert.throws(() => readSelector(text), UnknownSelector, text);
  }
});

test('without a selector reading begins with the first event', () => {
  const first = { by: 'offset', value: -1, inclusive: false };
  assert.deepEqual(positionOf(undefined), first);
  assert.deepEqual(positionOf(null), first);
  assert.deepEqual(positionOf({ other: 'x' }), first);
});
