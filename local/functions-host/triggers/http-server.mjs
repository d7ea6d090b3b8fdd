import http from 'node:http';
import { httpCall } from '../requests/http-request.mjs';
import { pairs } from '../worker-client.mjs';
import { callerResponse, failed } from './http-output.mjs';
import { allows, judgeKey } from './keys.mjs';
import { compileRoute } from './routes.mjs';

/**
 * The host's own port, on loopback only: HTTP triggers (default mode), manual runs, statistics, and the kill switch
 * for fault tests.
 */
export class HttpServer {
  #routes;
  #triggers;
  #keys;
  #invoker;
  #worker;
  #statistics;
  #log;
  #isStopping = false;
  #server = http.createServer((request, response) => this.#onRequest(request, response));

  /**
   * @param {object} parts
   * @param {string} parts.routePrefix
   * @param {object[]} parts.definitions functions with an HTTP trigger
   * @param {Map<string, {runManually: (input: string) => Promise<unknown>}>} parts.triggers all others, by name
   * @param {import('./keys.mjs').Keys} parts.keys
   * @param {import('../invoker.mjs').Invoker} parts.invoker
   * @param {import('../worker-process.mjs').WorkerProcess} parts.worker
   * @param {import('../statistics.mjs').Statistics} parts.statistics
   * @param {(message: string) => void} parts.log
   */
  constructor({ routePrefix, definitions, triggers, keys, invoker, worker, statistics, log }) {
    const parameterCount = ({ trigger }) => trigger.route.split('{').length;
    this.#routes = definitions
      .toSorted((a, b) => parameterCount(a) - parameterCount(b)) // the more literal route wins
      .map((definition) => ({ definition, match: compileRoute(`${routePrefix}/${definition.trigger.route}`) }));
    this.#triggers = triggers;
    this.#keys = keys;
    this.#invoker = invoker;
    this.#worker = worker;
    this.#statistics = statistics;
    this.#log = log;
  }

  /** @param {number} port 0: a free one @returns {Promise<string>} base URL */
  listen(port) {
    return new Promise((resolve, reject) => {
      this.#server.on('error', reject);
      this.#server.listen(port, '127.0.0.1', () => resolve(`http://127.0.0.1:${this.#server.address().port}`));
    });
  }

  /** No new connection and no new call; those in flight go on. */
  stopAccepting() {
    this.#isStopping = true;
    this.#server.close();
    this.#server.closeIdleConnections();
  }

  /** Drops what is still open. */
  dropConnections() {
    this.#server.closeAllConnections();
  }

  async #onRequest(request, response) {
    if (this.#isStopping) {
      send(response, { status: 503, headers: [['Connection', 'close']], body: '' });
      return;
    }
    try {
      const body = await readAll(request);
      await this.#dispatch(request, response, body);
    } catch (error) {
      // Neither a caller that went away nor a fault in one call may end the host.
      this.#log(`${request.method} ${pathOf(request)}: ${error.message}`);
      if (!response.headersSent) send(response, failed);
    }
  }

  async #dispatch(request, response, body) {
    const path = pathOf(request);
    const manual = /^\/admin\/functions\/([^/]+)$/i.exec(path);
    if (path === '/') send(response, text(200, 'Your local Functions host is up and running.'));
    else if (path === '/host/statistics' && request.method === 'GET') sendJson(response, 200, this.#snapshot());
    else if (path === '/host/kill-handler' && request.method === 'POST') this.#killHandler(response);
    else if (manual && request.method === 'POST') this.#runManually(manual[1], request, response, body);
    else await this.#callFunction(path, request, response, body);
  }

  #snapshot() {
    const { state, pid, restarts, errors } = this.#worker;
    return { handler: { state, pid, restarts, errors }, ...this.#statistics.toJSON() };
  }

  #killHandler(response) {
    const { pid } = this.#worker;
    this.#worker.kill();
    sendJson(response, 202, { killed: pid });
  }

  #runManually(name, request, response, body) {
    if (!allows('admin', this.#keyOf(request))) return send(response, { status: 401, headers: [], body: '' });
    const trigger = [...this.#triggers].find(([known]) => known.toLowerCase() === name.toLowerCase())?.[1];
    if (trigger === undefined) {
      const isHttp = this.#routes.some(({ definition }) => definition.name.toLowerCase() === name.toLowerCase());
      return isHttp
        ? send(response, text(400, 'An HTTP function is run by calling its route.'))
        : send(response, { status: 404, headers: [], body: '' });
    }
    const input = manualInput(body);
    if (input === null) return send(response, text(400, 'The body must be {"input":"text"}.'));
    // Answered at once, as the host does; the log tells how the run ends.
    trigger.runManually(input).catch((error) => this.#log(`${name}: ${error.message}`));
    return send(response, { status: 202, headers: [], body: '' });
  }

  async #callFunction(path, request, response, body) {
    const found = this.#routes
      .filter(({ definition }) => definition.trigger.methods?.includes(request.method.toLowerCase()) ?? true)
      .map(({ definition, match }) => ({ definition, routeParameters: match(path) }))
      .find(({ routeParameters }) => routeParameters !== null);
    if (found === undefined) return send(response, { status: 404, headers: [], body: '' });

    const { definition, routeParameters } = found;
    const key = this.#keyOf(request);
    if (!allows(definition.trigger.authLevel, key)) return send(response, { status: 401, headers: [], body: '' });
    const input = httpCall({
      bindingName: definition.trigger.bindingName,
      method: request.method,
      target: request.url,
      headers: pairs(request.rawHeaders),
      routeParameters,
      key,
      body,
    });
    const result = await this.#invoker.run(definition, input);
    const succeeded = result.outcome === 'success';
    return send(response, succeeded ? callerResponse(result.answer, definition.trigger.outputName) : failed);
  }

  #keyOf(request) {
    const fromQuery = new URL(request.url, 'http://host').searchParams.get('code');
    return judgeKey(this.#keys, request.headers['x-functions-key'] ?? fromQuery);
  }
}

const pathOf = (request) => request.url.split('?')[0];

/** @returns {string | null} the input of a manual run; null when the body is not of the right form */
function manualInput(body) {
  if (body.length === 0) return '';
  try {
    const { input = '' } = JSON.parse(body.toString('utf8'));
    return typeof input === 'string' ? input : null;
  } catch {
    return null;
  }
}

async function readAll(stream) {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

function send(response, { status, headers, body }) {
  response.statusCode = status;
  for (const [name, value] of headers) response.setHeader(name, value);
  if (status !== 204 && status !== 304) response.setHeader('Content-Length', Buffer.byteLength(body));
  response.end(body);
}

const sendJson = (response, status, value) =>
  send(response, { status, headers: [['Content-Type', 'application/json']], body: `${JSON.stringify(value)}\n` });

const text = (status, body) => ({ status, headers: [['Content-Type', 'text/plain; charset=utf-8']], body });
