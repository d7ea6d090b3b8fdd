// Executes every block of commands of README and docs that needs nothing from outside, and checks the others for commands
// and options that our programs do not know.

import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { blocksOf, callsIn, callsInProse, isShell, needs, proseOf, readPages } from './documentation.mjs';
import { FunctionApp } from './function-app.mjs';
import { learnPrograms, misunderstood, programFolders } from './program-help.mjs';
import { repositoryRoot } from './repository.mjs';

const pages = readPages();
const shellBlocks = pages.flatMap((page) =>
  blocksOf(page)
    .filter(isShell)
    .map((block) => ({ ...block, page: page.name, where: `${page.name}:${block.line}` })),
);

const calls = [
  ...shellBlocks.flatMap(({ where, text }) => callsIn(text).map((call) => ({ where, call }))),
  ...pages.flatMap((page) => callsInProse(page).map((call) => ({ where: page.name, call }))),
];
const wrongCalls = ['forwarder maps', 'forwarder tokens isue acme.a', 'forwarder map --costumer x', 'canopsis-agent go'].map(
  (text) => callsIn(text)[0],
);

const folder = mkdtempSync(join(tmpdir(), 'documentation-'));
let app;

before(async () => {
  mkdirSync(join(folder, 'app'));
  app = new FunctionApp(join(folder, 'app'));
  await Promise.all([app.start({ customers: { lab: {} } }), learnPrograms([...calls.map(({ call }) => call), ...wrongCalls])]);
});
after(async () => {
  await app.stop();
  rmSync(folder, { recursive: true });
});

test('Every block says its language, and a block of commands what it needs', () => {
  const wrong = pages.flatMap((page) =>
    blocksOf(page)
      .filter((block) => (isShell(block) ? !(block.need in needs) : /^(?:\$ |forwarder |canopsis-agent |\.\/|az )/m.test(block.text)))
      .map(({ line, language, need }) => `${page.name}:${line}: ${language} ${need}`),
  );
  assert.deepEqual(wrong, []);
  assert.ok(shellBlocks.filter(({ need }) => need === 'offline').length >= 5);
});

test('Every block of commands is valid for the shell', () => {
  for (const { where, text } of shellBlocks) {
    const { status, stderr } = spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' });
    assert.equal(status, 0, `${where}: ${stderr}`);
  }
});

test('Our programs know every command and option that a page shows', () => {
  const wrong = calls
    .map(({ where, call }) => ({ where, call: call.join(' '), problem: misunderstood(call) }))
    .filter(({ problem }) => problem !== undefined);
  assert.deepEqual(wrong, []);
  assert.ok(calls.length > 10);
});

test('Commands and options that are not known are found', () => {
  for (const call of wrongCalls) assert.notEqual(misunderstood(call), undefined, call.join(' '));
  assert.deepEqual(callsIn('A=1 forwarder map \\\n  --summary x | head > y'), [['forwarder', 'map', '--summary', 'x']]);
});

test('Links lead to files and headings that exist', () => {
  const headings = (text) =>
    [...text.matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
      title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    );
  const broken = [];
  for (const page of pages) {
    for (const [, target] of proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [file, heading] = target.split('#');
      const path = file === '' ? join(repositoryRoot, page.name) : join(repositoryRoot, dirname(page.name), file);
      const found = existsSync(path) && (!heading || headings(readFileSync(path, 'utf8')).includes(heading));
      if (!found) broken.push(`${page.name}: ${target}`);
    }
  }
  assert.deepEqual(broken, []);
});

/** A folder that looks like the repository, in which commands may write, and whose customer `lab` has the running Canopsis. */
function sandbox(name) {
  const place = join(folder, name.replaceAll('/', '-'));
  const link = (from, to, except) => {
    mkdirSync(to);
    for (const entry of readdirSync(from)) if (!except.includes(entry)) symlinkSync(join(from, entry), join(to, entry));
  };
  link(repositoryRoot, place, ['local', '.git', 'artifacts']);
  link(join(repositoryRoot, 'local'), join(place, 'local'), ['customers']);
  mkdirSync(join(place, 'local/customers'));
  writeFileSync(join(place, 'local/customers/lab.json'), readFileSync(join(folder, 'app/customers/lab.json')));
  return place;
}

/** @returns {Promise<{error: Error | null, output: string}>} */
const bash = (text, options) =>
  new Promise((resolve) => {
    execFile('bash', ['-euo', 'pipefail', '-c', text], { timeout: 60_000, ...options }, (error, stdout, stderr) =>
      resolve({ error, output: `${stdout}${stderr}` }),
    );
  });

const executed = shellBlocks.filter(({ need }) => need === 'offline');

// Each page has a folder of its own and its blocks follow one another; pages do not wait for each other.
test('The commands of the pages work', { concurrency: 2 }, async (all) => {
  const env = { ...process.env, ...app.settings, PATH: [...programFolders, process.env.PATH].join(delimiter) };
  await Promise.all(
    [...new Set(executed.map(({ page }) => page))].map((page) =>
      all.test(`The commands of ${page} work`, async () => {
        const cwd = sandbox(page);
        for (const { where, text } of executed.filter((block) => block.page === page)) {
          const { error, output } = await bash(text, { cwd, env });
          assert.equal(error, null, `${where}:\n${text}\n${output}`);
        }
      }),
    ),
  );
});
