import { at, textOf } from '../bicep/nodes.mjs';
import { finding } from './finding.mjs';

/**
 * The workflows run pinned actions with as few rights as they need; azure.yaml points at what exists; ./deploy and the pages
 * name what the templates name.
 */
export function* deployment(project) {
  const { repository } = project;
  for (const path of repository.paths(/^\.github\/workflows\//)) yield* workflow(path, repository.text(path));
  const azd = repository.text('azure.yaml');
  const [, folder] = /^\s+path:\s*(\S+)/m.exec(azd) ?? [];
  const [, module] = /^\s+module:\s*(\S+)/m.exec(azd) ?? [];
  if (!repository.has(`${folder}/${module}.bicep`)) {
    yield finding('deployment', 'azure.yaml', 1, `there is no template ${folder}/${module}.bicep`);
  }
  const app = repository.text('infra-bicep/modules/app.bicep');
  const [, service] = /^services:\n\s+(\S+):/m.exec(azd) ?? [];
  if (!app.includes(`'azd-service-name': '${service}'`)) {
    yield finding('deployment', 'azure.yaml', 1, `no resource carries the tag azd-service-name: ${service}`);
  }
  yield* names(project);
}

/** [module, resource, file that must hold its name, words before it] */
const namedElsewhere = [
  ['storage', 'deployments', 'deploy', '--container-name '],
  ['event-hubs', 'signingKey', 'docs/onboard.md', '/secrets/'],
  ['event-hubs', 'agentsPolicy', 'functions/Tokens/PublisherToken.cs', 'DefaultPolicy = "'],
];

function* names(project) {
  for (const [module, symbol, file, before] of namedElsewhere) {
    const path = `infra-bicep/modules/${module}.bicep`;
    const name = textOf(at(project.templates.get(path)?.find(symbol)?.body, 'name'));
    if (!project.repository.text(file).includes(`${before}${name}`)) {
      yield finding('deployment', file, 1, `the template names ${symbol} ${name}, and this file does not`);
    }
  }
}

function* workflow(path, text) {
  for (const [index, line] of text.split('\n').entries()) {
    const uses = /^\s*(?:- )?uses:\s*(\S+)/.exec(line);
    if (uses && !uses[1].startsWith('./') && !/@[0-9a-f]{40}$/.test(uses[1])) {
      yield finding('workflow', path, index + 1, `${uses[1]} is not pinned to a commit`);
    }
  }
  if (!/^permissions:/m.test(text)) yield finding('workflow', path, 1, 'says nothing of permissions');
  // Of a job as well as of the whole.
  else if (/^\s*(?:permissions|[a-z-]+):\s*write(?:-all)?\s*(?:#.*)?$/m.test(text)) yield finding('workflow', path, 1, 'may write');
}
