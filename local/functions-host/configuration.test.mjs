// What is read of host.json, function.json and the settings, and what is said about errors (platform chapters 1 to 3).
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { readConfiguration } from './configuration.mjs';

const values = {
  FUNCTIONS_WORKER_RUNTIME: 'custom',
  AzureWebJobsStorage: 'UseDevelopmentStorage=true',
  EventHub: 'Endpoint=sb://localhost:5672;SharedAccessKeyName=n;SharedAccessKey=k==;UseDevelopmentEmulator=true;',
  HUB: 'events',
};
const hub = {
  type: 'eventHubTrigger',
  name: 'events',
  eventHubName: '%HUB%',
  connection: 'EventHub',
  consumerGroup: 'fn',
  cardinality: 'many',
  dataType: 'binary',
};
const timer = { type: 'timerTrigger', name: 'timer', schedule: '0 */5 * * * *' };
const http = { type: 'httpTrigger', name: 'req' };
const handler = { description: { defaultExecutablePath: 'forwarder' } };

async function read(
  t,
  { host = {}, functions = { Job: { bindings: [timer] } }, settings = {}, environment = {}, file } = {},
) {
  const folder = await mkdtemp(path.join(tmpdir(), 'script-root-'));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(path.join(folder, 'host.json'), JSON.stringify({ version: '2.0', customHandler: handler, ...host }));
  const settingsFile = file && path.join(folder, file);
  const content = { IsEncrypted: false, Values: { ...values, ...settings } };
  await writeFile(settingsFile ?? path.join(folder, 'local.settings.json'), JSON.stringify(content));
  for (const [name, json] of Object.entries(functions)) {
    await mkdir(path.join(folder, name));
    await writeFile(path.join(folder, name, 'function.json'), typeof json === 'string' ? json : JSON.stringify(json));
  }
  return { folder, configuration: readConfiguration({ scriptRoot: folder, settingsFile, environment }) };
}

const triggerOf = async (t, binding, more = {}) =>
  (await read(t, { ...more, functions: { F: { bindings: [binding] } } })).configuration.functions[0].trigger;

describe('of host.json', () => {
  test('the defaults are the real host’s', async (t) => {
    const { configuration } = await read(t);
    assert.equal(configuration.host.initializationMs, 30_000);
    assert.equal(configuration.host.functionTimeoutMs, 1_800_000);
    assert.equal(configuration.host.routePrefix, 'api');
    assert.deepEqual(configuration.host.eventHubs, {
      maxEventBatchSize: 100,
      prefetchCount: 300,
      batchCheckpointFrequency: 1,
      initialOffset: { type: 'fromStart', enqueuedTimeUtc: undefined },
      loadBalancingMs: 30_000,
      ownershipExpirationMs: 120_000,
    });
  });

  test('a timeout of −1 is none', async (t) => {
    const { configuration } = await read(t, { host: { functionTimeout: '-1' } });
    assert.equal(configuration.host.functionTimeoutMs, Infinity);
  });

  test('the executable is the file of that name in the script root, else a command', async (t) => {
    const description = {
      defaultExecutablePath: '%PROGRAM%',
      arguments: ['run', '%HUB% %UNSET%x', '"a b"'],
      workingDirectory: 'Job',
    };
    const host = { customHandler: { description } };
    const inRoot = await read(t, { host, settings: { PROGRAM: 'host.json' } });
    assert.equal(inRoot.configuration.host.worker.executable, path.join(inRoot.folder, 'host.json'));
    assert.deepEqual(inRoot.configuration.host.worker.commandArguments, ['run', 'events', 'x', 'a b']);
    assert.equal(inRoot.configuration.host.worker.workingDirectory, path.join(inRoot.folder, 'Job'));
    const command = await read(t, { host, settings: { PROGRAM: 'dotnet' } });
    assert.equal(command.configuration.host.worker.executable, 'dotnet');
  });
});

describe('of function.json', () => {
  test('an Event Hubs trigger has its names from the settings', async (t) => {
    const trigger = await triggerOf(t, hub);
    assert.equal(trigger.eventHub, 'events');
    assert.equal(trigger.consumerGroup, 'fn');
    assert.equal(trigger.connectionString, values.EventHub);
  });

  test('an EntityPath of the connection string wins, and $Default is the default group', async (t) => {
    const settings = { EventHub: `${values.EventHub}EntityPath=other` };
    const trigger = await triggerOf(t, { ...hub, consumerGroup: undefined }, { settings });
    assert.equal(trigger.eventHub, 'other');
    assert.equal(trigger.consumerGroup, '$Default');
  });

  test('a timer is monitored unless it is told not to or fires too often', async (t) => {
    assert.equal((await triggerOf(t, timer)).useMonitor, true);
    assert.equal((await triggerOf(t, { ...timer, useMonitor: false })).useMonitor, false);
    assert.equal((await triggerOf(t, { ...timer, schedule: '*/10 * * * * *' })).useMonitor, false);
    assert.equal(
      (await triggerOf(t, { ...timer, schedule: '%EVERY%' }, { settings: { EVERY: '00:05:00' } })).schedule.isCron,
      false,
    );
  });

  test('an HTTP trigger needs a function key and has its name as route', async (t) => {
    assert.deepEqual(await triggerOf(t, http), {
      type: 'httpTrigger',
      bindingName: 'req',
      authLevel: 'function',
      methods: null,
      route: 'F',
      outputName: null,
    });
  });

  test('the retry policy is the function’s own, else the one of host.json, never for HTTP', async (t) => {
    const fixed = { strategy: 'fixedDelay', maxRetryCount: 2, delayInterval: '00:00:05' };
    const exponential = {
      strategy: 'exponentialBackoff',
      maxRetryCount: -1,
      minimumInterval: '00:00:02',
      maximumInterval: '00:00:30',
    };
    const functions = {
      A: { bindings: [timer], retry: exponential },
      B: { bindings: [timer] },
      C: { bindings: [http] },
    };
    const { configuration } = await read(t, { functions, host: { retry: fixed } });
    assert.deepEqual(
      configuration.functions.map(({ retry }) => retry),
      [
        { maxRetryCount: -1, minimumMs: 2_000, maximumMs: 30_000 },
        { maxRetryCount: 2, minimumMs: 5_000, maximumMs: 5_000 },
        null,
      ],
    );
  });

  test('disabled functions are left out', async (t) => {
    const functions = {
      A: { bindings: [timer] },
      B: { bindings: [timer] },
      C: { bindings: [timer] },
      D: { bindings: [timer], disabled: true },
    };
    const settings = { 'AzureWebJobs.A.Disabled': 'true', AzureWebJobs_B_Disabled: '1' };
    const { configuration } = await read(t, { functions, settings });
    assert.deepEqual(
      configuration.functions.map(({ name }) => name),
      ['C'],
    );
  });
});

describe('of the settings', () => {
  test('the environment wins over local.settings.json, which is told', async (t) => {
    const { configuration } = await read(t, { environment: { HUB: 'mine', OTHER: 'x' } });
    assert.equal(configuration.settings.HUB, 'mine');
    assert.equal(configuration.settings.OTHER, 'x');
    assert.deepEqual(configuration.overridden, ['HUB']);
  });

  test('a file that was named wins over the environment', async (t) => {
    const { configuration } = await read(t, { environment: { HUB: 'mine' }, file: 'settings.json' });
    assert.equal(configuration.settings.HUB, 'events');
    assert.deepEqual(configuration.overridden, []);
  });
});

describe('an error names file, key, problem and remedy:', () => {
  for (const [what, parts, message] of [
    ['version', { host: { version: '1.0' } }, 'host.json: version: is "1.0"; set it to "2.0"'],
    [
      'executable',
      { host: { customHandler: {} } },
      'host.json: customHandler.description.defaultExecutablePath: is missing; name the executable in the script root',
    ],
    [
      'forwarding mode',
      { host: { customHandler: { ...handler, enableForwardingHttpRequest: true } } },
      'host.json: customHandler.enableForwardingHttpRequest: is not supported by the local host; remove it: the default mode checks keys',
    ],
    [
      'duration',
      { host: { functionTimeout: 'soon' } },
      'host.json: functionTimeout: "soon" is no duration; write it as "hh:mm:ss"',
    ],
    [
      'count',
      { host: { extensions: { eventHubs: { maxEventBatchSize: 0 } } } },
      'host.json: extensions.eventHubs.maxEventBatchSize: 0 is no count; use a whole number above 0',
    ],
    [
      'start position',
      { host: { extensions: { eventHubs: { initialOffsetOptions: { type: 'fromNow' } } } } },
      'host.json: extensions.eventHubs.initialOffsetOptions.type: "fromNow" is unknown; use "fromStart"',
    ],
    ['no JSON', { functions: { F: '{' } }, /^F\/function\.json: is not JSON \(.*\); repair the file$/m],
    [
      'no trigger',
      { functions: { F: { bindings: [] } } },
      'F/function.json: bindings: has 0 triggers; give it exactly one',
    ],
    [
      'other trigger',
      { functions: { F: { bindings: [{ type: 'queueTrigger', name: 'q' }] } } },
      'F/function.json: bindings.q.type: queueTrigger is not supported by the local host; use an Event Hubs, timer or HTTP trigger',
    ],
    [
      'cardinality',
      { functions: { F: { bindings: [{ ...hub, cardinality: undefined }] } } },
      'F/function.json: bindings.events.cardinality: is missing, which means one; set it to "many"',
    ],
    [
      'data type',
      { functions: { F: { bindings: [{ ...hub, dataType: undefined }] } } },
      'F/function.json: bindings.events.dataType: is missing; set it to "binary" (or "string")',
    ],
    [
      'unset name',
      { functions: { F: { bindings: [{ ...hub, eventHubName: '%NOPE%' }] } } },
      'F/function.json: bindings.events.eventHubName: %NOPE% is not a setting; add NOPE to the local settings',
    ],
    [
      'connection',
      { functions: { F: { bindings: [{ ...hub, connection: 'Nope' }] } } },
      'F/function.json: bindings.events.connection: setting Nope is no connection string; give Endpoint, SharedAccessKeyName and SharedAccessKey',
    ],
    [
      'schedule',
      { functions: { F: { bindings: [{ ...timer, schedule: '*/5 * * * *' }] } } },
      'F/function.json: bindings.timer.schedule: "*/5 * * * *" is no schedule; give six fields, seconds first ("0 */5 * * * *"), or "hh:mm:ss"',
    ],
    [
      'key level',
      { functions: { F: { bindings: [{ ...http, authLevel: 'user' }] } } },
      'F/function.json: bindings.req.authLevel: "user" is unknown; use "anonymous", "function" or "admin"',
    ],
    [
      'retry',
      { functions: { F: { bindings: [timer], retry: { strategy: 'fixedDelay', maxRetryCount: 1.5 } } } },
      'F/function.json: retry.maxRetryCount: 1.5 is not a count; use −1 (for ever), 0 or more',
    ],
    [
      'retry interval',
      { functions: { F: { bindings: [timer], retry: { strategy: 'fixedDelay', maxRetryCount: 1 } } } },
      'F/function.json: retry.delayInterval: undefined is not a duration; write it as "hh:mm:ss"',
    ],
    ['no function', { functions: {} }, /has no folder with a function\.json; build the script root first$/],
    [
      'runtime',
      { settings: { FUNCTIONS_WORKER_RUNTIME: 'node' } },
      /local\.settings\.json: Values\.FUNCTIONS_WORKER_RUNTIME: is "node"; set it to "custom"$/m,
    ],
    [
      'value that is no text',
      { settings: { HUB: 1 } },
      /local\.settings\.json: Values\.HUB: is not a text; put the value between quotes$/m,
    ],
    [
      'storage',
      { settings: { AzureWebJobsStorage: '' } },
      /Values\.AzureWebJobsStorage: is missing; set it to "UseDevelopmentStorage=true" \(Azurite\)$/m,
    ],
  ]) {
    test(what, async (t) => {
      await assert.rejects(read(t, parts), (error) => {
        if (message instanceof RegExp) assert.match(error.message, message);
        else assert.ok(error.message.split('\n').includes(message), error.message);
        return true;
      });
    });
  }

  test('all of them at once, no secret among them', async (t) => {
    const functions = { F: { bindings: [{ ...hub, cardinality: 'one', eventHubName: '' }] }, G: { bindings: [] } };
    const settings = { EventHub: 'Endpoint=sb://localhost;SharedAccessKey=secret' };
    await assert.rejects(read(t, { functions, settings, host: { version: '1.0' } }), (error) => {
      assert.equal(error.errors.length, 5);
      assert.ok(!error.message.includes('secret'));
      return true;
    });
  });
});
