import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { KeyRing, Unauthorized } from './key-ring.mjs';
import { parseResourceUri } from './resource-uri.mjs';
import { signSasToken } from './sas.mjs';

const now = 1_800_000_000;
const later = now + 3600;
const ring = new KeyRing([
  { name: 'root', key: 'root-key', rights: ['manage', 'send', 'listen'] },
  { name: 'sender', key: 'first-key', rights: ['send'] },
  { name: 'sender', key: 'second-key', rights: ['send'] },
  { name: 'reader', key: 'reader-key', rights: ['listen'] },
]);

/** The reason for which a token is refused for sending to a URL, or null if it is taken. */
function refusal(token, url, right = 'send') {
  try {
    ring.authorize(token, parseResourceUri(url), right, now);
    return null;
  } catch (error) {
    assert.ok(error instanceof Unauthorized, error);
    return error.reason;
  }
}

test('a token is signed as the official clients sign it', () => {
  const key = 'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=';
  assert.equal(
    signSasToken('https://Contoso-NS.servicebus.windows.net/events', 'edge-send', key, 1893456000),
    'SharedAccessSignature sr=https%3A%2F%2Fcontoso-ns.servicebus.windows.net%2Fevents' +
      '&sig=%2BLrdpkpyhh29bVtAMKhag5oVAJd99B%2F31jk5uKq6HXE%3D&se=1893456000&skn=edge-send',
  );
});

describe('the scope of a token', () => {
  const publisher = (name) => `https://host/events/publishers/${name}/messages`;
  const allowed = [
    ['https://host/events/publishers/acme.a', publisher('acme.a')],
    ['https://host/events/publishers/acme.a/', publisher('acme.a')],
    ['https://host/events/publishers/acme.a', 'http://HOST:8090/Events/Publishers/ACME.A/messages?timeout=60'],
    ['sb://host:5671/events/publishers/acme.a', publisher('acme.a')],
    ['host/events/publishers/acme.a', publisher('acme.a')],
    ['https://host/events/publishers/acme.a', publisher('acme%2Ea')],
    ['https://host/events', publisher('acme.a')],
    ['https://host/', publisher('acme.a')],
    ['https://host', publisher('acme.a')],
  ];
  for (const [scope, url] of allowed) {
    test(`${scope} opens ${url}`, () =>
      assert.equal(refusal(signSasToken(scope, 'root', 'root-key', later), url), null));
  }
  const refused = [
    ['https://host/events/publishers/acme.a', publisher('acme-2.a')],
    ['https://host/events/publishers/acme.a', publisher('acme.ab')],
    ['https://host/events/publishers/acme.a', publisher('acme')],
    ['https://host/events/publishers/acme.a', publisher('acme.a%2Fb')],
    ['https://host/events/publishers/acme.a', 'https://host/events/messages'],
    ['https://host/events/publishers/acme.a', 'https://host/events/partitions/0/messages'],
    ['https://host/events', 'https://host/events2/messages'],
    ['https://host/event', 'https://host/events/messages'],
    ['https://other/events', 'https://host/events/messages'],
    ['https://hos/t/events', 'https://host/events/messages'],
  ];
  for (const [scope, url] of refused) {
    test(`${scope} does not open ${url}`, () =>
      assert.equal(refusal(signSasToken(scope, 'root', 'root-key', later), url), 'InvalidAudience'));
  }
});

test('both keys of a policy are good, and only for its rights', () => {
  const url = 'https://host/events/messages';
  for (const key of ['first-key', 'second-key']) {
    assert.equal(refusal(signSasToken('https://host/events', 'sender', key, later), url), null);
  }
  const reading = signSasToken('https://host/events', 'reader', 'reader-key', later);
  assert.equal(refusal(reading, url), 'Unauthorized');
  assert.equal(refusal(reading, url, 'listen'), null);
  assert.equal(
    refusal(signSasToken('https://host/events', 'sender', 'first-key', later), url, 'manage'),
    'Unauthorized',
  );
});

test('a token ends at its expiry, also one that was good before', () => {
  const token = signSasToken('https://host/events', 'root', 'root-key', later);
  const resource = parseResourceUri('https://host/events/messages');
  ring.authorize(token, resource, 'send', later - 1);
  assert.throws(() => ring.authorize(token, resource, 'send', later), { reason: 'ExpiredToken' });
});

test('a wrong signature, an unknown policy and a changed field are refused alike', () => {
  const url = 'https://host/events/messages';
  const good = signSasToken('https://host/events', 'root', 'root-key', later);
  assert.equal(refusal(good, url), null);
  assert.equal(refusal(signSasToken('https://host/events', 'root', 'other-key', later), url), 'InvalidSignature');
  assert.equal(refusal(signSasToken('https://host/events', 'nobody', 'root-key', later), url), 'InvalidSignature');
  assert.equal(refusal(good.replace(`se=${later}`, `se=${later + 1}`), url), 'InvalidSignature');
  assert.equal(refusal(good.replace('%2Fevents', ''), url), 'InvalidSignature');
  assert.equal(refusal(good.replace('skn=root', 'skn=sender'), url), 'InvalidSignature');
});

test('a signature with a plus sign that is not percent-encoded is spoiled, as with the real service', () => {
  const url = 'https://host/events/messages';
  let expiry = later;
  let token;
  do token = signSasToken('https://host/events', 'root', 'root-key', ++expiry);
  while (!token.includes('%2B'));
  assert.equal(refusal(token, url), null);
  assert.equal(refusal(token.replaceAll('%2B', '+'), url), 'InvalidSignature');
});

test('what is no token is malformed, nothing is missing', () => {
  const url = 'https://host/events/messages';
  const good = signSasToken('https://host/events', 'root', 'root-key', later);
  for (const text of [
    'Bearer abc',
    'SharedAccessSignature',
    'SharedAccessSignature ',
    'SharedAccessSignature sr=a',
    good.replace(/&skn=.*/, ''),
    good.replace(/&se=\d+/, ''),
    good.replace(/&se=\d+/, '&se='),
    good.replace(/&se=\d+/, '&se=1e12'),
    good.replace(/&se=\d+/, '&se=-5'),
    good.replace('sr=https', 'sr=%zz'),
    `${good}&skn=root`,
  ]) {
    assert.equal(refusal(text, url), 'MalformedToken', text);
  }
  assert.equal(refusal(undefined, url), 'MissingToken');
  assert.equal(refusal('', url), 'MissingToken');
});

test('no refusal repeats the token', () => {
  const token = signSasToken('https://host/events', 'root', 'other-key', later);
  assert.throws(
    () => ring.authorize(token, parseResourceUri('https://host/events'), 'send', now),
    (error) => !/sr=|sig=|root/.test(error.message) && !error.message.includes(token.split('&')[1].slice(4, 20)),
  );
});

describe('sign-token', () => {
  const run = promisify(execFile);
  const file = fileURLToPath(new URL('sign-token.mjs', import.meta.url));
  const args = ['--host', '127.0.0.1:8090', '--hub', 'events', '--publisher', 'lab.central', '--key-name', 'sender'];

  test('prints a token for one publisher', async () => {
    const { stdout } = await run(process.execPath, [file, ...args, '--key', 'first-key', '--days', '30']);
    const token = stdout.trimEnd();
    const url = (name) => parseResourceUri(`http://127.0.0.1:8090/events/publishers/${name}/messages`);
    const inDays = (days) => Date.now() / 1000 + days * 86_400;
    ring.authorize(token, url('lab.central'), 'send', inDays(29.9));
    assert.throws(() => ring.authorize(token, url('lab.central'), 'send', inDays(30.1)), { reason: 'ExpiredToken' });
    assert.throws(() => ring.authorize(token, url('lab.other'), 'send', inDays(0)), { reason: 'InvalidAudience' });
  });

  test('says what is missing or wrong', async () => {
    await assert.rejects(run(process.execPath, [file, ...args, '--days', '30']), {
      code: 2,
      stderr: /--key is missing/,
    });
    const forever = run(process.execPath, [file, ...args, '--key', 'k', '--days', '1e9']);
    await assert.rejects(forever, { code: 2, stderr: /--days must be/ });
    const wide = run(process.execPath, [file, ...args.with(5, 'lab'), '--key', 'k', '--days', '1']);
    await assert.rejects(wide, { code: 2, stderr: /--publisher must be/ });
  });
});
