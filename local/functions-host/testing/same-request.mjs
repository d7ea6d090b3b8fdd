import assert from 'node:assert/strict';

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const utcTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{0,6}[1-9])?Z$/;
/** Text that the recording replaced, wherever it looked like a key, by text of the same length. */
const redacted = /REDACTED-KEY-x+=*/g;
const tracingHeaders = /^(traceparent|tracestate)$/i; // only with Application Insights

/** Asserts that a request has the shape of a recorded one: line, headers in order, members in order, types, values. */
export function assertSameRequest(actual, recorded) {
  assert.equal(actual.line, recorded.line);
  const expectedHeaders = recorded.headers.filter(([name]) => !tracingHeaders.test(name));
  assert.deepEqual(
    actual.headers.map(([name]) => name),
    expectedHeaders.map(([name]) => name),
  );
  for (const [position, [name, expected]] of expectedHeaders.entries()) {
    const value = actual.headers[position][1];
    if (name === 'Host') assert.match(value, /^127\.0\.0\.1:\d+$/);
    else if (name === 'X-Azure-Functions-InvocationId') assert.match(value, guid);
    else assert.equal(value, expected, name);
  }
  if (recorded.json === null) assert.equal(actual.body, recorded.body);
  else assertSameValue(actual.json, recorded.json, '', invocationIdOf(actual));
}

const invocationIdOf = ({ headers }) => headers.find(([name]) => name === 'X-Azure-Functions-InvocationId')?.[1];

function assertSameValue(actual, expected, place, invocationId) {
  if (typeof expected === 'object' && expected !== null) {
    assert.equal(Array.isArray(actual), Array.isArray(expected), place);
    assert.deepEqual(Object.keys(actual ?? {}), Object.keys(expected), place);
    for (const name of Object.keys(expected))
      assertSameValue(actual[name], expected[name], `${place}.${name}`, invocationId);
  } else if (typeof expected !== 'string') {
    assert.equal(actual, expected, place);
  } else if (/\.StackTrace(String)?$/.test(place)) {
    assert.match(actual, /^ {3}at \S/, place);
  } else if (place === '.Metadata.sys.RandGuid') {
    assert.match(actual, guid, place);
  } else if (place === '.Metadata.sys.UtcNow') {
    assert.match(actual, utcTime, place);
  } else if (place.endsWith('.Exception.InstanceId')) {
    assert.equal(actual, invocationId, place);
  } else {
    assert.equal(withoutRedacted(actual, expected), expected, place);
  }
}

/** The actual text with the redacted stretches of the expected one, if they have the same length. */
function withoutRedacted(actual, expected) {
  let text = actual;
  for (const { 0: mark, index } of expected.matchAll(redacted)) {
    text = text.slice(0, index) + mark + text.slice(index + mark.length);
  }
  return text;
}
