// ./deploy with an `az` that writes down what it is asked for. What Azure would say to it is not known here.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { repositoryRoot } from './repository.mjs';

const folder = mkdtempSync(join(tmpdir(), 'deploy-'));
after(() => rmSync(folder, { recursive: true }));

const calls = join(folder, 'calls');
const archive = join(folder, 'forwarder-functions-9.9.9.zip');
writeFileSync(archive, 'a package');
writeFileSync(
  join(folder, 'az'),
  `#!/usr/bin/env bash
echo "$*" >> '${calls}'
case "$*" in
  *outputs.resourceGroupName*) echo rg ;;
  *outputs.functionAppName*) echo app ;;
  *outputs.storageAccountName*) echo account ;;
  'account show'*) echo sub ;;
  *config-zip*) exit "\${ZIP_FAILS:-0}" ;;
esac
`,
);
chmodSync(join(folder, 'az'), 0o755);

const parameters = 'infra-bicep/main.bicepparam';

function deploy(options, environment = {}) {
  writeFileSync(calls, '');
  const { status, stdout, stderr } = spawnSync(join(repositoryRoot, 'deploy'), options, {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${folder}:${process.env.PATH}`, PACKAGE: archive, ...environment },
  });
  const asked = readFileSync(calls, 'utf8').split('\n').slice(0, -1);
  return { status, stdout, stderr, asked };
}

const deployment = `deployment sub create --name forwarder-main --location westeurope --parameters ${parameters} --output none`;

test('Creates the resources, then gives the app its package', () => {
  const { status, asked } = deploy([parameters, 'westeurope']);
  assert.equal(status, 0);
  assert.deepEqual(
    asked.filter((call) => !call.startsWith('deployment sub show')),
    [
      'provider register --namespace Microsoft.App --wait',
      deployment,
      `functionapp deployment source config-zip --resource-group rg --name app --src ${archive} --output none`,
    ],
  );
});

test('Plan B uploads the package, synchronizes the triggers and restarts the app', () => {
  const { status, asked } = deploy([parameters, 'westeurope', '--plan-b']);
  assert.equal(status, 0);
  const upload = (name) =>
    `storage blob upload --account-name account --container-name deployments --name ${name} --file ${archive} ` +
    '--auth-mode login --overwrite --only-show-errors --output none';
  assert.deepEqual(asked.slice(-5), [
    upload('releases/forwarder-functions-9.9.9.zip'),
    upload('released-package.zip'),
    'account show --query id --output tsv',
    'rest --method post --url /subscriptions/sub/resourceGroups/rg/providers/Microsoft.Web/sites/app/' +
      'syncfunctiontriggers?api-version=2024-11-01 --output none',
    'functionapp restart --resource-group rg --name app --output none',
  ]);
  assert.ok(!asked.some((call) => call.includes('config-zip')));
});

test('A dry run only asks what would change', () => {
  const { asked } = deploy([parameters, 'westeurope', '--what-if']);
  assert.deepEqual(asked, [
    `deployment sub what-if --name forwarder-main --location westeurope --parameters ${parameters}`,
  ]);
});

test('The package alone leaves the resources as they are', () => {
  const names = { RESOURCE_GROUP: 'rg2', FUNCTION_APP: 'app2', STORAGE_ACCOUNT: 'account2' };
  const { asked } = deploy([parameters, 'westeurope', '--no-infrastructure'], names);
  assert.deepEqual(asked, [
    `functionapp deployment source config-zip --resource-group rg2 --name app2 --src ${archive} --output none`,
  ]);
});

test('An app that refuses the package is an error, and plan B is offered', () => {
  const { status, stderr } = deploy([parameters, 'westeurope'], { ZIP_FAILS: '1' });
  assert.equal(status, 1);
  assert.match(stderr, /--plan-b/);
});

test('Wrong arguments ask Azure nothing', () => {
  for (const options of [[], [parameters], [parameters, 'westeurope', '--now'], ['none.bicepparam', 'westeurope']]) {
    const { status, asked } = deploy(options);
    assert.equal(status, 2, options.join(' '));
    assert.deepEqual(asked, []);
  }
});
