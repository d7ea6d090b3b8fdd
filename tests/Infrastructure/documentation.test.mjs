// Executes every block of commands of README and docs that needs nothing from outside, and checks the others for commands
// and options that our programs do not know.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
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

const folder = mkdtempSync(join(tmpdir(), 'documentation-'));
const scriptRoot = programFolders[1];
let app;

before(async () => {
  mkdirSync(join(folder, 'app'));
  app = new FunctionApp(join(folder, 'app'));
  await app.start({ scriptRoot, customers: { lab: {} } });
  await learnPrograms();
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
  const calls = [
    ...shellBlocks.flatMap(({ where, text }) => callsIn(text).map((call) => ({ where, call }))),
    ...pages.flatMap((page) => callsInProse(page).map((call) => ({ where: page.name, call }))),
  ];
  const wrong = calls
    .map(({ where, call }) => ({ where, call: call.join(' '), problem: misunderstood(call) }))
    .filter(({ problem }) => problem !== undefined);
  assert.deepEqual(wrong, []);
  assert.ok(calls.length > 10);
});

test('Commands and options that are not known are found', () => {
  for (const call of ['forwarder maps', 'forwarder tokens isue acme.a', 'forwarder map --costumer x', 'canopsis-agent go']) {
    assert.notEqual(misunderstood(callsIn(call)[0]), undefined, call);
  }
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

for (const page of new Set(shellBlocks.filter(({ need }) => need === 'offline').map((block) => block.page))) {
  test(`The commands of ${page} work`, () => {
    const cwd = sandbox(page);
    const env = { ...process.env, ...app.settings, PATH: [...programFolders, process.env.PATH].join(delimiter) };
    for (const { where, text } of shellBlocks.filter((block) => block.page === page && block.need === 'offline')) {
      const run = spawnSync('bash', ['-euo', 'pipefail', '-c', text], { cwd, env, encoding: 'utf8', timeout: 60_000 });
      assert.equal(run.status, 0, `${where}:\n${text}\n${run.stdout}${run.stderr}`);
    }
  });
}
