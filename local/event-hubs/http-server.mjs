// The HTTPS API of the namespace over plain HTTP: finds what a request is for, checks its token, answers refusals.

import { createServer } from 'node:http';
import { controlSegment } from './control.mjs';
import { HttpRefusal, sendError } from './http-answers.mjs';
import { Unauthorized } from './key-ring.mjs';
import { publishingTarget } from './publishing.mjs';
import { MalformedUri, parsePath, parseResourceUri, sameName } from './resource-uri.mjs';
import { handleRevocation, isRevocation } from './revocation.mjs';

// Longer than clients keep idle connections, so that none sends on one that is just being closed.
const keepAliveMs = 300_000;

export class HttpServer {
  #hub;
  #keyRing;
  #publishing;
  #control;
  #log;
  #server;

  constructor({ hub, keyRing, publishing, control, log }) {
    this.#hub = hub;
    this.#keyRing = keyRing;
    this.#publishing = publishing;
    this.#control = control;
    this.#log = log;
    this.#server = createServer({ keepAliveTimeout: keepAliveMs }, (request, response) => {
      this.#answer(request, response).catch((error) => this.#refuse(request, response, error));
    });
  }

  listen(port, host) {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject).listen(port, host, () => resolve(this.#server.address().port));
    });
  }

  close() {
    const closed = new Promise((resolve) => {
      this.#server.close(resolve);
    });
    this.#server.closeAllConnections();
    return closed;
  }

  async #answer(request, response) {
    const segments = parsePath(request.url.replace(/[?#].*$/s, ''));
    if (segments[0] === controlSegment) return this.#control.handle(request, response, segments);

    const [hub = '', ...path] = segments;
    const authorize = (right) => {
      this.#checkToken(request, segments, right);
      if (!sameName(hub, this.#hub.name)) throw new HttpRefusal(404, `The event hub '${hub}' does not exist.`);
    };
    const target = publishingTarget(path);
    if (target && request.method === 'POST') {
      return this.#publishing.handle(request, response, target, () => authorize('send'));
    }
    if (isRevocation(path)) {
      authorize('manage');
      return handleRevocation(request, response, path, this.#hub);
    }
    authorize('send');
    throw target ? new HttpRefusal(405, 'The method is not allowed.') : new HttpRefusal(400, 'The path is not known.');
  }

  #checkToken(request, segments, right) {
    const resource = { host: parseResourceUri(request.headers.host ?? '').host, segments };
    try {
      this.#keyRing.authorize(request.headers.authorization, resource, right);
    } catch (error) {
      if (error instanceof Unauthorized) throw new HttpRefusal(401, error.message);
      throw error;
    }
  }

  #refuse(request, response, error) {
    request.resume();
    if (response.headersSent || response.destroyed) return;
    if (error instanceof HttpRefusal) sendError(response, error.status, error.message, error.headers);
    else if (error instanceof MalformedUri) sendError(response, 400, `The request URI is malformed: ${error.message}.`);
    else {
      this.#log(`http: ${error.stack}`);
      sendError(response, 500, 'The server was unable to process the request.');
    }
  }
}
