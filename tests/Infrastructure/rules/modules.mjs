import { at, childrenOf, keyOf, lineOf, textOf, valueOf, walk } from '../bicep/nodes.mjs';
import { mainTemplate } from '../bicep/project.mjs';
import { finding } from './finding.mjs';

const rule = 'module';

/** Modules exist, get the parameters that they ask for, and have the outputs that are read. No file is left over. */
export function* modules(project) {
  const reached = new Set([mainTemplate]);
  for (const template of project.templates.values()) {
    const names = new Set();
    for (const { names: imported, source, line } of template.imports) {
      const target = project.resolve(template.path, source);
      for (const name of imported) {
        if (!target?.find(name)) yield finding(rule, template.path, line, `${source} has no ${name} to import`);
      }
    }
    for (const module of template.of('module')) {
      const target = project.resolve(template.path, module.source);
      if (!target) {
        yield finding(rule, template.path, module.line, `there is no module ${module.source}`);
        continue;
      }
      reached.add(target.path);
      const name = textOf(at(module.body, 'name'));
      if (name !== undefined && names.has(name)) {
        yield finding(
          rule,
          template.path,
          module.line,
          `two modules are named ${name}: one deployment replaces the other`,
        );
      }
      names.add(name);
      yield* checkParameters(template, module, target);
      yield* checkOutputs(template, module, target);
      if (template.targetScope !== target.targetScope && !at(module.body, 'scope')) {
        yield finding(
          rule,
          template.path,
          module.line,
          `${module.symbol} needs a scope: it is deployed to a ${target.targetScope}`,
        );
      }
    }
  }
  for (const path of project.templates.keys()) {
    if (!reached.has(path)) yield finding(rule, path, 1, 'no template uses this file');
  }
}

function* checkParameters(template, module, target) {
  const given = at(module.body, 'params');
  const declared = new Map(target.of('parameter').map((parameter) => [parameter.symbol, parameter]));
  const assigned = new Set();
  for (const property of childrenOf(given)) {
    const name = keyOf(property);
    assigned.add(name);
    const parameter = declared.get(name);
    if (!parameter) {
      yield finding(rule, template.path, lineOf(property), `${module.source} has no parameter ${name}`);
    } else {
      yield* checkKind(template, valueOf(property), parameter, name);
    }
  }
  for (const { symbol, defaultValue, type } of declared.values()) {
    const optional = defaultValue !== undefined || type.text.endsWith('?');
    if (!optional && !assigned.has(symbol)) {
      yield finding(rule, template.path, module.line, `${module.symbol} does not set ${symbol}`);
    }
  }
}

const kinds = { string: 'string', number: 'int', boolean: 'bool', array: 'array', object: 'object' };
const isList = (type) => type === 'array' || type.endsWith(']');

/** What is plain to see of the types: literals, and parameters that are handed on. */
function* checkKind(template, value, parameter, name) {
  const wanted = parameter.type.text;
  const source = value.type === 'identifier' ? template.find(value.text) : undefined;
  const given = source?.kind === 'parameter' ? source.type.text : kinds[value.type];
  if (given === undefined) return;
  const both = isList(given) && isList(wanted);
  const named = !/^(string|int|bool|object|array)$/.test(wanted) && !isList(wanted);
  if (given !== wanted && !both && !named && !given.includes("'")) {
    yield finding(rule, template.path, lineOf(value), `${name} is a ${wanted}, but gets a ${given}`);
  }
}

function* checkOutputs(template, module, target) {
  const outputs = new Set(target.of('output').map((output) => output.symbol));
  for (const node of walk(template.root)) {
    if (node.type !== 'member_expression') continue;
    const parts = node.text.replaceAll(/[!?]/g, '').split('.');
    if (module.conditional && parts.length === 3 && node.text.startsWith(`${module.symbol}.outputs`)) {
      yield finding(rule, template.path, lineOf(node), `${module.symbol} may not be there: write ${module.symbol}!.outputs`);
    }
    if (parts.length === 3 && parts[0] === module.symbol && parts[1] === 'outputs' && !outputs.has(parts[2])) {
      yield finding(rule, template.path, lineOf(node), `${module.source} has no output ${parts[2]}`);
    }
  }
}
