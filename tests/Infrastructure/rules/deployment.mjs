import { finding } from './finding.mjs';

/** The workflows run pinned actions with as few rights as they need; azure.yaml points at what exists. */
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
}

function* workflow(path, text) {
  for (const [index, line] of text.split('\n').entries()) {
    const uses = /^\s*(?:- )?uses:\s*(\S+)/.exec(line);
    if (uses && !uses[1].startsWith('./') && !/@[0-9a-f]{40}$/.test(uses[1])) {
      yield finding('workflow', path, index + 1, `${uses[1]} is not pinned to a commit`);
    }
  }
  const permissions = /^permissions:(.*(?:\n {2}.*)*)/m.exec(text);
  if (!permissions) yield finding('workflow', path, 1, 'says nothing of permissions');
  else if (/write/.test(permissions[1])) yield finding('workflow', path, 1, 'may write');
}
