// npm run local: the local cloud on its fixed ports, for func start and for node local/functions-host/main.mjs.
import path from 'node:path';
import { repository } from './demo/cloud.mjs';
import { Program } from './demo/program.mjs';

const parts = [
  ['azurite', 'node', ['azurite.mjs', '--blob-port', '10000', '--queue-port', '10001', '--table-port', '10002']],
  ['event-hubs', 'node', ['event-hubs/main.mjs', '--amqp-port', '5672', '--http-port', '8090', '--hub', 'events']],
  ['canopsis-simulator', 'simulator', ['--port', '8082', '--authkey', 'local-lab-authkey']],
];

const programs = parts.map(([name, kind, args]) =>
  kind === 'node'
    ? new Program(name, process.execPath, [path.join(repository, 'local', args[0]), ...args.slice(1), '--exit-with-stdin'], { log: process.stderr })
    : new Program(name, path.join(repository, 'local/canopsis-simulator/bin/Release/net10.0/canopsis-simulator'), args, { log: process.stderr }),
);

async function end(code) {
  await Promise.all(programs.map((program) => program.stop()));
  process.exit(code);
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => end(0));
}
try {
  await Promise.all(programs.map((program) => program.ready));
  console.log('The local cloud is ready. End it with Ctrl+C.');
  const ended = await Promise.race(programs.map(async (program) => [program.name, await program.ended]));
  console.error(`${ended[0]} ended: ${JSON.stringify(ended[1])}`);
} catch (error) {
  console.error(error.message);
}
await end(1);
