// Builds the packages, unpacks or installs them and runs them; builds them again from a copy of the sources.

import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { isAtMost, neededVersions } from './agent-packages.mjs';
import { FunctionApp, until } from './function-app.mjs';
import { pack } from './packs.mjs';
import { repositoryRoot } from './repository.mjs';
import { inBootedSystem, inSystemRoot } from './system-root.mjs';

const version = /<Version>(.*)<\/Version>/.exec(readFileSync(join(repositoryRoot, 'Directory.Build.props'), 'utf8'))[1];
const zipName = `forwarder-functions-${version}.zip`;
const debName = `canopsis-agent_${version}_amd64.deb`;
const rpmName = `canopsis-agent-${version}-1.x86_64.rpm`;
const tarName = `canopsis-agent-${version}-linux-x64.tar.gz`;
const sources = [
  '.editorconfig',
  'Directory.Build.props',
  'Directory.Packages.props',
  'LICENSE',
  'docs',
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
const copy = join(folder, 'copy');
const again = join(folder, 'again');
const unpacked = join(folder, 'unpacked');
const agentFolder = join(folder, 'agent', `canopsis-agent-${version}`);

async function build(root, outputFolder) {
  const program = spawn(join(root, 'package'), { env: { ...process.env, PACKAGE_OUTPUT: outputFolder } });
  let printed = '';
  for (const stream of [program.stdout, program.stderr]) stream.on('data', (text) => (printed += text));
  const status = await new Promise((resolve) => program.on('close', resolve));
  assert.equal(status, 0, printed);
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

const sha256 = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

before(async () => {
  for (const source of sources) {
    cpSync(join(repositoryRoot, source), join(copy, source), { recursive: true, filter: (path) => !isBuilt(path) });
  }
  await Promise.all([build(repositoryRoot, output), build(copy, again)]);
  execFileSync('unzip', ['-q', join(output, zipName), '-d', unpacked]);
  mkdirSync(join(folder, 'agent'));
  execFileSync('tar', ['-xzf', join(output, tarName), '-C', join(folder, 'agent')]);
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
  assert.equal(lines.length, 6);
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
  const agent = join(agentFolder, 'canopsis-agent');
  const printed = execFileSync(agent, ['parameters', '--markdown'], { cwd: folder, encoding: 'utf8' });
  assert.equal(printed, readFileSync(join(repositoryRoot, 'docs/parameters.md'), 'utf8'));
});

test('No shipped program needs more than Enterprise Linux 8 has', () => {
  const has = { GLIBC: '2.28', GLIBCXX: '3.4.25', CXXABI: '1.3.11' };
  const needs = neededVersions(agentFolder, Object.keys(has));
  assert.ok(needs.some(({ file }) => file === 'libe_sqlite3.so'));
  assert.deepEqual(
    needs.filter(({ library, version: needed }) => !isAtMost(needed, has[library])),
    [],
  );
});

test('The sample configuration runs', async () => {
  const token = join(folder, 'publisher.token');
  writeFileSync(token, '');
  const config = join(agentFolder, 'agent.json');
  const port = String(await freePort());
  const agent = spawn(join(agentFolder, 'canopsis-agent'), ['run', '--config', config, '--exit-with-stdin'], {
    // as a service is started
    cwd: '/',
    env: {
      ...process.env,
      CANOPSIS_AGENT_HUB_TOKEN_FILE: token,
      CANOPSIS_AGENT_SPOOL_DIRECTORY: join(folder, 'spool'),
      CANOPSIS_AGENT_LOGFILE: join(folder, 'agent.log'),
      CANOPSIS_AGENT_LISTEN_PORT: '0',
      CANOPSIS_AGENT_HEALTH_PORT: port,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [agent.stdout, agent.stderr]) stream.on('data', (text) => (log += text));
  const ended = new Promise((resolve) => agent.on('exit', resolve));
  try {
    const status = () => spawnSync(join(agentFolder, 'canopsis-agent'), ['status', '--port', port]);
    // its hub is none: the agent says so
    await until(() => agent.exitCode !== null || status().status === 1, 'an agent that answers');
  } finally {
    agent.stdin.end();
    assert.equal(await ended, 0, log);
  }
});

test('The service is confined', () => {
  const unit = join(agentFolder, 'canopsis-agent.service');
  const { status, stdout, stderr } = spawnSync(
    'systemd-analyze',
    ['security', '--offline=true', '--no-pager', '--threshold=15', unit],
    { encoding: 'utf8' },
  );
  assert.equal(status, 0, `${stdout.split('\n').slice(-3).join('\n')}${stderr}`);
});

test('lintian finds no error in the Debian package', () => {
  const { status, stdout, stderr } = spawnSync('lintian', ['--fail-on', 'error', '--allow-root', join(output, debName)], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, `${stdout}${stderr}`);
});

// What the tools that install, add accounts and index manual pages keep for themselves.
const books = /^(etc\/((passwd|group|shadow|gshadow|subuid|subgid)-?|\.pwd\.lock)$|var\/(lib\/(dpkg|rpm)|log\/dpkg\.log|cache\/man)|root\/\.rpmdb|run\/systemd)/;
const runsAsService = `
  echo secret > /etc/canopsis-agent/publisher.token
  su -s /bin/sh canopsis-agent -c 'canopsis-agent validate'
  test "$(stat -c '%U %a' /var/lib/canopsis-agent)" = 'canopsis-agent 750'
  test "$(stat -c '%U:%G %a' /etc/canopsis-agent/agent.json)" = 'root:canopsis-agent 640'
  bash -c '. /usr/share/bash-completion/completions/canopsis-agent && complete -p canopsis-agent'
  grep -q '^#compdef canopsis-agent' /usr/share/zsh/*/_canopsis-agent
  grep -q '^complete --command canopsis-agent' /usr/share/fish/vendor_completions.d/canopsis-agent.fish
  systemctl enable canopsis-agent
`;

/** The commands of the page, each with the exit code that it has on a machine without hub, where the agent runs. */
function commandsOfPage() {
  const page = readFileSync(join(repositoryRoot, 'docs/operate.md'), 'utf8');
  const [, block] = /### Commands.*?```sh installed\n(.*?)```/s.exec(page);
  const failing = ['canopsis-agent validate --online', 'canopsis-agent status'];
  const lines = block.trim().split('\n');
  return lines.map((line) => `code=0; ${line} > /dev/null || code=$?; test "${failing.includes(line) ? 1 : 0}" = "$code"`);
}

// It starts without a complaint; that its hub cannot be reached it learns from the first pack.
const definesComplains = `
  complains() {
    for attempt in $(seq 200); do
      code=0; canopsis-agent status > /run/agent-status 2>&1 || code=$?
      if test "$code" = 1; then rm /run/agent-status; return 0; fi
      sleep 0.1
    done
    cat /run/agent-status >&2
    return 1
  }
`;

// The agent ends with its standard input, and so with this script, however that ends.
const runsCommandsOfPage = (port) => `
  export CANOPSIS_AGENT_LISTEN_PORT=0 CANOPSIS_AGENT_HEALTH_PORT=${port}
  mkfifo /run/agent-input
  su -s /bin/sh canopsis-agent -c 'canopsis-agent run --exit-with-stdin' < /run/agent-input > /run/agent-log 2>&1 &
  exec 3> /run/agent-input
  ${definesComplains}
  complains || { cat /run/agent-log >&2; exit 1; }
  cd /mnt
  ${commandsOfPage().join('\n  ')}
  exec 3>&-
  wait
  rm /run/agent-input /run/agent-log
`;

test('The Debian package runs, keeps the spool when it is removed, and purge leaves nothing', async () => {
  const port = await freePort();
  const { printed, left } = inSystemRoot(
    { [debName]: join(output, debName), 'session.bin': join(repositoryRoot, 'local/samples/lab-bbdo3.bin') },
    `dpkg -i /mnt/${debName}
     systemd-analyze verify /lib/systemd/system/canopsis-agent.service
     ${runsAsService}
     ${runsCommandsOfPage(port)}
     dpkg --remove canopsis-agent
     test -e /var/lib/canopsis-agent/spool.db
     test -z "$(find /etc/systemd -name 'canopsis-agent*')"
     dpkg --purge canopsis-agent
     ! getent passwd canopsis-agent
     ! getent group canopsis-agent`,
  );
  assert.match(printed, /agent\.json is valid\./);
  assert.match(printed, /the spool stays in/);
  assert.deepEqual(
    left.filter((file) => !books.test(file)),
    [],
  );
});

test('systemd starts, watches, reloads and stops the service as it is packaged', () => {
  const printed = inBootedSystem(
    { [debName]: join(output, debName) },
    `${definesComplains}
     dpkg -i /mnt/${debName}
     echo none > /etc/canopsis-agent/publisher.token
     systemctl start canopsis-agent
     complains
     systemctl show --property=WatchdogTimestamp --value canopsis-agent | grep .
     systemctl reload canopsis-agent
     systemctl is-active canopsis-agent
     test "$(stat -c '%U %a' /var/lib/canopsis-agent/spool.db)" = 'canopsis-agent 600'
     systemctl stop canopsis-agent
     systemctl show --property=Result,ExecMainStatus canopsis-agent`,
  );
  assert.match(printed, /Result=success\nExecMainStatus=0\n/);
});

test('The RPM package runs, and leaves what may hold events', () => {
  const { printed, left } = inSystemRoot(
    { [rpmName]: join(output, rpmName) },
    `rpm --force-debian --nodeps -i /mnt/${rpmName}
     ${runsAsService}
     su -s /bin/sh canopsis-agent -c 'echo events > /var/lib/canopsis-agent/spool.db'
     rpm --force-debian --nodeps -e canopsis-agent`,
  );
  assert.match(printed, /agent\.json is valid\./);
  assert.match(printed, /the spool stays in/);
  assert.deepEqual(
    left.filter((file) => !books.test(file)).sort(),
    [
      'etc/canopsis-agent/',
      'etc/canopsis-agent/publisher.token',
      'var/lib/canopsis-agent/',
      'var/lib/canopsis-agent/spool.db',
    ],
  );
});

test('The same sources give the same bytes in another folder', () => {
  for (const name of [zipName, tarName, debName, rpmName]) {
    assert.equal(sha256(join(again, name)), sha256(join(output, name)), name);
  }
});
