// A .bicepparam file. The grammar does not know this form; each `param x = …` is read as `var   x = …`, which has the
// same length, so that lines and columns stay right.

import { childrenOf, lineOf } from './nodes.mjs';
import { parse } from './parser.mjs';

/** @returns {{path: string, root: object, using: string | undefined, assignments: {name: string, value: object, line: number}[]}} */
export function readParameterFile(path, text) {
  const using = /^using\s+'([^']*)'/m.exec(text);
  const asTemplate = text
    .replace(/^using\s.*$/m, (line) => ' '.repeat(line.length))
    .replace(/^param (?=\s*\w+\s*=)/gm, 'var   ');
  const root = parse(asTemplate);
  return {
    path,
    root,
    using: using?.[1],
    assignments: childrenOf(root)
      .filter((node) => node.type === 'variable_declaration' && childrenOf(node).length > 1)
      .map((node) => ({ name: childrenOf(node)[0].text, value: childrenOf(node)[1], line: lineOf(node) })),
  };
}
