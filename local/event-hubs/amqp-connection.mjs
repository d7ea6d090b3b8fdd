// One client's connection: decides about every link it attaches and serves what is not reading.
// Links are named here from the client's side: a client's receiver is a sender for rhea.

import { MalformedMessage, readTransfer } from './amqp-event.mjs';
import { Claims } from './amqp-claims.mjs';
import { PartitionReader } from './amqp-reader.mjs';
import { answerRequest, requestNodes } from './amqp-requests.mjs';
import { plainRights } from './amqp-sasl.mjs';
import { UnknownSelector, positionOf } from './amqp-selector.mjs';
import { maxPublicationBytes } from './hub.mjs';
import { InvalidPosition } from './partition-log.mjs';
import { MalformedUri, parsePath, sameName } from './resource-uri.mjs';

const senderCredit = 500;
const maxPartitionKeyLength = 128;
const lagCapability = 'com.microsoft:enable-receiver-runtime-metric';

/** Why a link or a transfer is refused: an AMQP error. */
class Refused extends Error {
  constructor(condition, description) {
    super(description);
    this.error = { condition, description };
  }
}

export class ClientConnection {
  #hub;
  #ownership;
  #claims;
  #readers = new Map(); // by link: the reader and how it leaves
  #senders = new Map(); // by link: what takes its messages
  #replyLinks = new Set();

  constructor(connection, { hub, keyRing, ownership }) {
    this.#hub = hub;
    this.#ownership = ownership;
    this.#claims = new Claims(keyRing, plainRights(connection));
  }

  attachReceiver(link) {
    this.#attach(link, link.source?.address, (address) => {
      if (requestNodes.includes(address)) this.#replyLinks.add(link);
      else this.#attachReader(link, address);
      link.set_source({ address, filter: link.source.filter });
      link.set_target({ address: link.target?.address });
      // A client that asks for settled transfers sends no dispositions; rhea would wait for them for ever.
      link.local.attach.snd_settle_mode = link.snd_settle_mode;
    });
  }

  attachSender(link) {
    this.#attach(link, link.target?.address, (address) => {
      this.#senders.set(link, requestNodes.includes(address) ? this.#requestsTo(address) : this.#eventsTo(address));
      link.set_source({ address: link.source?.address });
      link.set_target({ address });
      link.add_credit(senderCredit);
    });
  }

  /** Takes one message, undecoded. */
  receive({ receiver: link, message: bytes, delivery }) {
    try {
      this.#senders.get(link)?.(bytes, link.messageFormat);
      delivery.accept();
    } catch (error) {
      if (error instanceof Refused) delivery.reject(error.error);
      else if (error instanceof MalformedMessage) {
        delivery.reject({ condition: 'amqp:decode-error', description: error.message });
      } else throw error;
    }
    if (link.credit < senderCredit / 2) link.add_credit(senderCredit - link.credit);
  }

  wakeReaders() {
    for (const { reader } of this.#readers.values()) reader.wake();
  }

  receiverGone(link) {
    this.#replyLinks.delete(link);
    this.#readers.get(link)?.leave();
    this.#readers.delete(link);
  }

  sessionGone(session) {
    for (const link of [...this.#readers.keys(), ...this.#replyLinks]) {
      if (link.session === session) this.receiverGone(link);
    }
  }

  detachAll(error) {
    for (const { reader } of this.#readers.values()) reader.close(error);
    for (const link of this.#senders.keys()) if (!requestNodes.includes(link.target.address)) link.close(error);
  }

  gone() {
    for (const { leave } of this.#readers.values()) leave();
    this.#readers.clear();
    this.#senders.clear();
  }

  // A refused link is attached without source and target and detached at once, which is how AMQP refuses.
  #attach(link, address, open) {
    try {
      open(String(address ?? ''));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      link.close(error.error);
    }
  }

  #attachReader(link, address) {
    const segments = this.#authorize(address, 'listen');
    const [hub, groups, group, partitions, id] = segments;
    const isReader = segments.length === 5 && sameName(groups, 'ConsumerGroups') && sameName(partitions, 'Partitions');
    const knowsGroup = isReader && this.#hub.consumerGroups.some((name) => sameName(name, group));
    if (!knowsGroup || !sameName(hub, this.#hub.name)) throw notFound(address);
    const log = this.#partition(id);
    const epoch = link.properties?.['com.microsoft:epoch'];
    const options = {
      start: this.#locate(log, link.source.filter),
      epoch: epoch === undefined || epoch === null ? null : Number(epoch),
      reportsLag: [].concat(link.desired_capabilities ?? []).includes(lagCapability),
    };
    const refusal = this.#ownership.refusal(group, log.id, options.epoch);
    if (refusal) throw new Refused(refusal.condition, refusal.description);

    const reader = new PartitionReader(link, log, options);
    this.#ownership.admit(group, log.id, reader);
    const leave = () => {
      reader.close();
      this.#ownership.leave(group, log.id, reader);
    };
    this.#readers.set(link, { reader, leave });
  }

  #locate(log, filter) {
    try {
      return log.locate(positionOf(filter));
    } catch (error) {
      if (error instanceof InvalidPosition || error instanceof UnknownSelector) {
        throw new Refused('com.microsoft:argument-error', error.message);
      }
      throw error;
    }
  }

  #requestsTo(node) {
    return (bytes) => {
      const { replyTo, reply } = answerRequest(node, bytes, { hub: this.#hub, claims: this.#claims });
      const links = [...this.#replyLinks].filter(({ source }) => source.address === node);
      const link = links.find(({ name, target }) => name === replyTo || target?.address === replyTo) ?? links.at(-1);
      link?.send(reply);
    };
  }

  #eventsTo(address) {
    const segments = this.#authorize(address, 'send');
    const [hub, partitions, id] = segments;
    const isPartition = segments.length === 3 && sameName(partitions, 'Partitions');
    if (!sameName(hub, this.#hub.name) || !(segments.length === 1 || isPartition)) throw notFound(address);
    const fixed = isPartition ? this.#partition(id) : null;
    return (bytes, format) => {
      if (bytes.length > maxPublicationBytes) {
        throw new Refused(
          'amqp:link:message-size-exceeded',
          `The received message of ${bytes.length} bytes exceeds the limit of ${maxPublicationBytes}.`,
        );
      }
      const drafts = readTransfer(bytes, format);
      if (drafts.some(({ partitionKey }) => partitionKey?.length > maxPartitionKeyLength)) {
        throw new Refused('com.microsoft:argument-error', `A partition key is longer than ${maxPartitionKeyLength}.`);
      }
      this.#hub.append(fixed ?? this.#hub.partitionFor(drafts[0]?.partitionKey), drafts);
    };
  }

  /** The segments of an address that may be used with a right. */
  #authorize(address, right) {
    let segments;
    try {
      segments = parsePath(address);
    } catch (error) {
      if (error instanceof MalformedUri) throw notFound(address);
      throw error;
    }
    if (segments.length === 0) throw notFound(address);
    if (!this.#claims.allow(segments, right)) {
      throw new Refused('amqp:unauthorized-access', `Unauthorized access. The claim ${right} is required.`);
    }
    return segments;
  }

  #partition(id) {
    const log = this.#hub.partition(id);
    if (!log) {
      const last = this.#hub.partitions.length - 1;
      const description = `The specified partition is invalid. It should be between 0 and ${last}.`;
      throw new Refused('com.microsoft:argument-out-of-range', description);
    }
    return log;
  }
}

/** The refusal of an address that there is not, or not any more. */
export function notFound(address) {
  return new Refused('amqp:not-found', `The messaging entity '${address}' could not be found.`);
}
