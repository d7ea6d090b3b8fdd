// The HTTPS publishing API: POST to the hub, to one of its partitions, or as one of its publishers.

import { HttpRefusal, sendEmpty } from './http-answers.mjs';
import { readBody } from './http-body.mjs';
import { maxPublicationBytes } from './hub.mjs';
import { readPublication } from './publication.mjs';
import { sameName } from './resource-uri.mjs';

const maxPublisherLength = 128;

/**
 * What a path below the hub sends to, null if nothing.
 * @param {string[]} path segments after the hub's name
 * @returns {{partitionId?: string, publisher?: string} | null}
 */
export function publishingTarget(path) {
  if (!sameName(path.at(-1) ?? '', 'messages')) return null;
  if (path.length === 1) return {};
  if (path.length !== 3) return null;
  if (sameName(path[0], 'partitions')) return { partitionId: path[1] };
  if (sameName(path[0], 'publishers')) return { publisher: path[1] };
  return null;
}

export class Publishing {
  #hub;
  #faults;

  /** Requests stored and refused (by status), for the statistics. */
  counts = { requests: 0, stored: 0, events: 0, refused: {} };

  /**
   * @param {import('./hub.mjs').Hub} hub
   * @param {import('./faults.mjs').PublishFaults} faults
   */
  constructor(hub, faults) {
    this.#hub = hub;
    this.#faults = faults;
  }

  /** Answers one request. `authorize` throws what is to be answered first. */
  async handle(request, response, { partitionId, publisher }, authorize) {
    this.counts.requests++;
    try {
      const body = await readBody(request, maxPublicationBytes);
      if (!body) return;
      authorize();
      const partition = partitionId === undefined ? undefined : this.#partition(partitionId);
      this.#checkPublisher(publisher);
      const drafts = this.#drafts(request, body, publisher);
      const store = () => this.#store(partition, drafts);

      const fault = this.#faults.next(publisher, body.length);
      if (!fault) store();
      else if (await fault.apply(response, store)) return;
      sendEmpty(response, 201);
    } catch (error) {
      if (error instanceof HttpRefusal) {
        this.counts.refused[error.status] = (this.counts.refused[error.status] ?? 0) + 1;
      }
      throw error;
    }
  }

  #store(partition, drafts) {
    this.#hub.append(partition ?? this.#hub.partitionFor(drafts[0].partitionKey), drafts);
    this.counts.stored++;
    this.counts.events += drafts.length;
  }

  #drafts(request, body, publisher) {
    if (body.exceeded) throw tooLarge(body.length);
    const { drafts, propertyBytes } = readPublication(request, body.chunks);
    if (body.length + propertyBytes > maxPublicationBytes) throw tooLarge(body.length + propertyBytes);
    if (publisher === undefined) return drafts;
    // Only here does an event get a publisher, and with it its partition key: that is what makes the id trustworthy.
    return drafts.map((draft) => {
      if (draft.partitionKey !== undefined && draft.partitionKey !== publisher) {
        throw new HttpRefusal(400, 'The PartitionKey of an event sent by a publisher is the publisher.');
      }
      return { ...draft, publisher, partitionKey: publisher };
    });
  }

  #partition(id) {
    const partition = this.#hub.partition(id);
    if (partition) return partition;
    throw new HttpRefusal(400, `The specified partition is not between 0 and ${this.#hub.partitions.length - 1}.`);
  }

  #checkPublisher(publisher) {
    if (publisher === undefined) return;
    if (publisher.length > maxPublisherLength || publisher.includes('/')) {
      throw new HttpRefusal(400, `A publisher is a text of at most ${maxPublisherLength} characters without a slash.`);
    }
    if (this.#hub.isRevoked(publisher)) throw new HttpRefusal(401, 'PublisherRevoked: The publisher was revoked.');
  }
}

function tooLarge(bytes) {
  return new HttpRefusal(
    413,
    `The received message (size:${bytes}, limit:${maxPublicationBytes}) exceeds the limit that is allowed.`,
  );
}
