// The table "Observed behaviour" of the recorded host (platform chapters 1.6 and 12).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { judgeAnswer } from './answer-judge.mjs';

const answer = (status, contentType, body = '') => ({
  status,
  reason: 'X',
  headers: contentType === null ? [] : [['content-type', contentType]],
  body: Buffer.from(body),
});

const verdicts = {
  success: [
    [200, 'application/json', '{}'],
    [201, 'application/json', '{}'],
    [200, 'application/json; charset=utf-8', '{}'],
    [200, 'text/json', '{}'],
    [200, 'Application/JSON', ' {} '],
    [200, 'application/json', '{"logs":["a"],"outputs":{},"returnvalue":1}'],
    [200, 'application/json', '{"Unknown":{"a":[1]},"Outputs":{"nobody":1}}'],
    [200, 'application/json', '{"Outputs":null,"Logs":null,"ReturnValue":null}'],
  ],
  hang: [
    [200, 'application/json', ''],
    [200, null, ''],
    [200, 'text/plain', ''],
    [204, null, ''],
    [200, 'application/json', ' \r\n\t'],
    [200, 'application/json', 'null'],
  ],
  failure: [
    [200, null, '{}'],
    [200, 'text/plain', '{}'],
    [200, 'application/problem+json', '{}'],
    [200, 'application/xml', '<a/>'],
    [200, 'application/octet-stream', '{}'],
    [200, 'application/json', '[]'],
    [200, 'application/json', '"text"'],
    [200, 'application/json', '1'],
    [200, 'application/json', '{"Outputs":'],
    [200, 'application/json', '{"Outputs":[]}'],
    [200, 'application/json', '{"Outputs":"text"}'],
    [200, 'application/json', '{"Logs":"text"}'],
    [200, 'application/json', '{"Logs":[{}]}'],
    ...[304, 400, 404, 429, 500, 503].map((status) => [status, 'application/json', '{}']),
  ],
};

for (const [verdict, answers] of Object.entries(verdicts)) {
  describe(`an answer is judged a ${verdict}:`, () => {
    for (const [status, contentType, body] of answers) {
      test(`${status} ${contentType ?? 'without content type'} ${JSON.stringify(body)}`, () => {
        assert.equal(judgeAnswer(answer(status, contentType, body)).verdict, verdict);
      });
    }
  });
}

test('members of a success are found without regard to case', () => {
  const judged = judgeAnswer(
    answer(200, 'application/json', '{"LOGS":["a",1],"outPuts":{"res":{}},"ReturnValue":[1]}'),
  );
  assert.deepEqual(judged, { verdict: 'success', outputs: { res: {} }, logs: ['a', '1'], returnValue: [1] });
});

test('a failure names the status, or what could not be read', () => {
  assert.deepEqual(judgeAnswer(answer(503, 'text/plain', 'secret')).failure, {
    kind: 'status',
    status: 503,
    reason: 'X',
  });
  assert.equal(judgeAnswer(answer(200, 'text/plain; charset=x', 'a')).failure.cause.mediaType, 'text/plain');
  assert.equal(judgeAnswer(answer(200, 'application/json', '[]')).failure.cause.kind, 'shape');
});
