// Which names an expression uses that are declared outside of it.

import { childrenOf, lineOf } from './nodes.mjs';

function lambdaParameters(lambda) {
  const head = childrenOf(lambda)[0];
  return head.type === 'identifier' ? [head] : childrenOf(head);
}

function loopVariables(loop) {
  const single = loop.childForFieldName('initializer');
  if (single) return [single];
  return childrenOf(childrenOf(loop).find((child) => child.type === 'for_loop_parameters'));
}

const isCalled = (node) =>
  node.parent?.type === 'call_expression' && node.parent.childForFieldName('function')?.id === node.id;

/**
 * @returns {Generator<{name: string, called: boolean, line: number, node: object}>} names that are neither keys nor
 *   members nor bound by a lambda or a loop within the expression
 */
export function* freeNames(node, bound = new Set()) {
  if (node.type === 'identifier') {
    if (!bound.has(node.text)) yield { name: node.text, called: isCalled(node), line: lineOf(node), node };
    return;
  }
  if (node.type === 'lambda_expression') {
    const inner = new Set([...bound, ...lambdaParameters(node).map((parameter) => parameter.text)]);
    yield* freeNames(childrenOf(node).at(-1), inner);
    return;
  }
  if (node.type === 'for_statement') {
    const body = node.childForFieldName('body');
    const variables = loopVariables(node);
    const iterated = childrenOf(node).find(
      (child) => child.id !== body.id && child.type !== 'for_loop_parameters' && child.id !== variables[0].id,
    );
    yield* freeNames(iterated, bound);
    yield* freeNames(body, new Set([...bound, ...variables.map((variable) => variable.text)]));
    return;
  }
  if (node.type === 'object_property') {
    const [key, ...values] = childrenOf(node);
    if (key.type !== 'identifier') yield* freeNames(key, bound);
    for (const value of values) yield* freeNames(value, bound);
    return;
  }
  if (node.type === 'decorators') return;
  for (const child of childrenOf(node)) yield* freeNames(child, bound);
}

/** The expressions of a declaration: everything but its own name. */
export function* namesUsedBy(declaration) {
  for (const child of childrenOf(declaration.node).slice(1)) yield* freeNames(child);
  for (const decorator of declaration.decorators) {
    for (const argument of decorator.arguments ?? []) yield* freeNames(argument);
  }
}
