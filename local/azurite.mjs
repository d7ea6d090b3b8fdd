// Starts Azurite, the storage emulator, within this process, so that it never outlives it, and without telemetry:
//   node azurite.mjs [--blob-port 10000] [--queue-port 10001] [--table-port 10002] [--location DIR] [--exit-with-stdin]
// Without a location everything is kept in memory. Port 0 is a free one.

import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { runProgram } from './program.mjs';

const require = createRequire(import.meta.url);
const text = { type: 'string' };
const listening = /Azurite (\w+) service is successfully listening at \S+:(\d+)/;
const closed = /Azurite (\w+) service successfully closed/;

await runProgram('azurite', async () => {
  const { values } = parseArgs({
    options: {
      'blob-port': { ...text, default: '10000' },
      'queue-port': { ...text, default: '10001' },
      'table-port': { ...text, default: '10002' },
      location: text,
      'exit-with-stdin': { type: 'boolean', default: false },
    },
  });
  process.argv = [
    process.argv[0],
    'azurite',
    '--silent',
    '--disableTelemetry',
    '--skipApiVersionCheck',
    '--blobPort',
    values['blob-port'],
    '--queuePort',
    values['queue-port'],
    '--tablePort',
    values['table-port'],
    ...(values.location ? ['--location', values.location] : ['--inMemoryPersistence']),
  ];
  return { ...(await startAzurite()), exitWithStdin: values['exit-with-stdin'] };
});

// Azurite's program says on the console where its services listen and that they are closed, and waits for an end with
// `process.once`: both are taken over here, for free ports must be told and there must be one way to end, not two.
function startAzurite() {
  const ports = {};
  const servicesClosed = new Set();
  let allClosed = () => {};
  console.log = (line) => {
    console.error(line);
    const [, service, port] = listening.exec(line) ?? [];
    if (service) ports[`${service.toLowerCase()}Port`] = Number(port);
    const [, closedService] = closed.exec(line) ?? [];
    if (closedService) servicesClosed.add(closedService);
    if (servicesClosed.size === 3) allClosed();
  };

  const { once } = process;
  return new Promise((resolve) => {
    process.once = (event, listener) => {
      if (event === 'SIGINT' || event === 'SIGTERM') return process;
      if (event !== 'message') return once.call(process, event, listener);
      queueMicrotask(() => {
        delete process.once;
      });
      const close = () =>
        new Promise((done) => {
          allClosed = done;
          listener('shutdown');
        });
      resolve({ ready: ports, close });
      return process;
    };
    require('azurite/dist/src/azurite.js');
  });
}
