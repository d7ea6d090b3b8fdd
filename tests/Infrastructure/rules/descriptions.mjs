import { textOf } from '../bicep/nodes.mjs';
import { decoratorOf } from '../bicep/template.mjs';
import { finding } from './finding.mjs';

/** Every parameter, output and type says what it is. */
export function* descriptions(project) {
  for (const template of project.templates.values()) {
    for (const declaration of template.declarations) {
      if (!['parameter', 'output', 'type'].includes(declaration.kind)) continue;
      const description = textOf(decoratorOf(declaration, 'description')?.arguments?.[0]);
      if (!description?.trim()) {
        yield finding('description', template.path, declaration.line, `${declaration.symbol} has no description`);
      }
    }
  }
}
