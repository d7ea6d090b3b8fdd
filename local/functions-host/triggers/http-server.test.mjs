// HTTP triggers as the caller sees them (platform chapters 1.5, 10 and 12), with a real handler process.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { deferred, eventually, scriptedHost, testKeys } from '../testing/scripted-root.mjs';

const output = { type: 'http', direction: 'out', name: 'res' };
const http = (binding, out = output) => ({
  bindings: [{ type: 'httpTrigger', direction: 'in', name: 'req', ...binding }, out].filter(Boolean),
});
const functions = {
  Open: http({ authLevel: 'anonymous', methods: ['get', 'post'] }),
  Keyed: http({ authLevel: 'function' }),
  Default: http({}),
  Admin: http({ authLevel: 'admin' }),
  Things: http({ authLevel: 'anonymous', route: 'things/{category}/{id:int?}' }),
  Literal: http({ authLevel: 'anonymous', route: 'things/all' }),
  Return: http({ authLevel: 'anonymous' }, { ...output, name: '$return' }),
  NoOutput: http({ authLevel: 'anonymous' }, null),
  Job: {
    bindings: [{ type: 'timerTrigger', direction: 'in', name: 'timer', schedule: '0 0 3 * * *', useMonitor: false }],
  },
};

let url;
let requests;
let instruction;
const cleanUps = [];
before(async () => {
  const context = { after: (cleanUp) => cleanUps.push(cleanUp) };
  const host = await scriptedHost(context, { functions, onRequest: () => instruction });
  url = await host.started;
  ({ requests } = host);
});
after(async () => {
  for (const cleanUp of cleanUps) await cleanUp();
});

/** Calls the host while the handler answers so. */
async function call(path, answer, options = {}) {
  instruction = typeof answer === 'string' || answer === undefined ? { body: answer ?? '{}' } : answer;
  const response = await fetch(`${url}${path}`, options);
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    headers: response.headers,
    text: await response.text(),
  };
}

const answering = (members) => JSON.stringify(members);

describe('the caller of a function gets', () => {
  for (const [what, path, answer, status, type, text] of [
    ['204 for {}', '/api/Open', '{}', 204, null, ''],
    ['204 without an http output', '/api/NoOutput', answering({ Outputs: { res: { body: 'x' } } }), 204, null, ''],
    [
      'status and text',
      '/api/Open',
      answering({ Outputs: { res: { statusCode: '201', body: 'made' } } }),
      201,
      'text/plain; charset=utf-8',
      'made',
    ],
    [
      'a status given as a number',
      '/api/Open',
      answering({ Outputs: { res: { statusCode: 418, body: 'pot' } } }),
      418,
      'text/plain; charset=utf-8',
      'pot',
    ],
    [
      'an object indented as text',
      '/api/Open',
      answering({ Outputs: { res: { body: { a: [1] } } } }),
      200,
      'text/plain; charset=utf-8',
      '{\n  "a": [\n    1\n  ]\n}',
    ],
    [
      'the content type of the headers',
      '/api/Open',
      answering({ Outputs: { res: { body: { a: 1 }, headers: { 'content-type': 'application/json' } } } }),
      200,
      'application/json',
      '{\n  "a": 1\n}',
    ],
    [
      'nothing for a response without body',
      '/api/Open',
      answering({ Outputs: { res: { statusCode: 404 } } }),
      404,
      null,
      '',
    ],
    ['500 for a plain text as output', '/api/Open', answering({ Outputs: { res: 'text' } }), 500, null, ''],
    ['{} for empty outputs', '/api/Open', answering({ Outputs: {} }), 200, 'text/plain; charset=utf-8', '{}'],
    [
      '{} for a binding name in another case',
      '/api/Open',
      answering({ Outputs: { Res: { body: 'x' } } }),
      200,
      'text/plain; charset=utf-8',
      '{}',
    ],
    [
      'the text of a return value',
      '/api/Return',
      answering({ ReturnValue: 'text' }),
      200,
      'text/plain; charset=utf-8',
      'text',
    ],
    [
      'an object as return value',
      '/api/Return',
      answering({ ReturnValue: { a: 1 } }),
      200,
      'text/plain; charset=utf-8',
      '{\n  "a": 1\n}',
    ],
    [
      'a response as return value',
      '/api/Return',
      answering({ ReturnValue: { statusCode: 202, body: 'later' } }),
      202,
      'text/plain; charset=utf-8',
      'later',
    ],
    ['500 when the handler fails', '/api/Open', { status: 503, body: 'secret' }, 500, null, ''],
    [
      '500 when the answer is no JSON',
      '/api/Open',
      { headers: { 'Content-Type': 'text/plain' }, body: 'ok' },
      500,
      null,
      '',
    ],
    ['500 when the connection is reset', '/api/Open', { action: 'reset' }, 500, null, ''],
  ]) {
    test(what, async () => {
      const response = await call(path, answer);
      assert.deepEqual([response.status, response.type, response.text], [status, type, text]);
    });
  }

  test('further headers of the response', async () => {
    const response = await call(
      '/api/Open',
      answering({ Outputs: { res: { body: '', headers: { 'Retry-After': 5 } } } }),
    );
    assert.equal(response.headers.get('retry-after'), '5');
  });
});

describe('keys', () => {
  const cases = {
    Open: { none: 204, wrong: 204, function: 204, master: 204 },
    Keyed: { none: 401, wrong: 401, function: 204, master: 204 },
    Default: { none: 401, wrong: 401, function: 204, master: 204 },
    Admin: { none: 401, wrong: 401, function: 401, master: 204 },
  };
  const keys = { none: undefined, wrong: 'x', function: testKeys.functionKey, master: testKeys.masterKey };
  for (const [name, expected] of Object.entries(cases)) {
    for (const [which, status] of Object.entries(expected)) {
      test(`${name} with ${which} key answers ${status}, as header and as query`, async () => {
        const key = keys[which];
        assert.equal(
          (await call(`/api/${name}`, '{}', { headers: key ? { 'x-functions-key': key } : {} })).status,
          status,
        );
        assert.equal((await call(`/api/${name}${key ? `?code=${key}` : ''}`, '{}')).status, status);
      });
    }
  }
});

describe('a route', () => {
  const parametersOf = async (path) => {
    assert.equal((await call(path)).status, 204);
    return [requests.at(-1).url, requests.at(-1).json.Data.req.Params];
  };

  test('gives its parameters, decoded', async () => {
    assert.deepEqual(await parametersOf('/api/things/a%20b/42'), ['/Things', { category: 'a b', id: '42' }]);
    assert.deepEqual(await parametersOf('/api/things/x'), ['/Things', { category: 'x', id: null }]);
    assert.deepEqual(await parametersOf('/API/Things/x/'), ['/Things', { category: 'x', id: null }]);
  });

  test('of literals wins over one with parameters', async () => {
    assert.deepEqual(await parametersOf('/api/things/all'), ['/Literal', {}]);
  });

  test('answers 404 to other paths and methods', async () => {
    assert.equal((await call('/api/things')).status, 404);
    assert.equal((await call('/api/things/a/1/2')).status, 404);
    assert.equal((await call('/Open')).status, 404);
    assert.equal((await call('/api/Open', '{}', { method: 'DELETE' })).status, 404);
  });
});

describe('a manual run', () => {
  const run = (name, { key = testKeys.masterKey, body = '{"input":"text"}' } = {}) =>
    call(`/admin/functions/${name}`, '{}', { method: 'POST', headers: { 'x-functions-key': key }, body });

  test('is accepted with the master key and gets the input', async () => {
    const count = requests.length;
    assert.equal((await run('job')).status, 202);
    await eventually('the request', () => requests.length > count);
    assert.equal(requests.at(-1).json.Metadata.timer, '"text"');
  });

  test('is refused with another key, for unknown functions, for HTTP functions and without a proper body', async () => {
    assert.equal((await run('Job', { key: testKeys.functionKey })).status, 401);
    assert.equal((await run('Nobody')).status, 404);
    assert.equal((await run('Open')).status, 400);
    assert.equal((await run('Job', { body: '{"input":{}}' })).status, 400);
    assert.equal((await run('Job', { body: 'text' })).status, 400);
  });
});

test('the root answers 200', async () => {
  assert.equal((await call('/')).status, 200);
});

test('the statistics count invocations and failures by function', async () => {
  await call('/api/NoOutput');
  await call('/api/NoOutput', { status: 500 });
  const { functions: counters, handler } = JSON.parse((await call('/host/statistics')).text);
  assert.equal(counters.NoOutput.trigger, 'httpTrigger');
  assert.equal(counters.NoOutput.running, 0);
  assert.ok(counters.NoOutput.invocations >= 2 && counters.NoOutput.failures >= 1);
  assert.equal(handler.state, 'ready');
});

test('calls run side by side', async (t) => {
  const first = deferred();
  const seen = [];
  const onRequest = ({ json }) => {
    seen.push(json.Data.req.Query.n);
    return json.Data.req.Query.n === '1' ? first.promise : {};
  };
  const host = await scriptedHost(t, { functions, onRequest });
  const ownUrl = await host.started;
  const slow = fetch(`${ownUrl}/api/Open?n=1`);
  await eventually('the first call', () => seen.length === 1);
  assert.equal((await fetch(`${ownUrl}/api/Open?n=2`)).status, 204);
  first.resolve({});
  assert.equal((await slow).status, 204);
});
