// Prints a token with which one publisher may send, and nothing else:
//   node sign-token.mjs --host HOST --hub events --publisher lab.central --key-name agents --key KEY --days 30

import { parseArgs } from 'node:util';
import { signSasToken } from './sas.mjs';

const text = { type: 'string' };
const options = { host: text, hub: text, publisher: text, 'key-name': text, key: text, days: text };
const publisherId = /^[a-z0-9-]{1,40}\.[a-z0-9-]{1,40}$/;

try {
  const { values } = parseArgs({ options });
  for (const name of Object.keys(options)) if (!values[name]) throw new Error(`--${name} is missing`);
  if (!publisherId.test(values.publisher))
    throw new Error('--publisher must be <customer>.<agent>, each of a-z, 0-9, -');
  const days = Number(values.days);
  if (!(days > 0 && days <= 3650)) throw new Error('--days must be a number above 0 and at most 3650');
  const expirySeconds = Math.floor(Date.now() / 1000 + days * 86_400);
  const uri = `https://${values.host}/${values.hub}/publishers/${values.publisher}`;
  console.log(signSasToken(uri, values['key-name'], values.key, expirySeconds));
} catch (error) {
  console.error(`sign-token: ${error.message}`);
  process.exitCode = 2;
}
