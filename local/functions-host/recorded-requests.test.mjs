// The requests of this host beside those that the real one sent: line, headers and their order, every member, every
// value and the order of the members. Only ids, times and stack traces are free.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import net from 'node:net';
import { after, before, describe, test } from 'node:test';
import { judgeAnswer } from './answer-judge.mjs';
import { readFunction } from './function-json.mjs';
import { envelope, retryContext, utcText } from './requests/envelope.mjs';
import { eventHubBatch, eventHubManualRun } from './requests/event-hub-request.mjs';
import { exceptionJson } from './requests/exception.mjs';
import { timerRun } from './requests/timer-request.mjs';
import { captureServer, rawAnswer } from './testing/capture-server.mjs';
import { curlBytes } from './testing/curl.mjs';
import { recordedRequests } from './testing/recorded-requests.mjs';
import { assertSameRequest } from './testing/same-request.mjs';
import { HttpServer } from './triggers/http-server.mjs';
import { WorkerClient } from './worker-client.mjs';

const client = new WorkerClient();
let handler;
before(async () => (handler = await captureServer()));
after(() => {
  client.close();
  return handler.close();
});

/** Sends an invocation made of `input` and returns it as the handler gets it. */
async function sent({ functionName, input, retry = null, port = handler.port }) {
  const invocationId = randomUUID();
  const exception = retry?.failure ? exceptionJson({ functionName, invocationId, failure: retry.failure }) : null;
  const body = envelope({
    ...input,
    functionName,
    utcNow: utcText(new Date()),
    randomId: randomUUID(),
    retryContext: retry && retryContext({ attempt: retry.attempt, maxRetryCount: retry.maxRetryCount, exception }),
  });
  await client.invoke({ port, functionName, invocationId, body });
  return handler.requests.at(-1);
}

const functionNameOf = ({ line }) => /^POST \/(\S+) /.exec(line)[1];

/** The retry of a recorded attempt: its number is given, the exception is made of the answer noted beside it. */
function retryOf({ input, recorded }) {
  const context = recorded.json.Metadata.RetryContext;
  if (context === undefined) return null;
  const maxRetryCount = input.functionJson?.retry.maxRetryCount ?? context.MaxRetryCount;
  const failure = context.RetryCount === 0 ? null : failureOf(input.previousAnswer, context.Exception);
  return { attempt: context.RetryCount, maxRetryCount, failure };
}

function failureOf(previousAnswer, recordedException) {
  if (previousAnswer === 'TCP reset') return { kind: 'reset' };
  const timeout = /functionTimeout ([\d:]+)/.exec(previousAnswer)?.[1];
  if (timeout !== undefined) return { kind: 'timeout', timeout };
  const [status, contentType] = previousAnswer.split(' ');
  // The notes leave out the handler's text; the exception quotes it.
  const body = /\n\}\n ([^]*)$/.exec(recordedException.InnerException.Message)?.[1] ?? '';
  const headers = [
    ['Content-Type', contentType ?? 'text/plain'],
    ['Content-Length', String(body.length)],
  ];
  return judgeAnswer({ status: Number(status), reason: 'X', headers, body: Buffer.from(body) }).failure;
}

function hubEventOf({ seq, off, enq, pk, text, b64, props = {}, msg = {}, pub }) {
  const untyped = Object.entries(props).map(([name, value]) => [
    name,
    String(value).match(/^(?:dt|guid):(.*)$/)?.[1] ?? value,
  ]);
  return {
    body: b64 === undefined ? Buffer.from(text) : Buffer.from(b64, 'base64'),
    sequenceNumber: seq,
    offset: off,
    enqueuedTime: enq,
    partitionKey: pk,
    properties: Object.fromEntries(untyped),
    systemProperties: {
      ...msg,
      'x-opt-sequence-number': seq,
      'x-opt-offset': off,
      'x-opt-enqueued-time': enq,
      ...(pk === null ? {} : { 'x-opt-partition-key': pk }),
      ...(pub === undefined ? {} : { 'x-opt-publisher': pub }),
    },
  };
}

const sampleEvent = { seq: 1, off: '1', enq: '2026-03-02T10:15:30Z', pk: null, text: '{}' };

function batchInput(events, { dataType, partition = '1' }) {
  return eventHubBatch({
    bindingName: 'events',
    dataType,
    events: events.map(hubEventOf),
    partition: {
      namespace: 'ns.servicebus.windows.net',
      eventHub: 'events',
      consumerGroup: 'fn',
      partitionId: partition,
      checkpoints: true,
    },
  });
}

describe('Event Hubs, cardinality many, is sent as recorded:', () => {
  for (const { file, input, index, recorded } of recordedRequests(/eventhub-many-(binary|string)/)) {
    test(file.split('/').at(-1), async () => {
      const dataType = /-many-(binary|string)/.exec(file)[1];
      const stem = file
        .split('/')
        .at(-1)
        .replace(/-retry-attempt\d+/, '');
      const { events, partition } = input.events ? input : (index.find((entry) => entry.file === stem) ?? {});
      const manual = input.callBody && JSON.parse(input.callBody).input;
      const actual = await sent({
        functionName: functionNameOf(recorded),
        input: manual
          ? eventHubManualRun({ bindingName: 'events', dataType, input: manual })
          : batchInput(events, { dataType, partition }),
        retry: retryOf({ input, recorded }),
      });
      assertSameRequest(actual, recorded);
    });
  }
});

describe('timer runs are sent as recorded:', () => {
  for (const { file, input, recorded } of recordedRequests(/timer-/)) {
    test(file.split('/').at(-1), async () => {
      const functionName = functionNameOf(recorded);
      const { ScheduleStatus, IsPastDue } = recorded.json.Data.timer;
      const json = input.functionJson ?? {
        bindings: [{ type: 'timerTrigger', name: 'timer', schedule: '0 */1 * * * *' }],
      };
      const { trigger } = readFunction({ name: functionName, json, settings: {}, report: assert.fail });
      const time = (text) => (text.startsWith('0001') ? null : text.replace('+00:00', 'Z'));
      const status = trigger.useMonitor
        ? {
            last: time(ScheduleStatus.Last),
            next: time(ScheduleStatus.Next),
            lastUpdated: time(ScheduleStatus.LastUpdated),
          }
        : null;
      const actual = await sent({
        functionName,
        input: timerRun({
          bindingName: 'timer',
          isCron: trigger.schedule.isCron,
          status,
          isPastDue: IsPastDue,
          manualInput: input.callBody && JSON.parse(input.callBody).input,
        }),
        retry: retryOf({ input, recorded }),
      });
      assertSameRequest(actual, recorded);
    });
  }
});

describe('HTTP calls in default mode are sent as recorded:', () => {
  const routes = { HttpRoute: 'things/{category:alpha}/{id:int?}' };
  const files = { 'bin.dat': Buffer.from([0x00, 0x01, 0xff, 0xfe, 0x62, 0x69, 0x6e, 0x80]) };

  for (const { file, input, recorded } of recordedRequests(/http-default/)) {
    test(file.split('/').at(-1), async () => {
      const functionName = functionNameOf(recorded);
      const recordedCall = recorded.json.Data.req;
      const key = 'REDACTED-KEY-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx==';
      const unused = randomUUID();
      const binding = { type: 'httpTrigger', name: 'req', authLevel: 'anonymous', route: routes[functionName] };
      const json = input.functionJson ?? { bindings: [binding] };
      const server = new HttpServer({
        routePrefix: 'api',
        definitions: [readFunction({ name: functionName, json, settings: {}, report: assert.fail })],
        triggers: new Map(),
        keys: file.includes('master')
          ? { functionKey: unused, masterKey: key }
          : { functionKey: key, masterKey: unused },
        invoker: {
          async run(definition, call) {
            await sent({ functionName: definition.name, input: call });
            return { outcome: 'success', answer: {} };
          },
        },
        log: assert.fail,
      });
      const url = new URL(await server.listen(0));
      const bytes = input.curlArguments
        ? curlBytes(input.curlArguments, {
            host: recordedCall.Headers.Host[0],
            userAgent: recordedCall.Headers['User-Agent'][0],
            key,
            files,
            boundary: /boundary=(.*)/.exec(recordedCall.Headers['Content-Type']?.[0])?.[1],
          })
        : plainBytes(recordedCall);
      const response = await exchange(url.port, bytes);
      server.stopAccepting();
      assert.match(response, /^HTTP\/1\.1 204 /);
      assertSameRequest(handler.requests.at(-1), recorded);
    });
  }

  function plainBytes({ Method, Url, Headers }) {
    const { pathname, search } = new URL(Url);
    const lines = Object.entries(Headers).flatMap(([name, values]) => values.map((value) => `${name}: ${value}\r\n`));
    return Buffer.from(`${Method} ${pathname}${search} HTTP/1.1\r\n${lines.join('')}\r\n`);
  }

  function exchange(port, bytes) {
    return new Promise((resolve, reject) => {
      const socket = net.connect(Number(port), '127.0.0.1', () => socket.write(bytes));
      socket.on('error', reject);
      socket.once('data', (data) => {
        socket.destroy();
        resolve(data.toString('utf8'));
      });
    });
  }
});

describe('the readiness probe is sent as recorded:', () => {
  for (const { file, recorded } of recordedRequests(/readiness-probe/)) {
    test(file.split('/').at(-1), async () => {
      await client.probe(handler.port);
      assertSameRequest(handler.requests.at(-1), recorded);
    });
  }
});

describe('redirects are followed as recorded:', () => {
  for (const { file, recorded } of recordedRequests(/redirect-followed/)) {
    test(file.split('/').at(-1), async () => {
      const status = Number(/after-(\d+)/.exec(file)[1]);
      const redirecting = await captureServer((count) =>
        count === 1
          ? rawAnswer(status, 'Moved', { Location: '/Elsewhere' }, '')
          : rawAnswer(200, 'OK', { 'Content-Type': 'application/json' }, '{}'),
      );
      await sent({
        functionName: 'EhManyBinary',
        input: batchInput([sampleEvent], { dataType: 'binary' }),
        port: redirecting.port,
      });
      client.close();
      await redirecting.close();
      assertSameRequest(redirecting.requests[1], recorded);
    });
  }
});
