import { at, elementsOf, keyOf, lineOf, textOf, walk } from '../bicep/nodes.mjs';
import { mainTemplate } from '../bicep/project.mjs';
import { finding } from './finding.mjs';

const rule = 'app';

/** What the templates say of the app agrees with the app: functions, tables, and the log that the alerts read. */
export function* app(project) {
  yield* scaleGroups(project);
  yield* rightsFirst(project);
  yield* endpoints(project);
  yield* tables(project);
  yield* logging(project.repository);
}

/** `function:<name>` names a function that exists. */
function* scaleGroups(project) {
  const functions = new Set(
    project.repository.paths(/^functions\/\w+\/function\.json$/).map((path) => path.split('/')[1]),
  );
  const main = project.templates.get(mainTemplate);
  const places = [{ path: main.path, root: main.root }, ...project.parameterFiles];
  for (const { path, root } of places) {
    for (const node of walk(root)) {
      const name = textOf(node);
      if (!name?.startsWith('function:')) continue;
      if (!functions.has(name.slice('function:'.length))) {
        yield finding(rule, path, lineOf(node), `there is no ${name.replace(':', ' ')}`);
      }
    }
  }
}

/** The platform opens the deployment container with the app's identity as soon as the app exists. */
function* rightsFirst(project) {
  const main = project.templates.get(mainTemplate);
  const app = main.find('app');
  const waitsFor = elementsOf(at(app?.body, 'dependsOn')).map((node) => node.text);
  if (app && !waitsFor.includes('roles')) yield finding(rule, main.path, app.line, 'app must wait for roles: dependsOn');
}

/** A private network leaves nothing out: everything that network.bicep knows to put behind an endpoint is put there. */
function* endpoints(project) {
  const main = project.templates.get(mainTemplate);
  const network = [...project.templates.values()].find(({ path }) => path.endsWith('/network.bicep'));
  const behind = new Set([...walk(main.root)].map((node) => at(node, 'groupId')).map(textOf));
  for (const node of network ? [...walk(network.find('zoneNames').value)] : []) {
    if (node.type !== 'object_property') continue;
    const group = keyOf(node);
    if (!behind.has(group)) yield finding(rule, main.path, 1, `nothing puts ${group} behind a private endpoint`);
  }
}

const constantTables = /\bconst\s+string\s+\w*Table\s*=\s*"(\w+)"/g;

/** Tables that the code names in constants `…Table` are created by the template. */
function* tables(project) {
  const template = [...project.templates.values()].find(({ path }) => path.endsWith('/storage.bicep'));
  const created = new Set(elementsOf(template?.find('tableNames')?.value).map(textOf));
  for (const path of project.repository.paths(/^functions\/.*\.cs$/)) {
    for (const [, name] of project.repository.text(path).matchAll(constantTables)) {
      if (!created.has(name)) yield finding(rule, path, 1, `the template creates no table ${name}`);
    }
  }
}

/** Sampling must not take away the lines and requests that alerts count. */
function* logging(repository) {
  const { logging: log } = JSON.parse(repository.text('host.json'));
  const { isEnabled = true, excludedTypes = '' } = log?.applicationInsights?.samplingSettings ?? {};
  const kept = excludedTypes.split(';');
  for (const type of isEnabled ? ['Request', 'Exception', 'Trace'] : []) {
    if (!kept.includes(type))
      yield finding(rule, 'host.json', 1, `sampling drops items of type ${type}, which alerts read`);
  }
  const quiet = new Set(['Warning', 'Error', 'Critical', 'None']);
  const { default: normal = 'Information', 'Host.Function.Console': console = normal } = log?.logLevel ?? {};
  if (quiet.has(console)) yield finding(rule, 'host.json', 1, `the lines of the app are dropped below ${console}`);
}
