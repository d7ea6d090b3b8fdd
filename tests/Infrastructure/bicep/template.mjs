// A Bicep file as declarations.

import { argumentsOf, childrenOf, lineOf, textOf } from './nodes.mjs';
import { parse } from './parser.mjs';

const declarationKinds = {
  parameter_declaration: 'parameter',
  variable_declaration: 'variable',
  resource_declaration: 'resource',
  module_declaration: 'module',
  output_declaration: 'output',
  type_declaration: 'type',
  user_defined_function: 'function',
};

/** The object of a resource or module, out of its loop and its condition. */
function bodyOf(value) {
  let node = value;
  while (node?.type === 'for_statement' || node?.type === 'if_statement') {
    node = node.type === 'for_statement' ? node.childForFieldName('body') : childrenOf(node).at(-1);
  }
  return node;
}

function declare(kind, node, decorators) {
  const [symbol, ...rest] = childrenOf(node);
  const declaration = { kind, node, decorators, symbol: symbol.text, line: lineOf(node) };
  const value = rest.at(-1);
  switch (kind) {
    case 'parameter':
      declaration.type = rest[0];
      declaration.defaultValue = rest.length > 1 ? value : undefined;
      break;
    case 'output':
      declaration.type = rest[0];
      declaration.value = value;
      break;
    case 'resource':
      [declaration.typeName, declaration.version] = (textOf(rest[0]) ?? '').split('@');
      declaration.existing = node.children.some((child) => child.type === 'existing');
      declaration.body = bodyOf(value);
      break;
    case 'module':
      declaration.source = textOf(rest[0]) ?? '';
      declaration.body = bodyOf(value);
      declaration.conditional = value.type === 'if_statement';
      break;
    default:
      declaration.value = value;
  }
  return declaration;
}

function decoratorsOf(node) {
  return childrenOf(node).map((decorator) => {
    const call = childrenOf(decorator)[0];
    const name = call.childForFieldName('function').text.replace(/^sys\./, '');
    return { name, arguments: argumentsOf(call, name), line: lineOf(decorator) };
  });
}

/** All declarations of a file. A file with syntax errors is read as far as it goes. */
export function readTemplate(path, text) {
  const root = parse(text);
  const template = { path, root, declarations: [], imports: [], targetScope: 'resourceGroup' };
  let decorators = [];
  for (const node of childrenOf(root)) {
    if (node.type === 'decorators') {
      decorators = decoratorsOf(node);
      continue;
    }
    const kind = declarationKinds[node.type];
    if (kind && childrenOf(node).length > 1) template.declarations.push(declare(kind, node, decorators));
    if (node.type === 'target_scope_assignment') template.targetScope = textOf(childrenOf(node)[0]);
    if (node.type === 'import_functionality') {
      const names = childrenOf(node)
        .filter((child) => child.type === 'identifier')
        .map((child) => child.text);
      template.imports.push({ names, source: textOf(childrenOf(node).at(-1)), line: lineOf(node) });
    }
    decorators = [];
  }
  template.of = (kind) => template.declarations.filter((declaration) => declaration.kind === kind);
  template.find = (symbol) => template.declarations.find((declaration) => declaration.symbol === symbol);
  return template;
}

export function decoratorOf(declaration, name) {
  return declaration.decorators.find((decorator) => decorator.name === name);
}
