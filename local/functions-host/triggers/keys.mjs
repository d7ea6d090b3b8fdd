import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ConfigurationError } from '../configuration-error.mjs';

/**
 * The keys of the local host: one for all functions, one for everything.
 * @typedef {{functionKey: string, masterKey: string}} Keys
 */

/** @returns {Keys} fresh ones */
export const generateKeys = () => ({ functionKey: newKey(), masterKey: newKey() });

/**
 * @param {string} file JSON with the members functionKey and masterKey
 * @returns {Keys}
 * @throws {ConfigurationError}
 */
export function readKeys(file) {
  let content;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new ConfigurationError(
      file,
      '',
      `cannot be read (${error.code ?? 'no JSON'})`,
      'write {"functionKey":"…","masterKey":"…"}',
    );
  }
  for (const name of ['functionKey', 'masterKey']) {
    if (typeof content?.[name] !== 'string' || content[name] === '') {
      throw new ConfigurationError(file, name, 'is missing', 'give a non-empty text');
    }
  }
  return content;
}

/**
 * What a presented key allows.
 * @param {Keys} keys
 * @param {string | null} presented
 * @returns {{level: 'Function' | 'Admin', keyId: string} | null}
 */
export function judgeKey(keys, presented) {
  if (presented === null) return null;
  if (equal(presented, keys.masterKey)) return { level: 'Admin', keyId: 'master' };
  return equal(presented, keys.functionKey) ? { level: 'Function', keyId: 'default' } : null;
}

/** @param {'anonymous' | 'function' | 'admin'} authLevel @param {ReturnType<typeof judgeKey>} key */
export function allows(authLevel, key) {
  if (authLevel === 'anonymous') return true;
  return authLevel === 'admin' ? key?.level === 'Admin' : key !== null;
}

const newKey = () => randomBytes(40).toString('base64url');

function equal(left, right) {
  const digest = (text) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
