// The function app as processes on this machine: storage, hub, Canopsis simulator, and the functions host with a script
// root, as the platform would run it.

import { createHmac } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Program } from '../../local/demo/program.mjs';
import { connectionString, send, tokenFor } from '../../local/event-hubs/testing.mjs';
import { repositoryRoot } from './repository.mjs';

const local = join(repositoryRoot, 'local');
const simulator = join(local, 'canopsis-simulator/bin/Release/net10.0/canopsis-simulator');
const authkey = 'local-test-authkey';
const azuriteKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/** Waits until a condition gives something. */
export async function until(condition, what, deadlineMs = 60_000) {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    const found = await condition();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`not within ${deadlineMs} ms: ${what}`);
    await delay(20);
  }
}

export class FunctionApp {
  #folder;
  #programs = [];
  #log = [];
  #tablePort;

  /** @param {string} folder an empty one, for customers and settings */
  constructor(folder) {
    this.#folder = folder;
  }

  /** Lines that the handler wrote on its standard output, in their order. */
  get handlerLines() {
    return this.#log.filter(({ source }) => source === 'handler').map(({ text }) => text);
  }

  get log() {
    return this.#log.map(({ program, source, text }) => `${program} ${source} ${text}`).join('\n');
  }

  async #start(name, command, args) {
    const log = {
      write: (entry) => {
        for (const line of entry.split('\n')) {
          const match = /^\[([^\]]+)\] (?:\[([^\]]+)\] )?(.*)$/.exec(line);
          if (match) this.#log.push({ program: match[1], source: match[2], text: match[3] });
        }
      },
    };
    const program = new Program(name, command, args, { log });
    this.#programs.push(program);
    return { program, ready: await program.ready };
  }

  #node(script, ...args) {
    return this.#start(script.split('/')[0], process.execPath, [join(local, script), ...args, '--exit-with-stdin']);
  }

  /**
   * @param {{scriptRoot?: string, customers: Record<string, object>, settings?: object}} options `scriptRoot`: without one,
   *   everything but the functions is started; `customers`: parameters by key; where the Canopsis is, is filled in
   */
  async start({ scriptRoot, customers, settings = {} }) {
    const [azurite, hub, canopsis] = await Promise.all([
      this.#node('azurite.mjs', '--blob-port', '0', '--queue-port', '0', '--table-port', '0'),
      this.#node('event-hubs/main.mjs', '--amqp-port', '0', '--http-port', '0', '--partitions', '1'),
      this.#start('canopsis', simulator, ['--port', '0', '--authkey', authkey]),
    ]);
    this.#tablePort = azurite.ready.tablePort;
    this.hub = hub.ready;
    this.canopsisUrl = canopsis.ready.url;
    const customersFolder = join(this.#folder, 'customers');
    await mkdir(customersFolder, { recursive: true });
    const { hostname, port } = new URL(this.canopsisUrl);
    for (const [key, parameters] of Object.entries(customers)) {
      const reached = {
        canopsis_host: hostname,
        canopsis_port: Number(port),
        sending_protocol: 'http',
        allow_private_host: 1,
      };
      const file = { ...reached, canopsis_authkey: authkey, ...parameters };
      await writeFile(join(customersFolder, `${key}.json`), JSON.stringify(file));
    }
    const endpoint = (kind, servicePort) => `${kind}Endpoint=http://127.0.0.1:${servicePort}/devstoreaccount1`;
    const values = {
      FUNCTIONS_WORKER_RUNTIME: 'custom',
      AzureWebJobsStorage: [
        'DefaultEndpointsProtocol=http',
        'AccountName=devstoreaccount1',
        `AccountKey=${azuriteKey}`,
        endpoint('Blob', azurite.ready.blobPort),
        endpoint('Queue', azurite.ready.queuePort),
        endpoint('Table', azurite.ready.tablePort),
      ].join(';'),
      EventHub: connectionString(this.hub.amqpPort),
      EVENTHUB_NAME: 'events',
      EVENTHUB_CONSUMER_GROUP: 'fn',
      CUSTOMERS_DIR: customersFolder,
      ...settings,
    };
    this.settings = values;
    if (scriptRoot === undefined) return;
    const file = join(this.#folder, 'settings.json');
    await writeFile(file, JSON.stringify({ IsEncrypted: false, Values: values }));
    const options = ['--script-root', scriptRoot, '--settings', file, '--port', '0'];
    const { program } = await this.#node('functions-host/main.mjs', ...options);
    this.host = program;
    this.handler = await until(() => this.#findHandler(), 'a handler that listens');
  }

  #findHandler() {
    const listening = this.#log
      .map(({ text }) => /^handler (\d+) listens on 127\.0\.0\.1:(\d+)$/.exec(text))
      .filter(Boolean);
    const last = listening.at(-1);
    return last && { pid: Number(last[1]), port: Number(last[2]), starts: listening.length };
  }

  /** kill -9 of the handler; resolves when the host has started the next one. */
  async killHandler() {
    const { pid, starts } = this.handler;
    process.kill(pid, 'SIGKILL');
    await until(() => this.#findHandler().starts > starts, 'a handler that was started again');
    this.handler = this.#findHandler();
  }

  /** Publishes one pack as an agent does; without a publisher, to the plain endpoint. */
  async publish(pack, publisher) {
    const path = publisher ? `/events/publishers/${publisher}/messages` : '/events/messages';
    const token = tokenFor(this.hub.httpPort, publisher ? `/events/publishers/${publisher}` : '/events');
    const { status, text } = await send(this.hub.httpPort, `${path}?api-version=2014-01&timeout=60`, {
      token,
      body: pack,
    });
    if (status !== 201) throw new Error(`the hub answers ${status} ${text}`);
  }

  /** Switches a fault of the Canopsis simulator on; none: all off. */
  async canopsisFault(fault) {
    const url = `${this.canopsisUrl}/simulator/faults`;
    const answer = fault
      ? await fetch(url, {
          method: 'POST',
          body: JSON.stringify(fault),
          headers: { 'Content-Type': 'application/json' },
        })
      : await fetch(url, { method: 'DELETE' });
    if (!answer.ok) throw new Error(`the simulator answers ${answer.status} ${await answer.text()}`);
  }

  /** Overwrites properties of a lane's row, as only a defect would: `{ tail: 5 }`. */
  async damageLane(publisher, properties) {
    const path = `/devstoreaccount1/lanes(PartitionKey='${publisher}',RowKey='lane')`;
    const date = new Date().toUTCString();
    const signature = createHmac('sha256', Buffer.from(azuriteKey, 'base64'))
      .update(`${date}\n/devstoreaccount1${path}`)
      .digest('base64');
    const values = Object.entries(properties).flatMap(([name, value]) =>
      typeof value === 'number' ? [[`${name}@odata.type`, 'Edm.Int64'], [name, String(value)]] : [[name, value]],
    );
    const answer = await fetch(`http://127.0.0.1:${this.#tablePort}${path}`, {
      method: 'MERGE',
      body: JSON.stringify(Object.fromEntries(values)),
      headers: {
        Authorization: `SharedKeyLite devstoreaccount1:${signature}`,
        'Content-Type': 'application/json',
        'If-Match': '*',
        'x-ms-date': date,
        'x-ms-version': '2019-02-02',
        Accept: 'application/json;odata=nometadata',
      },
    });
    if (!answer.ok) throw new Error(`Table storage answers ${answer.status} ${await answer.text()}`);
  }

  /** How many downtimes Canopsis holds. */
  async pbehaviors() {
    const answer = await fetch(`${this.canopsisUrl}/api/v4/pbehaviors?limit=1`, {
      headers: { 'x-canopsis-authkey': authkey },
    });
    return (await answer.json()).meta.total_count;
  }

  /** Asks the Canopsis simulator itself, not its API. */
  async simulator(method, path) {
    const answer = await fetch(`${this.canopsisUrl}/simulator/${path}`, { method });
    if (!answer.ok) throw new Error(`the simulator answers ${answer.status} ${await answer.text()}`);
  }

  /** Table storage, and all other, is gone from now on. */
  async loseStorage() {
    await this.#programs.find(({ name }) => name === 'azurite.mjs').kill();
  }

  /** How many requests and events the Canopsis simulator got. */
  async canopsisStatistics() {
    return (await fetch(`${this.canopsisUrl}/simulator/statistics`)).json();
  }

  /** Waits for a line of the handler with the number of a message. */
  async message(eventId, matches = () => true, deadlineMs = 60_000) {
    const found = () =>
      this.handlerLines
        .filter((text) => text.startsWith('{'))
        .map((text) => JSON.parse(text))
        .find((line) => line.EventId === eventId && matches(line.State));
    return until(found, `message ${eventId}`, deadlineMs);
  }

  async stop() {
    for (const program of this.#programs.reverse()) await program.stop();
  }
}
