// What is known of the agent's packages without installing them.

import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const isProgram = (file) => {
  const start = Buffer.alloc(4);
  const descriptor = openSync(file);
  readSync(descriptor, start, 0, 4, 0);
  closeSync(descriptor);
  return start.equals(Buffer.from('\x7fELF', 'latin1'));
};

const newest = (versions) =>
  versions
    .map((version) => version.split('.').map(Number))
    .sort((a, b) => a.map((part, at) => part - (b[at] ?? 0)).find((difference) => difference !== 0) ?? 0)
    .at(-1)
    ?.join('.');

/** The newest version of each library's symbols that the programs of a folder need, and which of them needs it. */
export function neededVersions(folder, libraries) {
  const needs = [];
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const file = join(entry.parentPath ?? entry.path, entry.name);
    if (!entry.isFile() || !isProgram(file)) continue;
    const symbols = execFileSync('objdump', ['-T', file], { encoding: 'utf8', maxBuffer: 1 << 28 });
    for (const library of libraries) {
      const versions = [...symbols.matchAll(new RegExp(`\\b${library}_([0-9.]+)`, 'g'))].map(([, version]) => version);
      if (versions.length > 0) needs.push({ file: entry.name, library, version: newest([...new Set(versions)]) });
    }
  }
  return needs;
}

/** Whether version a is at most b, part by part. */
export const isAtMost = (a, b) => newest([a, b]) === b;
