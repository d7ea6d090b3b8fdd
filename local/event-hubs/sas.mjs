// Shared access signature tokens: `SharedAccessSignature sr=…&sig=…&se=…&skn=…`.
// The signature is HMAC-SHA-256 over the percent-encoded resource, a newline and the expiry, keyed with the UTF-8
// bytes of the key text as it is shown (a base64-looking key is not decoded).

import { createHmac, timingSafeEqual } from 'node:crypto';
import { MalformedUri, parseResourceUri } from './resource-uri.mjs';

const scheme = 'SharedAccessSignature ';

/**
 * Signs a token for a resource and everything below it.
 * @param {string} uri e.g. `https://host/events/publishers/lab.central`; put into lower case
 * @param {string} keyName name of the policy
 * @param {string} key key text, not decoded
 * @param {number} expirySeconds Unix time in seconds after which the token is worth nothing
 */
export function signSasToken(uri, keyName, key, expirySeconds) {
  const resource = encodeURIComponent(uri.toLowerCase());
  const signature = encodeURIComponent(signatureOf(resource, String(expirySeconds), key));
  return `${scheme}sr=${resource}&sig=${signature}&se=${expirySeconds}&skn=${encodeURIComponent(keyName)}`;
}

function signatureOf(encodedResource, expiry, key) {
  return createHmac('sha256', key).update(`${encodedResource}\n${expiry}`).digest('base64');
}

/** A parsed token; nothing is verified yet. */
export class SasToken {
  #encodedResource;
  #expiry;
  #signature;

  /** @throws {MalformedUri} when the text is no token */
  constructor(text) {
    if (!text.startsWith(scheme)) throw new MalformedUri('not a shared access signature');
    const fields = new Map();
    for (const field of text.slice(scheme.length).split('&')) {
      const equals = field.indexOf('=');
      if (equals < 0 || fields.has(field.slice(0, equals))) throw new MalformedUri('unreadable or repeated field');
      fields.set(field.slice(0, equals), field.slice(equals + 1));
    }
    for (const name of ['sr', 'sig', 'se', 'skn']) {
      if (!fields.get(name)) throw new MalformedUri(`field ${name} is missing`);
    }
    if (!/^\d{1,15}$/.test(fields.get('se'))) throw new MalformedUri('the expiry is not a number of seconds');

    // The signed text is the resource as it was written, whatever case its percent-escapes have.
    this.#encodedResource = fields.get('sr');
    this.#expiry = fields.get('se');
    this.#signature = Buffer.from(formDecode(fields.get('sig')));
    this.resource = parseResourceUri(formDecode(this.#encodedResource));
    this.expirySeconds = Number(this.#expiry);
    this.keyName = formDecode(fields.get('skn'));
  }

  isSignedWith(key) {
    const expected = Buffer.from(signatureOf(this.#encodedResource, this.#expiry, key));
    return expected.length === this.#signature.length && timingSafeEqual(expected, this.#signature);
  }
}

// The service reads the fields as form data: a `+` that was not percent-encoded is a space and spoils the signature.
function formDecode(text) {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new MalformedUri('invalid percent-encoding');
  }
}
