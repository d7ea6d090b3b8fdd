import http from 'node:http';

const hostVersion = '4.1037.0.0';
const bodyChunkCharacters = 1024;
const maximumRedirects = 50;

/** No answer came: `kind` is `refused`, `reset` or `closed` (the connection ended before an answer). */
export class ConnectionFailure extends Error {
  constructor(kind, cause) {
    super(`connection ${kind}`, { cause });
    this.kind = kind;
  }
}

/** Speaks to the handler exactly as the host's HTTP client does: header order, chunks, redirects, kept connections. */
export class WorkerClient {
  // A kept connection that is idle for a minute is not used again.
  #agent = new http.Agent({ keepAlive: true, timeout: 60_000 });

  /**
   * Sends one invocation and follows redirects.
   * @returns {Promise<{status: number, reason: string, headers: Array<[string, string]>, body: Buffer}>}
   * @throws {ConnectionFailure}
   */
  async invoke({ port, functionName, invocationId, body }) {
    let method = 'POST';
    let url = new URL(`http://127.0.0.1:${port}/${functionName}`);
    for (let redirects = 0; ; redirects++) {
      const headers = [
        ['X-Azure-Functions-HostVersion', hostVersion],
        ['X-Azure-Functions-InvocationId', invocationId],
        ['User-Agent', `Azure-Functions-Host/${hostVersion}`],
      ];
      if (method === 'POST') {
        headers.push(['Transfer-Encoding', 'chunked'], ['Content-Type', 'application/json; charset=utf-8']);
      }
      const answer = await this.#send(method, url, headers, method === 'POST' ? body : '');
      const target = redirects < maximumRedirects ? redirectTarget(answer, url) : null;
      if (target === null) return answer;
      if (answer.status < 304) method = 'GET';
      url = target;
    }
  }

  /**
   * The readiness probe: whatever the answer, the handler listens.
   * @param {number} port
   * @param {() => void} [onConnected] called before an answer is there
   * @throws {ConnectionFailure}
   */
  async probe(port, onConnected) {
    await this.#send('GET', new URL(`http://127.0.0.1:${port}/`), [], '', onConnected);
  }

  /** Ends the kept connections. */
  close() {
    this.#agent.destroy();
  }

  #send(method, url, headers, body, onConnected = () => {}) {
    return new Promise((resolve, reject) => {
      const request = http.request({
        method,
        host: url.hostname,
        port: url.port,
        path: url.pathname + url.search,
        agent: this.#agent,
        setHost: false,
      });
      request.removeHeader('Connection'); // Node would add one, the host sends none
      request.setHeader('Host', url.host);
      for (const [name, value] of headers) request.setHeader(name, value);
      request.on('socket', (socket) => socket.connecting && socket.once('connect', onConnected));
      request.on('error', (error) => reject(connectionFailure(error)));
      request.on('response', (response) => {
        const parts = [];
        response.on('data', (part) => parts.push(part));
        response.on('error', (error) => reject(connectionFailure(error)));
        response.on('end', () =>
          resolve({
            status: response.statusCode,
            reason: response.statusMessage,
            headers: pairs(response.rawHeaders),
            body: Buffer.concat(parts),
          }),
        );
      });
      for (const chunk of chunks(body)) request.write(chunk);
      request.end();
    });
  }
}

function connectionFailure(error) {
  if (error.code === 'ECONNREFUSED') return new ConnectionFailure('refused', error);
  return new ConnectionFailure(error.message === 'socket hang up' ? 'closed' : 'reset', error);
}

/** 300 to 303 become GET, 307 and 308 stay as they are; without Location there is nothing to follow. */
function redirectTarget(answer, url) {
  if (![300, 301, 302, 303, 307, 308].includes(answer.status)) return null;
  const location = answer.headers.find(([name]) => name.toLowerCase() === 'location')?.[1];
  if (location === undefined || !URL.canParse(location, url)) return null;
  const target = new URL(location, url);
  return target.protocol === 'http:' ? target : null;
}

/** The host writes its bodies in pieces of 1,024 characters; a pair of surrogates stays together. */
function* chunks(body) {
  for (let start = 0; start < body.length;) {
    let end = Math.min(start + bodyChunkCharacters, body.length);
    if (end < body.length && /[\ud800-\udbff]/.test(body[end - 1])) end++;
    yield body.slice(start, end);
    start = end;
  }
}

export function pairs(rawHeaders) {
  return Array.from({ length: rawHeaders.length / 2 }, (_, index) => [
    rawHeaders[2 * index],
    rawHeaders[2 * index + 1],
  ]);
}
