import { freeNames, namesUsedBy } from '../bicep/references.mjs';
import { bicepFunctions, decorators } from '../facts/bicep-functions.mjs';
import { finding } from './finding.mjs';

const namespaces = new Set(['az', 'sys']);

/** Every name that is used is declared, every declared name is used, and none is declared twice. */
export function* symbols(project) {
  for (const template of project.templates.values()) yield* check(template);
  for (const file of project.parameterFiles) {
    for (const { value } of file.assignments) {
      for (const { name, called, line } of freeNames(value)) {
        if (!called || !bicepFunctions.has(name))
          yield finding('undeclared', file.path, line, `${name} is not declared`);
      }
    }
  }
}

function* check(template) {
  const declared = new Map();
  for (const declaration of template.declarations) {
    if (declaration.kind === 'output') continue;
    if (declared.has(declaration.symbol)) {
      yield finding('duplicate', template.path, declaration.line, `${declaration.symbol} is declared twice`);
    }
    declared.set(declaration.symbol, declaration);
  }
  for (const { names, line } of template.imports) {
    for (const name of names) declared.set(name, { symbol: name, kind: 'import', line });
  }

  const used = new Set();
  for (const declaration of template.declarations) {
    for (const { name, called, line } of namesUsedBy(declaration)) {
      if (declared.has(name)) {
        if (name !== declaration.symbol || declaration.kind === 'output') used.add(name);
      } else if (called ? !bicepFunctions.has(name) : !namespaces.has(name)) {
        yield finding('undeclared', template.path, line, `${name} is not declared`);
      }
    }
    for (const decorator of declaration.decorators) {
      if (!decorators.has(decorator.name)) {
        yield finding('undeclared', template.path, decorator.line, `there is no decorator ${decorator.name}`);
      }
    }
  }

  for (const { symbol, kind, line, existing, decorators: decorated } of declared.values()) {
    const stands =
      (kind === 'resource' && !existing) || kind === 'module' || decorated?.some(({ name }) => name === 'export');
    if (!stands && !used.has(symbol)) yield finding('unused', template.path, line, `${symbol} is never used`);
  }
}
