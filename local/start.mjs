// npm run local: the local cloud on its fixed ports and an agent that publishes to it, for func start and for
// node local/functions-host/main.mjs.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Cloud } from './demo/cloud.mjs';

const ports = { blob: 10000, queue: 10001, table: 10002, amqp: 5672, hubHttp: 8090, canopsis: 8082, agent: 5669, health: 8091 };

const folder = await mkdtemp(path.join(tmpdir(), 'forwarder-local-'));
const cloud = new Cloud(folder, process.stderr);

async function end(code) {
  await cloud.close();
  await rm(folder, { recursive: true, force: true });
  process.exit(code);
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => end(0));
}
try {
  await cloud.openServices({ ports });
  await cloud.startAgent({}, ports);
  console.log(`Ready: storage 10000-10002, hub AMQP 5672 and HTTP 8090, Canopsis ${cloud.canopsis}, agent 127.0.0.1:5669.
Start the functions, then play a session:
  node local/broker-replay/main.mjs --capture local/samples/lab-bbdo3.bin --agent 127.0.0.1:5669
and see what arrived: curl ${cloud.canopsis}/simulator/statistics
End with Ctrl+C.`);
  const ended = await Promise.race(cloud.programs.map(async (program) => [program.name, await program.ended]));
  console.error(`${ended[0]} ended: ${JSON.stringify(ended[1])}`);
} catch (error) {
  console.error(error.message);
}
await end(1);
