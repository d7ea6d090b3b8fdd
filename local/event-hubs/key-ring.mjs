// The shared access policies of the namespace and what a token of theirs allows.

import { MalformedUri, isBelow } from './resource-uri.mjs';
import { SasToken } from './sas.mjs';

export const rights = ['manage', 'send', 'listen'];

/** Token texts whose signature was found good, so that a busy publisher costs one HMAC and not thousands. */
const rememberedTokens = 1000;

/** A token that does not allow what is asked. `reason` is the service's own word for it; no token text is in it. */
export class Unauthorized extends Error {
  constructor(reason, detail) {
    super(`${reason}: ${detail}`);
    this.reason = reason;
  }
}

export class KeyRing {
  #policies = new Map();
  #verified = new Map();

  /** @param {{name: string, key: string, rights: string[]}[]} keys several of one name = its primary and secondary */
  constructor(keys) {
    for (const { name, key, rights: granted } of keys) {
      const policy = this.#policies.get(name) ?? { keys: [], rights: new Set() };
      policy.keys.push(key);
      for (const right of granted) policy.rights.add(right);
      this.#policies.set(name, policy);
    }
  }

  /**
   * Verifies a token: form, policy, signature, expiry; not its scope.
   * @returns {{resource: object, expirySeconds: number, rights: Set<string>}}
   * @throws {Unauthorized}
   */
  verify(text, nowSeconds = Date.now() / 1000) {
    const token = this.#verified.get(text) ?? this.#verifySignature(text);
    if (token.expirySeconds <= nowSeconds) throw new Unauthorized('ExpiredToken', 'The token is expired.');
    return token;
  }

  /** Verifies a token for one resource of a host and one right. @throws {Unauthorized} */
  authorize(text, resource, right, nowSeconds) {
    if (!text) throw new Unauthorized('MissingToken', 'The authorization header was not found.');
    const token = this.verify(text, nowSeconds);
    if (token.resource.host !== resource.host || !isBelow(resource.segments, token.resource.segments)) {
      throw new Unauthorized('InvalidAudience', 'The authorization header contains a token for another resource.');
    }
    if (!token.rights.has(right)) throw new Unauthorized('Unauthorized', `The token does not grant ${right}.`);
  }

  /** The rights of a policy whose key is given in clear (SASL PLAIN), or null. */
  rightsOfKey(name, key) {
    const policy = this.#policies.get(name);
    return policy?.keys.includes(key) ? policy.rights : null;
  }

  #verifySignature(text) {
    let token;
    try {
      token = new SasToken(text);
    } catch (error) {
      if (error instanceof MalformedUri) throw new Unauthorized('MalformedToken', `${error.message}.`);
      throw error;
    }
    const policy = this.#policies.get(token.keyName);
    if (!policy?.keys.some((key) => token.isSignedWith(key))) {
      throw new Unauthorized('InvalidSignature', 'The token has an invalid signature.');
    }
    const verified = { resource: token.resource, expirySeconds: token.expirySeconds, rights: policy.rights };
    if (this.#verified.size >= rememberedTokens) this.#verified.clear();
    this.#verified.set(text, verified);
    return verified;
  }
}
