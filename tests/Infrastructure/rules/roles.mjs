import { argumentsOf, at, lineOf, textOf } from '../bicep/nodes.mjs';
import { roleNames } from '../facts/roles.mjs';
import { tableRows } from '../markdown.mjs';
import { finding } from './finding.mjs';

const rule = 'role';
const documentation = 'docs/security.md';
const principals = {
  appPrincipalId: { who: 'app', type: 'ServicePrincipal' },
  operatorGroupId: { who: 'operators', type: 'Group' },
};

/** The id behind `roleIds.name`. */
function roleIdOf(template, expression) {
  const [symbol, member] = expression.split('.');
  return textOf(at(template.find(symbol)?.value, member));
}

/** Role assignments have names that the next deployment repeats, and are those of the table in docs/security.md. */
export function* roles(project) {
  const documented = tableRows(project.repository.text(documentation), 'Principal').map(({ cells, line }) => ({
    key: `${cells[0]} | ${cells[1]} | ${cells[2].replaceAll('`', '')}`,
    line,
  }));
  const assigned = new Set();
  for (const { template, resource } of project.resources()) {
    if (resource.typeName !== 'Microsoft.Authorization/roleAssignments') continue;
    const problem = (node, message) => finding(rule, template.path, node ? lineOf(node) : resource.line, message);
    const [scope, name] = [at(resource.body, 'scope'), at(resource.body, 'name')];
    const [definition, principal, principalType] = ['roleDefinitionId', 'principalId', 'principalType'].map((key) =>
      at(resource.body, 'properties', key),
    );
    const role = argumentsOf(definition, 'subscriptionResourceId')?.[1]?.text;
    if (role === undefined) {
      yield problem(
        definition,
        `${resource.symbol}: write the role as subscriptionResourceId('…/roleDefinitions', id)`,
      );
      continue;
    }
    const parts = argumentsOf(name, 'guid')?.map((argument) => argument.text);
    if (parts?.join() !== [`${scope?.text}.id`, principal?.text, role].join()) {
      yield problem(name, `${resource.symbol}: the name must be guid(${scope?.text}.id, ${principal?.text}, ${role})`);
    }
    const known = principals[principal?.text];
    if (!known || textOf(principalType) !== known.type) {
      yield problem(
        principalType,
        `${resource.symbol}: ${principal?.text} is no principal of type ${principalType?.text}`,
      );
      continue;
    }
    const roleName = roleNames.get(roleIdOf(template, role));
    if (!roleName) yield problem(definition, `${resource.symbol}: the role ${role} is not in the list of roles`);
    const key = `${known.who} | ${roleName} | ${scope?.text}`;
    assigned.add(key);
    if (!documented.some((row) => row.key === key)) yield problem(undefined, `${documentation} does not list ${key}`);
  }
  for (const { key, line } of documented) {
    if (!assigned.has(key)) yield finding(rule, documentation, line, `no template assigns ${key}`);
  }
}
