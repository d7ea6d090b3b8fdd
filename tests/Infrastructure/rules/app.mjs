import { elementsOf, lineOf, textOf, walk } from '../bicep/nodes.mjs';
import { mainTemplate } from '../bicep/project.mjs';
import { finding } from './finding.mjs';

const rule = 'app';

/** What the templates say of the app agrees with the app: functions, tables, and the log that the alerts read. */
export function* app(project) {
  yield* scaleGroups(project);
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
