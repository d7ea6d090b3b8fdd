import { childrenOf, elementsOf, keyOf, lineOf, propertiesOf, textOf } from '../bicep/nodes.mjs';
import { declarationProperties, resourceTypes } from '../facts/resource-types.mjs';
import { finding } from './finding.mjs';

const rule = 'resource-type';
const ofKind = { text: 'string', int: 'number', bool: 'boolean' };

/** Every resource has a known type and version, every property that it must have, and none that is unknown. */
export function* resourceTypesAndProperties(project) {
  for (const { template, resource } of project.resources({ existing: true })) {
    const name = `${resource.typeName}@${resource.version}`;
    const known = resourceTypes[name];
    if (!known) {
      yield finding(rule, template.path, resource.line, `${name} is not in the list of resource types`);
      continue;
    }
    yield* checkParent(template, resource, known);
    if (resource.existing) continue;
    if (resource.body?.type !== 'object') {
      yield finding(rule, template.path, resource.line, `${resource.symbol} has no body`);
      continue;
    }
    const context = { template, path: resource.symbol };
    yield* checkObject(resource.body, known.shape, context, declarationProperties);
  }
}

function* checkParent(template, resource, known) {
  const properties = propertiesOf(resource.body);
  const parent = properties.get('parent');
  if (known.parent && !parent) {
    yield finding(rule, template.path, resource.line, `${resource.symbol} needs a parent of type ${known.parent}`);
  }
  if (parent) {
    const symbol = parent.type === 'subscript_expression' ? parent.childForFieldName('object').text : parent.text;
    const declared = template.find(symbol)?.typeName;
    if (declared !== known.parent) {
      const wanted = known.parent ?? 'none';
      yield finding(rule, template.path, lineOf(parent), `parent of ${resource.symbol} is ${declared}, not ${wanted}`);
    }
  }
  if (known.extension && !properties.has('scope')) {
    yield finding(
      rule,
      template.path,
      resource.line,
      `${resource.symbol} needs a scope: it belongs to another resource`,
    );
  }
}

function* checkObject(node, shape, context, ignored = new Map()) {
  const properties = propertiesOf(node);
  for (const [key, { required }] of shape.members) {
    if (required && !properties.has(key)) {
      yield finding(rule, context.template.path, lineOf(node), `${context.path} lacks ${key}`);
    }
  }
  for (const property of childrenOf(node)) {
    const key = keyOf(property);
    if (ignored.has(key)) continue;
    const member = shape.members.get(key);
    if (!member) yield finding(rule, context.template.path, lineOf(property), `${context.path} has no property ${key}`);
    else yield* checkValue(properties.get(key), member.shape, { ...context, path: `${context.path}.${key}` });
  }
}

/** The expressions that a value may turn out to be; undefined for one that only Azure knows. */
function* alternatives(node, template) {
  switch (node.type) {
    case 'ternary_expression':
      yield* alternatives(node.childForFieldName('consequence'), template);
      yield* alternatives(node.childForFieldName('alternative'), template);
      return;
    case 'parenthesized_expression':
      yield* alternatives(childrenOf(node)[0], template);
      return;
    case 'identifier': {
      const declared = template.find(node.text);
      if (declared?.kind === 'variable') yield* alternatives(declared.value, template);
      else if (declared?.kind === 'parameter') yield { parameter: declared };
      return;
    }
    case 'call_expression':
      if (node.childForFieldName('function').text === 'map') {
        const lambda = childrenOf(node.childForFieldName('arguments'))[1];
        yield { elements: [childrenOf(lambda).at(-1)] };
      }
      return;
    default:
      yield { node };
  }
}

function* checkValue(node, shape, context) {
  for (const value of alternatives(node, context.template)) {
    if (value.parameter) yield* checkParameter(value.parameter, node, shape, context);
    else if (value.elements) yield* checkElements(value.elements, node, shape, context);
    else if (value.node.type !== 'null') yield* checkLiteral(value.node, shape, context);
  }
}

function* checkParameter(parameter, node, shape, context) {
  const declared = parameter.type.text;
  const wanted = { text: 'string', choice: 'string', int: 'int', bool: 'bool', dictionary: 'object' }[shape.kind];
  const fixed = shape.kind === 'only';
  if (fixed || (wanted && declared !== wanted && !declared.includes("'"))) {
    const message = fixed
      ? `is a parameter, but must be ${shape.value}: ${shape.reason}`
      : `is a ${declared}, not a ${wanted}`;
    yield finding(rule, context.template.path, lineOf(node), `${context.path} ${message}`);
  }
}

function* checkElements(elements, node, shape, context) {
  if (shape.kind !== 'list') {
    yield finding(rule, context.template.path, lineOf(node), `${context.path} is a list, not a ${shape.kind}`);
    return;
  }
  for (const element of elements) yield* checkValue(element, shape.element, { ...context, path: `${context.path}[]` });
}

function literal(node) {
  if (node.type === 'boolean') return node.text === 'true';
  if (node.type === 'number') return Number(node.text);
  return textOf(node);
}

const dynamic = new Set(['member_expression', 'subscript_expression', 'binary_expression', 'unary_expression']);

function* checkLiteral(node, shape, context) {
  const problem = (message) => finding(rule, context.template.path, lineOf(node), `${context.path} ${message}`);
  if (shape.kind === 'any') return;
  if (shape.kind === 'only') {
    if (literal(node) !== shape.value) yield problem(`must be ${shape.value}: ${shape.reason}`);
    return;
  }
  if (dynamic.has(node.type)) return;
  switch (shape.kind) {
    case 'object':
      if (node.type !== 'object') yield problem('must be an object');
      else yield* checkObject(node, shape, context);
      return;
    case 'dictionary':
      if (node.type !== 'object') {
        yield problem('must be an object');
        return;
      }
      for (const [key, value] of propertiesOf(node)) {
        yield* checkValue(value, shape.value, { ...context, path: `${context.path}.${key}` });
      }
      return;
    case 'list':
      if (node.type !== 'array') yield problem('must be a list');
      else yield* checkElements(elementsOf(node), node, shape, context);
      return;
    case 'choice':
      if (!shape.values.includes(literal(node))) yield problem(`must be one of ${shape.values.join(', ')}`);
      return;
    default:
      if (node.type !== ofKind[shape.kind]) yield problem(`must be a ${shape.kind}`);
  }
}
