import { argumentsOf, childrenOf, elementsOf, keyOf, lineOf, textOf, valueOf } from '../bicep/nodes.mjs';
import { decoratorOf } from '../bicep/template.mjs';
import { finding } from './finding.mjs';

const rule = 'parameter-file';
const kinds = { string: 'string', number: 'int', boolean: 'bool', object: 'object' };

/** A parameter file names its template, sets what the template asks for, nothing else, and only allowed values. */
export function* parameterFiles(project) {
  for (const file of project.parameterFiles) {
    const template = file.using === undefined ? undefined : project.resolve(file.path, file.using);
    if (!template) {
      yield finding(rule, file.path, 1, `there is no template ${file.using}`);
      continue;
    }
    const parameters = new Map(template.of('parameter').map((parameter) => [parameter.symbol, parameter]));
    const assigned = new Set();
    for (const { name, value, line } of file.assignments) {
      if (assigned.has(name)) yield finding(rule, file.path, line, `${name} is set twice`);
      assigned.add(name);
      const parameter = parameters.get(name);
      if (!parameter) yield finding(rule, file.path, line, `${file.using} has no parameter ${name}`);
      else yield* checkValue(project, file.path, template, parameter, value);
    }
    for (const { symbol, defaultValue } of parameters.values()) {
      if (defaultValue === undefined && !assigned.has(symbol)) {
        yield finding(rule, file.path, 1, `${symbol} is not set, and has no default`);
      }
    }
  }
}

function* checkValue(project, path, template, parameter, value) {
  if (argumentsOf(value, 'readEnvironmentVariable')) {
    if (parameter.type.text !== 'string') {
      yield finding(rule, path, lineOf(value), `${parameter.symbol} is a ${parameter.type.text}, but gets a string`);
    }
    return;
  }
  const type = parameter.type.text;
  const problem = (message) => finding(rule, path, lineOf(value), `${parameter.symbol} ${message}`);
  if (value.type === 'array') {
    if (!type.endsWith('[]')) yield problem(`is a ${type}, but gets a list`);
    else yield* checkElements(project, template, type.slice(0, -2), value, problem);
    return;
  }
  if (kinds[value.type] !== type) {
    yield problem(`is a ${type}, but gets a ${kinds[value.type] ?? value.type}`);
    return;
  }
  yield* checkLimits(parameter, value, problem);
}

function* checkLimits(parameter, value, problem) {
  const plain = value.type === 'number' ? Number(value.text) : textOf(value);
  const limit = (name) => {
    const argument = decoratorOf(parameter, name)?.arguments[0];
    return argument === undefined ? undefined : Number(argument.text);
  };
  const allowed = decoratorOf(parameter, 'allowed')?.arguments[0];
  if (allowed) {
    const values = elementsOf(allowed).map((node) => (node.type === 'number' ? Number(node.text) : textOf(node)));
    if (!values.includes(plain)) yield problem(`must be one of ${values.join(', ')}`);
  }
  const size = typeof plain === 'string' ? plain.length : plain;
  const [lowest, highest] = typeof plain === 'string' ? ['minLength', 'maxLength'] : ['minValue', 'maxValue'];
  if (limit(lowest) !== undefined && size < limit(lowest)) yield problem(`is below ${lowest} ${limit(lowest)}`);
  if (limit(highest) !== undefined && size > limit(highest)) yield problem(`is above ${highest} ${limit(highest)}`);
}

function* checkElements(project, template, elementType, list, problem) {
  const declared = findType(project, template, elementType);
  for (const element of elementsOf(list)) {
    if (!declared) {
      if (kinds[element.type] !== elementType) yield problem(`is a list of ${elementType}, but holds ${element.text}`);
      continue;
    }
    const wanted = new Map(
      childrenOf(declared.value)
        .filter((child) => child.type === 'object_property')
        .map((member) => [keyOf(member), valueOf(member).text]),
    );
    const given = new Map(childrenOf(element).map((member) => [keyOf(member), valueOf(member)]));
    for (const [name, kind] of wanted) {
      const value = given.get(name);
      if (value === undefined) yield problem(`has an element without ${name}`);
      else if (kinds[value.type] !== kind) yield problem(`has an element whose ${name} is no ${kind}`);
    }
    for (const name of given.keys()) if (!wanted.has(name)) yield problem(`has an element with an unknown ${name}`);
  }
}

function findType(project, template, name) {
  const own = template.of('type').find((type) => type.symbol === name);
  if (own) return own;
  const imported = template.imports.find(({ names }) => names.includes(name));
  return imported && project.resolve(template.path, imported.source)?.find(name);
}
