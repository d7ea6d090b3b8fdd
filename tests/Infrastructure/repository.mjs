// The files that the checks read, as texts in memory, so that a test can change one of them and look what is found.

import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url));

const notSources = new Set(['bin', 'obj', 'node_modules', 'artifacts', '.git', 'TestResults']);

function* filesBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isFile()) yield path;
    else if (entry.isDirectory() && !notSources.has(entry.name)) yield* filesBelow(path);
  }
}

const read = [
  /^infra-bicep\//,
  /^functions\/.*\.(cs|json)$/,
  /^docs\/[^/]+\.md$/,
  /^\.github\/workflows\//,
  /^tests\/vectors\/log-lines\//,
  /^(host\.json|local\.settings\.sample\.json|azure\.yaml|deploy|package)$/,
];

/** Texts by path relative to the repository's root, always with `/`. */
export class Repository {
  #texts;

  constructor(texts) {
    this.#texts = texts;
  }

  static load() {
    const texts = new Map();
    for (const path of filesBelow(repositoryRoot)) {
      const name = relative(repositoryRoot, path).replaceAll('\\', '/');
      if (read.some((pattern) => pattern.test(name))) texts.set(name, readFileSync(path, 'utf8'));
    }
    return new Repository(texts);
  }

  /** The same files, but for one. */
  with(path, text) {
    return new Repository(new Map(this.#texts).set(path, text));
  }

  without(path) {
    const texts = new Map(this.#texts);
    texts.delete(path);
    return new Repository(texts);
  }

  has(path) {
    return this.#texts.has(path);
  }

  text(path) {
    const text = this.#texts.get(path);
    if (text === undefined) throw new Error(`there is no file ${path}`);
    return text;
  }

  paths(pattern) {
    return [...this.#texts.keys()].filter((path) => pattern.test(path)).sort();
  }
}
