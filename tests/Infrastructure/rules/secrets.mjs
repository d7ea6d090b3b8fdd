import { at, childrenOf, keyOf, lineOf, walk } from '../bicep/nodes.mjs';
import { freeNames } from '../bicep/references.mjs';
import { decoratorOf } from '../bicep/template.mjs';
import { finding } from './finding.mjs';

const rule = 'secret';
const keyFunctions = /^list(Keys|AccountSas|ServiceSas|Secrets?|ConnectionStrings)$/;
const secretMembers = /^(primaryKey|secondaryKey|primaryConnectionString|secondaryConnectionString|primarySharedKey)$/;
const literalSecrets = /(AccountKey|SharedAccessKey|SharedAccessSignature|sig)=\w|-----BEGIN|[A-Za-z0-9+/]{43}=/;

/** Keys are read for one purpose, to be put into a vault; no output and no text holds one. */
export function* secrets(project) {
  for (const template of project.templates.values()) {
    for (const output of template.of('output')) {
      const leak = findSecret(output.value, template, new Set());
      if (leak) yield finding(rule, template.path, output.line, `the output ${output.symbol} shows ${leak}`);
    }
    for (const node of walk(template.root)) {
      if (node.type === 'string_content' && literalSecrets.test(node.text)) {
        yield finding(rule, template.path, lineOf(node), 'looks like a key in clear text');
      }
      if (node.type === 'call_expression' && keyFunctions.test(calledName(node)) && !goesToVault(node, template)) {
        yield finding(
          rule,
          template.path,
          lineOf(node),
          `${calledName(node)} may only be the value of a Key Vault secret`,
        );
      }
    }
  }
  for (const file of project.parameterFiles) {
    for (const node of walk(file.root)) {
      if (node.type === 'string_content' && literalSecrets.test(node.text)) {
        yield finding(rule, file.path, lineOf(node), 'looks like a key in clear text');
      }
    }
  }
}

function calledName(call) {
  return call.childForFieldName('function').text.split(/[.?!]/).at(-1);
}

function goesToVault(node, template) {
  const resource = template
    .of('resource')
    .find(
      ({ node: declaration }) => declaration.startIndex <= node.startIndex && node.endIndex <= declaration.endIndex,
    );
  if (resource?.typeName !== 'Microsoft.KeyVault/vaults/secrets') return false;
  const value = at(resource.body, 'properties', 'value');
  return value !== undefined && value.startIndex <= node.startIndex && node.endIndex <= value.endIndex;
}

/** What secret an expression holds, looking through variables; undefined if none. */
function findSecret(expression, template, seen) {
  for (const node of walk(expression)) {
    if (node.type === 'call_expression' && keyFunctions.test(calledName(node))) return calledName(node);
    if (node.type === 'member_expression') {
      const member = childrenOf(node).at(-1).text;
      if (secretMembers.test(member)) return member;
    }
    if (node.type === 'object_property' && secretMembers.test(keyOf(node))) return keyOf(node);
  }
  for (const { name } of freeNames(expression)) {
    if (seen.has(name)) continue;
    seen.add(name);
    const declared = template.find(name);
    if (declared?.kind === 'parameter' && decoratorOf(declared, 'secure')) return `the secure parameter ${name}`;
    const leak = declared?.kind === 'variable' && findSecret(declared.value, template, seen);
    if (leak) return leak;
  }
  return undefined;
}
