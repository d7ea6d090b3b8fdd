// The local cloud of the demo: every part as its own process, on free loopback ports, with its files in one folder.
import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { signSasToken } from '../event-hubs/sas.mjs';
import { Program } from './program.mjs';

export const repository = fileURLToPath(new URL('../../', import.meta.url));
const binary = (project, name) => path.join(repository, project, 'bin/Release/net10.0', name);

const hub = 'events';
const publisher = 'lab.central';
// the key of the sample customer local/customers/lab.json
const authkey = 'local-lab-authkey';
const anyPorts = { blob: 0, queue: 0, table: 0, amqp: 0, hubHttp: 0, canopsis: 0, agent: 0, health: 0 };
const managePolicy = { name: 'RootManageSharedAccessKey', key: 'SAS_KEY_VALUE' };
const sendPolicy = { name: 'agents', key: 'local-agents-key' };

export class Cloud {
  /** @param folder empty folder for everything written @param log stream that takes what the programs print */
  constructor(folder, log) {
    this.folder = folder;
    this.log = log;
    this.programs = [];
    /** rejects when a part says that it will not do its work */
    this.refusal = new Promise((_, reject) => {
      this.refuse = (reason) => reject(new Error(reason));
    });
    this.refusal.catch(() => {});
  }

  node(name, script, args) {
    return this.start(name, process.execPath, [path.join(repository, 'local', script), ...args, '--exit-with-stdin']);
  }

  start(name, command, args, options = {}) {
    const program = new Program(name, command, args, { log: this.log, ...options });
    this.programs.push(program);
    return program;
  }

  /** Starts everything: what the functions need, the functions, the edge agent. */
  async open({ rtt, parameters, func }) {
    await this.openServices({ rtt });
    await this.startFunctions(parameters.functions, func);
    await this.startAgent(parameters.agent);
  }

  /** Starts storage, hub and Canopsis; port 0 is a free one. */
  async openServices({ rtt = 0, ports = anyPorts } = {}) {
    const azurite = this.node('azurite', 'azurite.mjs', [
      ...['--blob-port', String(ports.blob), '--queue-port', String(ports.queue), '--table-port', String(ports.table)],
    ]);
    const hubs = this.node('event-hubs', 'event-hubs/main.mjs', [
      ...['--amqp-port', String(ports.amqp), '--http-port', String(ports.hubHttp), '--hub', hub],
    ]);
    const canopsis = this.start('canopsis-simulator', binary('local/canopsis-simulator', 'canopsis-simulator'), [
      ...['--port', String(ports.canopsis), '--authkey', authkey, '--rtt', String(rtt), '--exit-with-stdin'],
    ]);
    this.storage = await azurite.ready;
    this.hubs = await hubs.ready;
    this.canopsis = (await canopsis.ready).url;
  }

  async startFunctions(parameters, func) {
    const customers = path.join(this.folder, 'customers');
    await mkdir(customers);
    const target = new URL(this.canopsis);
    await writeFile(
      path.join(customers, `${publisher.split('.')[0]}.json`),
      JSON.stringify({
        canopsis_host: target.hostname,
        canopsis_port: Number(target.port),
        sending_protocol: 'http',
        allow_private_host: 1,
        canopsis_authkey: authkey,
        ...parameters,
      }),
    );
    const settings = {
      FUNCTIONS_WORKER_RUNTIME: 'custom',
      AzureWebJobsStorage: this.#storageConnection(),
      EventHub:
        `Endpoint=sb://localhost:${this.hubs.amqpPort};SharedAccessKeyName=${managePolicy.name};` +
        `SharedAccessKey=${managePolicy.key};UseDevelopmentEmulator=true;`,
      EVENTHUB_NAME: hub,
      EVENTHUB_CONSUMER_GROUP: 'fn',
      CUSTOMERS_DIR: customers,
    };
    const scriptRoot = path.dirname(binary('functions', 'forwarder'));
    if (func) {
      await this.#startCoreTools(scriptRoot, settings);
      return;
    }
    const file = path.join(this.folder, 'local.settings.json');
    await writeFile(file, JSON.stringify({ IsEncrypted: false, Values: settings }));
    this.host = this.node('functions-host', 'functions-host/main.mjs', [
      '--script-root', scriptRoot, '--settings', file, '--port', '0',
    ]);
    this.host.onErrorLine = (line) => this.#watchCustomers(line);
    this.functions = await this.host.ready;
  }

  async #startCoreTools(scriptRoot, settings) {
    const port = await freePort();
    const args = ['start', '--script-root', scriptRoot, '--port', String(port)];
    this.host = this.start('func', 'func', args, { env: settings });
    this.host.onLine = (line) => this.#watchCustomers(line);
    this.functions = { url: `http://127.0.0.1:${port}` };
    await untilAnswers(this.functions.url, this.host, 180_000);
  }

  // the functions log what is wrong with a customer and go on without it: here there is no other
  #watchCustomers(line) {
    const [, problem] = /"Message":"(Customer [^"]* = [^"]*)"/.exec(line) ?? [];
    if (problem) {
      this.refuse(problem);
    }
  }

  async startAgent(parameters, ports = anyPorts) {
    this.agentPort = ports.agent || (await freePort());
    this.healthPort = ports.health || (await freePort());
    const token = path.join(this.folder, 'publisher.token');
    const inAnHour = Math.floor(Date.now() / 1000) + 3600;
    await writeFile(
      token,
      signSasToken(
        `http://127.0.0.1:${this.hubs.httpPort}/${hub}/publishers/${publisher}`,
        sendPolicy.name,
        sendPolicy.key,
        inAnHour,
      ),
    );
    this.agentFile = path.join(this.folder, 'agent.json');
    await writeFile(
      this.agentFile,
      JSON.stringify({
        listen_port: this.agentPort,
        health_port: this.healthPort,
        spool_directory: path.join(this.folder, 'spool'),
        hub_protocol: 'http',
        hub_host: '127.0.0.1',
        hub_port: this.hubs.httpPort,
        hub_name: hub,
        hub_publisher: publisher,
        hub_token_file: token,
        ...parameters,
      }),
    );
    await this.runAgent();
  }

  /** Starts the edge agent, again after a kill, and waits until it answers. */
  async runAgent() {
    this.agent = this.start('agent', binary('agent', 'canopsis-agent'), ['run', '--config', this.agentFile, '--exit-with-stdin']);
    await untilAnswers(`http://127.0.0.1:${this.healthPort}/health`, this.agent, 30_000);
  }

  async agentHealth() {
    return getJson(`http://127.0.0.1:${this.healthPort}/health`);
  }

  async canopsisStatistics() {
    return getJson(`${this.canopsis}/simulator/statistics`);
  }

  /** What a command of the functions' executable prints as JSON; its exit code tells of problems, which the document names. */
  async forwarder(...args) {
    const env = { ...process.env, AzureWebJobsStorage: this.#storageConnection(), CUSTOMERS_DIR: path.join(this.folder, 'customers') };
    const printed = await new Promise((resolve, reject) => {
      execFile(binary('functions', 'forwarder'), [...args, '--json'], { env, maxBuffer: 64 * 1024 * 1024 }, (error, output, errors) =>
        output ? resolve(output) : reject(new Error(`forwarder ${args.join(' ')}: ${errors || error?.message}`)),
      );
    });
    return JSON.parse(printed);
  }

  /** What became of the downtimes: events that the lane took, and what is desired and held by Canopsis. */
  async downtimes() {
    const { lanes } = await this.forwarder('status');
    const { downtimes } = await this.forwarder('downtimes', 'list', '--customer', publisher.split('.')[0]);
    const lane = lanes.find((one) => one.publisher === publisher);
    return {
      taken: (lane?.desired_state ?? 0) + (lane?.not_mapped ?? 0) + (lane?.dead_lettered ?? 0),
      desired_state: lane?.desired_state ?? 0,
      present: downtimes.filter((one) => one.state === 'present').length,
      ended: downtimes.filter((one) => one.state === 'ended').length,
      pending: downtimes.filter((one) => !['present', 'ended'].includes(one.state)).length,
    };
  }

  async close() {
    for (const program of this.programs.toReversed()) {
      await program.stop();
    }
  }

  #storageConnection() {
    // Azurite's account and key are public and the same everywhere
    const key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
    const { blobPort, queuePort, tablePort } = this.storage;
    return (
      `DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=${key};` +
      `BlobEndpoint=http://127.0.0.1:${blobPort}/devstoreaccount1;` +
      `QueueEndpoint=http://127.0.0.1:${queuePort}/devstoreaccount1;` +
      `TableEndpoint=http://127.0.0.1:${tablePort}/devstoreaccount1;`
    );
  }
}

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function untilAnswers(url, program, milliseconds) {
  const until = Date.now() + milliseconds;
  for (;;) {
    try {
      await fetch(url, { signal: AbortSignal.timeout(5000) });
      return;
    } catch (error) {
      const ended = await Promise.race([program.ended, pause(50)]);
      if (ended || Date.now() > until) {
        if (ended?.error?.code === 'ENOENT') {
          throw new Error(`${program.name} is not on the PATH: install it, or use what ./demo uses without it.`);
        }
        const reason = ended?.error?.message ?? error.message;
        throw new Error(`${program.name} does not answer: ${reason}\n${program.tail.join('\n')}`);
      }
    }
  }
}

async function getJson(url) {
  const answer = await fetch(url, { signal: AbortSignal.timeout(5000) });
  return answer.json();
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
