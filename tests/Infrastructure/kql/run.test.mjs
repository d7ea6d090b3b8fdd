import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileQuery } from './run.mjs';

const now = Date.parse('2026-11-21T12:00:00Z');
const minute = 60_000;
const trace = (ageMinutes, message, instance = 'a') => ({
  TimeGenerated: now - ageMinutes * minute,
  Message: typeof message === 'string' ? message : JSON.stringify(message),
  AppRoleInstance: instance,
});
const run = (query, rows) => compileQuery(query).run({ AppTraces: rows }, now);

test('Messages that are not JSON have no members, and stop nothing', () => {
  const rows = [trace(1, 'Host started'), trace(1, { EventId: 7 }), trace(1, '')];
  const found = run('AppTraces | extend L = parse_json(Message) | where toint(L.EventId) == 7 | project Message', rows);
  assert.deepEqual(found, [{ Message: '{"EventId":7}' }]);
});

test('Text comparisons ignore case, and has looks for whole words', () => {
  const rows = [trace(1, 'The Hub is slow'), trace(1, 'hubs')];
  assert.equal(run('AppTraces | where Message contains "HUB"', rows).length, 2);
  assert.equal(run('AppTraces | where Message has "hub"', rows).length, 1);
  assert.equal(run('AppTraces | where Message startswith "the"', rows).length, 1);
  assert.equal(run('AppTraces | where Message == "Hubs"', rows).length, 0);
});

test('Without groups summarize gives one row, also over nothing', () => {
  assert.deepEqual(run('AppTraces | summarize N = count(), Last = max(TimeGenerated)', []), [{ N: 0, Last: null }]);
  assert.deepEqual(run('AppTraces | summarize N = count() by AppRoleInstance', []), []);
});

test('Groups count and compare as asked', () => {
  const rows = [trace(1, { v: 3 }), trace(2, { v: 9 }), trace(3, { v: 5 }, 'b')];
  const query =
    'AppTraces | extend V = tolong(parse_json(Message).v)' +
    ' | summarize Most = max(V), Sum = sum(V), Big = countif(V > 4) by AppRoleInstance | order by Sum desc';
  assert.deepEqual(run(query, rows), [
    { AppRoleInstance: 'a', Most: 9, Sum: 12, Big: 1 },
    { AppRoleInstance: 'b', Most: 5, Sum: 5, Big: 1 },
  ]);
});

test('Times are compared with ago and grouped by bin', () => {
  const rows = [trace(1, 'x'), trace(4, 'x'), trace(20, 'x')];
  assert.equal(run('AppTraces | where TimeGenerated > ago(5m)', rows).length, 2);
  assert.equal(run('AppTraces | summarize N = count() by bin(TimeGenerated, 10m)', rows).length, 2);
});

test('A comparison with null is not true, and neither is its opposite', () => {
  const rows = [trace(1, {})];
  assert.equal(run('AppTraces | where todouble(parse_json(Message).v) > 1', rows).length, 0);
  assert.equal(run('AppTraces | where todouble(parse_json(Message).v) <= 1', rows).length, 0);
});

const refused = [
  ['AppTraces | where Mesage == "x"', /no column Mesage/],
  ['Traces | where Message == "x"', /no table Traces/],
  ['AppTraces | where Message', /condition/],
  ['AppTraces | where parse_json(Message).EventId == 7', /dynamic and long: convert first/],
  ['AppTraces | where SeverityLevel == "1"', /int and string/],
  ['AppTraces | summarize N = count() by parse_json(Message).a', /dynamic: convert first/],
  ['AppTraces | summarize N = sum(Message)', /sum takes no string/],
  ['AppTraces | summarize count()', /needs a name/],
  ['AppTraces | extend X = Message.a', /only dynamic values/],
  ['AppTraces | extend X = trim_end(Message)', /no function trim_end/],
  ['AppTraces | join AppRequests', /no operator join/],
  ['AppTraces where Message == "x"', /\| expected/],
  ["AppTraces | where Message == 'x", /not understood/],
  ['AppTraces | where ago(5) < TimeGenerated', /ago takes no long/],
];
for (const [query, message] of refused) {
  test(`Refused: ${query}`, () => {
    assert.throws(() => compileQuery(query), message);
  });
}
