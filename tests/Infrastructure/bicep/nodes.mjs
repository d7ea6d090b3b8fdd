// Reading the nodes of a syntax tree.

export function lineOf(node) {
  return node.startPosition.row + 1;
}

/** The named children that are not comments; none of a missing node. */
export function childrenOf(node) {
  return node?.namedChildren.filter((child) => child.type !== 'comment') ?? [];
}

/** The node and everything below it, parents first. */
export function* walk(node) {
  yield node;
  for (const child of childrenOf(node)) yield* walk(child);
}

const escapes = { "\\'": "'", '\\n': '\n', '\\r': '\r', '\\t': '\t', '\\\\': '\\', '\\$': '$' };

/** The text of a string without interpolation; undefined for anything else. */
export function textOf(node) {
  if (node?.type !== 'string') return undefined;
  if (childrenOf(node).some((part) => part.type === 'interpolation')) return undefined;
  return childrenOf(node)
    .map((part) => (part.type === 'escape_sequence' ? (escapes[part.text] ?? part.text) : part.text))
    .join('');
}

/** The name of an object's property. */
export function keyOf(property) {
  const key = childrenOf(property)[0];
  return key.type === 'string' ? (textOf(key) ?? key.text) : key.text;
}

/** The value of an object's property; undefined where the property is a nested resource. */
export function valueOf(property) {
  return childrenOf(property)[1];
}

/** Properties of an object node by name. */
export function propertiesOf(object) {
  const properties = new Map();
  for (const child of childrenOf(object)) {
    if (child.type === 'object_property' && valueOf(child)) properties.set(keyOf(child), valueOf(child));
  }
  return properties;
}

/** The value at a path of property names; undefined if any is missing. */
export function at(object, ...path) {
  let node = object;
  for (const name of path) node = node?.type === 'object' ? propertiesOf(node).get(name) : undefined;
  return node;
}

/** The elements of an array node. */
export function elementsOf(array) {
  return array?.type === 'array' ? childrenOf(array) : [];
}

/** The arguments of a call of a function by its plain name (or sys.name, az.name); undefined for other nodes. */
export function argumentsOf(node, functionName) {
  if (node?.type !== 'call_expression') return undefined;
  const called = node.childForFieldName('function').text.replace(/^(sys|az)\./, '');
  return called === functionName ? childrenOf(node.childForFieldName('arguments')) : undefined;
}
