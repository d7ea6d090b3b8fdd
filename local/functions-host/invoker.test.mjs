// Attempts, retries and time-outs of an invocation (platform chapters 1.6, 3, 4 and 12), with a real handler process.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deferred, eventually, scriptedHost, testKeys } from './testing/scripted-root.mjs';

const fixedDelay = { strategy: 'fixedDelay', maxRetryCount: 3, delayInterval: '00:00:01' };
const timer = { type: 'timerTrigger', direction: 'in', name: 'timer', schedule: '0 0 3 * * *', useMonitor: false };
const withRetry = (retry) => ({ Job: { bindings: [timer], retry } });
const fast = { timeScale: 1000 };

/** Runs the function by hand and waits for its end. */
async function run(url, name = 'Job') {
  const headers = { 'x-functions-key': testKeys.masterKey };
  const response = await fetch(`${url}/admin/functions/${name}`, { method: 'POST', headers, body: '{"input":""}' });
  assert.equal(response.status, 202);
  return eventually('the end of the invocation', async () => {
    const counters = (await (await fetch(`${url}/host/statistics`)).json()).functions[name];
    return counters.running === 0 && counters.invocations > 0 && counters;
  });
}

const invocationId = ({ headers }) => headers['x-azure-functions-invocationid'];
const retryCount = ({ json }) => json.Metadata.RetryContext.RetryCount;

describe('an invocation with a retry policy', () => {
  test('is repeated until the policy ends, under one invocation id', async (t) => {
    const script = { functions: withRetry(fixedDelay), onRequest: () => ({ status: 500 }) };
    const { started, requests } = await scriptedHost(t, script, fast);
    const counters = await run(await started);
    assert.deepEqual(requests.map(retryCount), [0, 1, 2, 3]);
    assert.equal(new Set(requests.map(invocationId)).size, 1);
    assert.equal(new Set(requests.map(({ json }) => json.Metadata.sys.RandGuid)).size, 4);
    assert.equal(requests[0].json.Metadata.RetryContext.Exception, null);
    assert.equal(requests[3].json.Metadata.RetryContext.Exception.InnerException.StatusCode, 500);
    assert.deepEqual([counters.attempts, counters.retries, counters.failures], [4, 3, 4]);
  });

  test('is repeated for ever when the count is −1, and ends with the first success', async (t) => {
    const exponential = {
      strategy: 'exponentialBackoff',
      maxRetryCount: -1,
      minimumInterval: '00:00:01',
      maximumInterval: '00:00:10',
    };
    const onRequest = (request, count) => (count <= 12 ? { status: 503 } : {});
    const { started, requests } = await scriptedHost(t, { functions: withRetry(exponential), onRequest }, fast);
    const counters = await run(await started);
    assert.equal(requests.length, 13);
    assert.equal(requests[12].json.Metadata.RetryContext.MaxRetryCount, -1);
    assert.equal(counters.failures, 12);
  });

  for (const [action, message] of [
    ['reset', 'Unable to read data from the transport connection: Connection reset by peer.'],
    ['close', 'The response ended prematurely. (ResponseEnded)'],
  ]) {
    test(`is repeated after the connection ended without an answer (${action})`, async (t) => {
      const onRequest = (request, count) => (count === 1 ? { action } : {});
      const { started, requests } = await scriptedHost(t, { functions: withRetry(fixedDelay), onRequest }, fast);
      await run(await started);
      assert.equal(requests.length, 2);
      assert.equal(requests[1].json.Metadata.RetryContext.Exception.InnerException.InnerException.Message, message);
    });
  }

  test('survives the death of the handler during a wait', async (t) => {
    const onRequest = (request, count) => (count === 1 ? { action: 'exit', code: 1 } : {});
    const functions = withRetry({ ...fixedDelay, maxRetryCount: -1 }); // attempts may meet the port before it is open again
    const { started, requests, starts } = await scriptedHost(t, { functions, onRequest }, fast);
    await run(await started);
    assert.equal(starts.length, 2);
    assert.deepEqual(
      requests.map(({ pid }) => pid),
      starts.map(({ pid }) => pid),
    );
    assert.equal(invocationId(requests[1]), invocationId(requests[0]));
  });
});

test('without a retry policy a failure ends the invocation, and no RetryContext is sent', async (t) => {
  const { started, requests } = await scriptedHost(t, {
    functions: withRetry(undefined),
    onRequest: () => ({ status: 500 }),
  });
  await run(await started);
  assert.equal(requests.length, 1);
  assert.ok(!('RetryContext' in requests[0].json.Metadata));
});

describe('functionTimeout', () => {
  const host = { functionTimeout: '00:00:01' };

  for (const [what, instruction] of [
    ['an empty answer', { body: '' }],
    ['null', { body: 'null' }],
    ['204', { status: 204, headers: {}, body: '' }],
    ['no answer', { action: 'never' }],
  ]) {
    test(`ends an invocation that got ${what}: the handler is killed and started again, no error is counted`, async (t) => {
      const onRequest = (request, count) => (count === 1 ? instruction : {});
      const script = { functions: withRetry(fixedDelay), host, onRequest };
      const { started, requests, starts } = await scriptedHost(t, script, fast);
      const url = await started;
      const counters = await run(url);
      assert.equal(counters.timeouts, 1);
      assert.equal(starts.length, 2);
      assert.notEqual(requests[1].pid, requests[0].pid);
      const exception = requests[1].json.Metadata.RetryContext.Exception;
      assert.equal(exception.ClassName, 'Microsoft.Azure.WebJobs.Host.FunctionTimeoutException');
      assert.equal(exception.Timeout, '00:00:01');
      assert.equal((await (await fetch(`${url}/host/statistics`)).json()).handler.errors, 0);
    });
  }

  test('of another invocation fails what runs beside it', async (t) => {
    const answered = deferred();
    t.after(answered.resolve);
    const functions = { ...withRetry(undefined), Other: { bindings: [{ ...timer, name: 'timer' }] } };
    const onRequest = ({ url }) => (url === '/Job' ? { action: 'never' } : answered.promise);
    const { started, lines } = await scriptedHost(t, { functions, host, onRequest });
    const url = await started;
    const other = run(url, 'Other');
    await run(url);
    const counters = await other;
    assert.equal(counters.failures, 1);
    assert.ok(lines.some((line) => /Other .* failed/.test(line)));
  });
});

test('log lines of a success are written, those of the handler itself as well', async (t) => {
  const body = JSON.stringify({ Logs: ['first', 'second'] });
  const { started, lines } = await scriptedHost(t, { functions: withRetry(undefined), onRequest: () => ({ body }) });
  await run(await started);
  assert.deepEqual(
    lines.filter((line) => line.startsWith('[Function.Job.User]')),
    ['[Function.Job.User] first', '[Function.Job.User] second'],
  );
});

test('a redirected invocation succeeds by the answer of the second address', async (t) => {
  const onRequest = ({ url }) => (url === '/Job' ? { status: 307, headers: { Location: '/Elsewhere' }, body: '' } : {});
  const { started, requests } = await scriptedHost(t, { functions: withRetry(undefined), onRequest });
  const counters = await run(await started);
  assert.equal(counters.failures, 0);
  assert.deepEqual(
    requests.map(({ method, url }) => `${method} ${url}`),
    ['POST /Job', 'POST /Elsewhere'],
  );
  assert.deepEqual(requests[1].json, requests[0].json);
});
