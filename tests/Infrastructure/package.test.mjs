// Builds the packages, unpacks them elsewhere and runs them; builds the functions' package again from a copy of the sources.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { FunctionApp, until } from './function-app.mjs';
import { pack } from './packs.mjs';
import { repositoryRoot } from './repository.mjs';

const version = /<Version>(.*)<\/Version>/.exec(readFileSync(join(repositoryRoot, 'Directory.Build.props'), 'utf8'))[1];
const zipName = `forwarder-functions-${version}.zip`;
const sources = [
  '.editorconfig',
  'Directory.Build.props',
  'Directory.Packages.props',
  'global.json',
  'host.json',
  'local.settings.sample.json',
  'local/customers',
  'local/prepare.sh',
  'package',
  'packaging',
  'agent',
  'contracts',
  'functions',
];
const isBuilt = (path) => /\/(bin|obj)$/.test(path);

const folder = mkdtempSync(join(tmpdir(), 'package-'));
const output = join(folder, 'output');
const unpacked = join(folder, 'unpacked');

function build(root, outputFolder, ...parts) {
  const { status, stdout, stderr } = spawnSync(join(root, 'package'), parts, {
    encoding: 'utf8',
    env: { ...process.env, PACKAGE_OUTPUT: outputFolder },
  });
  assert.equal(status, 0, `${stdout}${stderr}`);
}

const sha256 = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

before(() => {
  build(repositoryRoot, output, 'functions', 'agent');
  execFileSync('unzip', ['-q', join(output, zipName), '-d', unpacked]);
});
after(() => rmSync(folder, { recursive: true }));

test('The zip is a script root, without anything of this machine', () => {
  const names = readdirSync(unpacked);
  const { defaultExecutablePath } = readJson(join(unpacked, 'host.json')).customHandler.description;
  assert.equal(statSync(join(unpacked, defaultExecutablePath)).mode & 0o777, 0o755);
  assert.deepEqual(
    names.filter((name) => /settings|customers|\.env/.test(name)),
    [],
  );
  const functions = names.filter((name) => existsSync(join(unpacked, name, 'function.json')));
  const folders = readdirSync(join(repositoryRoot, 'functions'), { withFileTypes: true });
  const expected = folders
    .filter(
      (entry) => entry.isDirectory() && existsSync(join(repositoryRoot, 'functions', entry.name, 'function.json')),
    )
    .map((entry) => entry.name);
  assert.deepEqual(functions.sort(), expected.sort());
  assert.ok(names.includes('libcoreclr.so'), 'the runtime is inside');
});

test('The parts list names every package and runtime that the program loads', () => {
  const parts = readJson(join(output, zipName.replace('.zip', '.cdx.json')));
  assert.equal(parts.bomFormat, 'CycloneDX');
  const { libraries } = readJson(join(unpacked, 'forwarder.deps.json'));
  const loaded = Object.entries(libraries)
    .filter(([, { type }]) => type === 'package' || type === 'runtimepack')
    .map(([id]) => `pkg:nuget/${id.replace('runtimepack.', '').replace('/', '@')}`);
  assert.deepEqual(parts.components.map(({ purl }) => purl).sort(), loaded.sort());
  assert.ok(loaded.some((purl) => purl.startsWith('pkg:nuget/Polly.Core@')));
  const refs = new Set([...parts.components, parts.metadata.component].map((part) => part['bom-ref']));
  assert.equal(refs.size, parts.components.length + 1);
  for (const { ref, dependsOn } of parts.dependencies) {
    for (const name of [ref, ...dependsOn]) assert.ok(refs.has(name), name);
  }
});

test('The checksums are right', () => {
  const lines = readFileSync(join(output, 'SHA256SUMS'), 'utf8').trim().split('\n');
  assert.equal(lines.length, 4);
  for (const line of lines) {
    const [sum, name] = line.split('  ');
    assert.equal(sum, sha256(join(output, name)), name);
  }
});

test('The unpacked zip runs under the functions host and delivers', async () => {
  const appFolder = join(folder, 'app');
  mkdirSync(appFolder);
  const app = new FunctionApp(appFolder);
  try {
    await app.start({ scriptRoot: unpacked, customers: { lab: {} } });
    await app.publish(pack(), 'lab.central');
    await until(async () => (await app.canopsisStatistics()).accepted === 1, 'the event in Canopsis');
  } catch (error) {
    throw new Error(`${error.message}\n${app.log.slice(-2_000)}`);
  } finally {
    await app.stop();
  }
});

test("The agent's archive runs where it is unpacked", () => {
  const elsewhere = join(folder, 'agent');
  mkdirSync(elsewhere);
  execFileSync('tar', ['-xzf', join(output, `canopsis-agent-${version}-linux-x64.tar.gz`), '-C', elsewhere]);
  const agent = join(elsewhere, `canopsis-agent-${version}`, 'canopsis-agent');
  const printed = execFileSync(agent, ['parameters', '--markdown'], { cwd: elsewhere, encoding: 'utf8' });
  assert.equal(printed, readFileSync(join(repositoryRoot, 'docs/parameters.md'), 'utf8'));
});

test('The same sources give the same bytes in another folder', () => {
  const copy = join(folder, 'copy');
  for (const source of sources) {
    cpSync(join(repositoryRoot, source), join(copy, source), { recursive: true, filter: (path) => !isBuilt(path) });
  }
  const again = join(folder, 'again');
  build(copy, again, 'functions');
  assert.equal(sha256(join(again, zipName)), sha256(join(output, zipName)));
});
