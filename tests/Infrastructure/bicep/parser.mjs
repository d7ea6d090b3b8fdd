// Bicep text to a syntax tree, by the grammar tree-sitter-bicep.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

// The packages belong to the local cloud, whose package.json pins them.
const require = createRequire(new URL('../../../local/package.json', import.meta.url));
const { Language, Parser } = require('web-tree-sitter');

await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(readFileSync(require.resolve('tree-sitter-bicep/tree-sitter-bicep.wasm'))));

export function parse(text) {
  return parser.parse(text).rootNode;
}
