import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Project } from './bicep/project.mjs';
import { resourceTypes } from './facts/resource-types.mjs';
import { Repository, repositoryRoot } from './repository.mjs';
import { describe } from './rules/finding.mjs';
import { validate } from './validate.mjs';

const repository = Repository.load();

test('The templates have no finding', () => {
  assert.deepEqual(validate(repository).map(describe), []);
});

test('Every resource type in the list is used, and says where it is from', () => {
  const used = new Set();
  for (const { resource } of new Project(repository).resources()) used.add(`${resource.typeName}@${resource.version}`);
  assert.deepEqual([...used].sort(), Object.keys(resourceTypes).sort());
  for (const [name, { source }] of Object.entries(resourceTypes)) {
    assert.match(source, /^generated\/\w+\/microsoft\.\w+$/, name);
    assert.equal(source.split('/').at(-1), name.split('/')[0].toLowerCase(), name);
  }
});

const compiler = ['bicep', 'az'].find((tool) => spawnSync(tool, ['--version']).status === 0);
if (compiler !== undefined) {
  test(`The Bicep compiler (${compiler}) takes the templates without a warning`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'bicep-'));
    try {
      const main = join(repositoryRoot, 'infra-bicep/main.bicep');
      const command = compiler === 'az' ? ['bicep', 'build', '--file', main] : ['build', main];
      const { status, stderr } = spawnSync(compiler, [...command, '--outfile', join(folder, 'main.json')], {
        encoding: 'utf8',
      });
      assert.equal(status, 0, stderr);
      assert.doesNotMatch(stderr, /: (Warning|Error) /);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}
