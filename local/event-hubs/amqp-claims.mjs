// What one connection has proved that it may do: by tokens put on `$cbs`, or by a policy's key with SASL PLAIN.

import { MalformedUri, isBelow, parseResourceUri } from './resource-uri.mjs';
import { Unauthorized } from './key-ring.mjs';

const tokenType = 'servicebus.windows.net:sastoken';

export class Claims {
  #keyRing;
  #granted = new Map();

  /** @param {Set<string> | undefined} plainRights rights on the whole namespace, if PLAIN was used */
  constructor(keyRing, plainRights) {
    this.#keyRing = keyRing;
    if (plainRights) this.#granted.set('', { segments: [], rights: plainRights, expirySeconds: Infinity });
  }

  /**
   * Takes a token for an audience such as `sb://host/events/Partitions/0`. The host is not compared: clients name
   * this namespace in many ways, and there is no other.
   * @throws {Unauthorized}
   */
  put(audience, token, type) {
    if (type !== tokenType) throw new Unauthorized('InvalidToken', `Only tokens of type ${tokenType} are known.`);
    const verified = this.#keyRing.verify(String(token));
    let segments;
    try {
      ({ segments } = parseResourceUri(String(audience)));
    } catch (error) {
      if (error instanceof MalformedUri) throw new Unauthorized('InvalidAudience', 'The audience is not a URI.');
      throw error;
    }
    if (!isBelow(segments, verified.resource.segments)) {
      throw new Unauthorized('InvalidAudience', 'The token was signed for another resource.');
    }
    const { rights, expirySeconds } = verified;
    this.#granted.set(segments.join('/').toLowerCase(), { segments, rights, expirySeconds });
  }

  /** Whether an address may be used with one of the rights. */
  allow(segments, ...rights) {
    const now = Date.now() / 1000;
    for (const granted of this.#granted.values()) {
      if (granted.expirySeconds <= now || !isBelow(segments, granted.segments)) continue;
      if (rights.some((right) => granted.rights.has(right))) return true;
    }
    return false;
  }
}
