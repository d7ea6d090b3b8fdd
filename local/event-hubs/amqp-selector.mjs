// Where a receiver wants to start: the selector filter of its source, e.g. `amqp.annotation.x-opt-offset > '123'`.

/** Thrown for a selector that this hub cannot follow. */
export class UnknownSelector extends Error {}

const filterName = 'apache.org:selector-filter:string';
const fields = new Map([
  ['x-opt-offset', 'offset'],
  ['x-opt-sequence-number', 'sequenceNumber'],
  ['x-opt-enqueued-time', 'enqueuedTime'],
  ['x-opt-enqueuedtimeutc', 'enqueuedTime'],
]);

/**
 * @param {Record<string, any> | null | undefined} filter the filter map of a source
 * @returns a position for `PartitionLog.locate`; without a selector that of the first event
 */
export function positionOf(filter) {
  const selector = filter?.[filterName];
  return selector === undefined ? readSelector("amqp.annotation.x-opt-offset > '-1'") : readSelector(String(selector));
}

export function readSelector(text) {
  const match = /^\s*amqp\.annotation\.([\w-]+)\s*(>=?)\s*('?)([^']+)\3\s*$/i.exec(text);
  const by = fields.get(match?.[1].toLowerCase());
  if (!by) throw new UnknownSelector(`The selector is not supported: ${text}`);
  const inclusive = match[2] === '>=';
  const value = match[4].trim();
  if (by === 'offset' && value === '@latest') return inclusive ? 'newest' : 'latest';
  if (!/^-?\d{1,16}$/.test(value)) throw new UnknownSelector(`The position is not a number: ${text}`);
  return { by, value: Number(value), inclusive };
}
