// What the pages of the documentation hold: blocks of shell commands, commands of our programs, links.

import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { repositoryRoot } from './repository.mjs';

/** What a block of shell commands needs, as its first line says: ```sh azure. Without a word it is `offline`. */
export const needs = {
  offline: 'nothing but this repository, built: documentation.test.mjs executes it',
  long: 'nothing else, but it takes minutes, does not end, or changes the repository',
  installed: 'an installed agent: package.test.mjs executes it in a system of its own',
  azure: 'an Azure subscription',
  root: "a server of the customer's, and its administrator's rights",
  'core-tools': 'Azure Functions Core Tools, which download their binary',
};

const pages = [/^[A-Z]+\.md$/, /^docs\/.*\.md$/, /^local\/.*README\.md$/];
const notSources = new Set(['bin', 'obj', 'node_modules', 'artifacts', '.git', 'vectors']);
const shells = new Set(['sh', 'bash', 'shell', 'console']);

function* filesBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isFile()) yield join(folder, entry.name);
    else if (entry.isDirectory() && !notSources.has(entry.name)) yield* filesBelow(join(folder, entry.name));
  }
}

/** @returns {{name: string, text: string}[]} pages by their path from the repository's root */
export function readPages() {
  return [...filesBelow(repositoryRoot)]
    .map((path) => ({ path, name: relative(repositoryRoot, path) }))
    .filter(({ name }) => pages.some((pattern) => pattern.test(name)))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ path, name }) => ({ name, text: readFileSync(path, 'utf8') }));
}

/** @returns {{language: string, need: string, text: string, line: number}[]} the fenced blocks of a page */
export function blocksOf({ text }) {
  const blocks = [];
  let open;
  for (const [index, line] of text.split('\n').entries()) {
    const fence = /^ *```(.*)$/.exec(line);
    if (!fence) open?.lines.push(line);
    else if (open) {
      blocks.push({ ...open, text: `${open.lines.join('\n')}\n` });
      open = undefined;
    } else {
      const [language = '', need = ''] = fence[1].trim().split(/ +/);
      open = { language, need: need || 'offline', line: index + 1, lines: [] };
    }
  }
  return blocks;
}

export const isShell = ({ language }) => shells.has(language);

/** Text outside blocks. */
export const proseOf = ({ text }) => text.replaceAll(/^ *```[^]*?^ *```$/gm, (block) => block.replaceAll(/[^\n]/g, ''));

const programs = new Set(['forwarder', 'canopsis-agent']);

/** The words of each call of our programs in a text of shell commands, without what a shell does with them. */
export function callsIn(text) {
  const calls = [];
  const commands = text
    .replaceAll(/\\\n/g, ' ')
    .replaceAll(/<<'?(\w+)'?\n[^]*?\n\1$/gm, '')
    .split(/\n|\|\|?|&&|;|\$\(|\)|`/);
  for (const command of commands) {
    const words = command.split(/\s+/).filter((word) => word !== '');
    while (words.length > 0 && (/^\w+=/.test(words[0]) || /^(export|sudo|then|do|!)$/.test(words[0]))) words.shift();
    if (!programs.has(words[0]?.replace(/^.*\//, ''))) continue;
    const end = words.findIndex((word) => /^\d?[<>]/.test(word));
    calls.push([words[0].replace(/^.*\//, ''), ...words.slice(1, end < 0 ? undefined : end)]);
  }
  return calls;
}

/** Calls of our programs that prose shows between backticks. */
export const callsInProse = (page) =>
  [...proseOf(page).matchAll(/`((?:forwarder|canopsis-agent) [^`]+)`/g)].flatMap(([, text]) => callsIn(text));
