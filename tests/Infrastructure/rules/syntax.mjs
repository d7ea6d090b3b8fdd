import { lineOf } from '../bicep/nodes.mjs';
import { finding } from './finding.mjs';

/** Every file parses. */
export function* syntax(project) {
  for (const { path, root } of [...project.templates.values(), ...project.parameterFiles]) {
    for (const node of walkAll(root)) {
      if (node.isMissing) yield finding('syntax', path, lineOf(node), `${node.type} is missing`);
      else if (node.isError) yield finding('syntax', path, lineOf(node), `not Bicep: ${node.text.slice(0, 60)}`);
    }
  }
}

function* walkAll(node) {
  if (!node.hasError) return;
  yield node;
  for (const child of node.children) yield* walkAll(child);
}
