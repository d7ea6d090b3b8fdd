// The stand-in's own API, which the real service does not have; like everything here it is on loopback only.
//   POST   /standin/faults       sets faults (faults.mjs)         DELETE /standin/faults   ends them
//   GET    /standin/statistics   what is stored and was asked     POST /standin/disconnect cuts all AMQP connections
//   POST   /standin/recreate     the hub is deleted and created again: empty, all numbers from 0

import { notFound } from './amqp-connection.mjs';
import { HttpRefusal, sendJson } from './http-answers.mjs';
import { readBody } from './http-body.mjs';

/** First segment of the paths of this API; no hub may be called so. */
export const controlSegment = 'standin';

const maxBodyBytes = 65_536;

export class Control {
  #hub;
  #amqp;
  #publishing;
  #faults;

  constructor({ hub, amqp, publishing, faults }) {
    this.#hub = hub;
    this.#amqp = amqp;
    this.#publishing = publishing;
    this.#faults = faults;
  }

  async handle(request, response, [, action]) {
    const body = await readBody(request, maxBodyBytes);
    if (!body) return;
    switch (`${request.method} ${action}`) {
      case 'POST faults':
        this.#faults.set(parse(body));
        break;
      case 'DELETE faults':
        this.#faults.clear();
        break;
      case 'POST recreate':
        this.#hub.recreate();
        this.#amqp.detachAll(notFound(this.#hub.name).error);
        break;
      case 'POST disconnect':
        this.#amqp.disconnectAll();
        break;
      case 'GET statistics':
        break;
      default:
        throw new HttpRefusal(404, 'There is no such control.');
    }
    sendJson(response, 200, this.#statistics());
  }

  #statistics() {
    const partitions = this.#hub.partitions.map((log) => ({
      id: log.id,
      beginSequenceNumber: log.beginSequenceNumber,
      lastSequenceNumber: log.nextSequenceNumber - 1,
      lastOffset: String(log.last?.offset ?? -1),
      count: log.count,
      bytes: log.storedBytes,
      dropped: log.dropped,
      readers: log.readerCount,
    }));
    return {
      hub: this.#hub.name,
      createdAt: new Date(this.#hub.createdAt).toISOString(),
      partitions,
      publishing: { ...this.#publishing.counts, faultsMet: this.#faults.met },
      amqpConnections: this.#amqp.connectionCount,
    };
  }
}

function parse({ chunks, exceeded }) {
  try {
    if (!exceeded) return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    // Answered below, like a body that is too long.
  }
  throw new HttpRefusal(400, 'The body is not valid JSON.');
}
