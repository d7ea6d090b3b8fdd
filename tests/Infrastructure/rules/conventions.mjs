import { argumentsOf, at, keyOf, lineOf, textOf, walk } from '../bicep/nodes.mjs';
import { resourceTypes } from '../facts/resource-types.mjs';
import { finding } from './finding.mjs';

const rule = 'convention';
const changing = new Set(['newGuid', 'utcNow']);
const cloudAddresses = /\.(core\.windows\.net|vault\.azure\.net|azurewebsites\.net)|management\.azure\.com/;

/** Tags everywhere, names that stay the same from one deployment to the next, no region and no cloud's address in a text. */
export function* conventions(project) {
  for (const { template, resource } of project.resources()) {
    const shape = resourceTypes[`${resource.typeName}@${resource.version}`]?.shape;
    const tags = at(resource.body, 'tags');
    if (shape?.members.get('tags')?.required && tags && !/\b(tags|allTags)\b/.test(tags.text)) {
      yield finding(rule, template.path, lineOf(tags), `${resource.symbol} does not carry the tags of the environment`);
    }
    const name = at(resource.body, 'name');
    for (const node of name ? walk(name) : []) {
      if ([...changing].some((called) => argumentsOf(node, called))) {
        yield finding(
          rule,
          template.path,
          lineOf(node),
          `the name of ${resource.symbol} changes with every deployment`,
        );
      }
    }
    const location = textOf(at(resource.body, 'location'));
    if (location !== undefined && location !== 'global') {
      yield finding(rule, template.path, resource.line, `${resource.symbol} has a fixed region`);
    }
  }
  for (const template of project.templates.values()) {
    for (const node of walk(template.root)) {
      if (node.type === 'string_content' && cloudAddresses.test(node.text)) {
        yield finding(
          rule,
          template.path,
          lineOf(node),
          'an address of one cloud: use environment().suffixes or a property',
        );
      }
    }
  }
  yield* azdTags(project);
}

/** azd finds the resource group and the app by their tags. */
function* azdTags(project) {
  const wanted = [
    ['infra-bicep/main.bicep', 'azd-env-name'],
    ['infra-bicep/modules/app.bicep', 'azd-service-name'],
  ];
  for (const [path, tag] of wanted) {
    const template = project.templates.get(path);
    const found = [...walk(template.root)].some((node) => node.type === 'object_property' && keyOf(node) === tag);
    if (!found) yield finding(rule, path, 1, `nothing carries the tag ${tag}`);
  }
}
