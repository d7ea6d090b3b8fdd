// What our programs understand, as their own help says.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from './repository.mjs';

export const programFolders = ['agent', 'functions'].map((part) => join(repositoryRoot, part, 'bin/Release/net10.0'));

const executables = {
  'canopsis-agent': join(programFolders[0], 'canopsis-agent'),
  forwarder: join(programFolders[1], 'forwarder'),
};
const run = promisify(execFile);
const known = new Map();

function section(help, title) {
  const [, lines = ''] = new RegExp(`^${title}:\\n((?:  .*\\n?)*)`, 'm').exec(help) ?? [];
  return lines.split('\n').filter((line) => /^ {2}\S/.test(line));
}

/** What a program's help says of itself and of the commands below that are called: each asked once, two at a time. */
async function ask(path, calls) {
  const [program, ...commands] = path;
  const { stdout } = await twoAtATime(() => run(executables[program], [...commands, '--help']));
  if (!stdout) throw new Error(`${path.join(' ')} --help prints nothing`);
  const options = section(stdout, 'Options').flatMap((line) => [...line.matchAll(/(?:^ {2}|, )(--?[\w?-]+)/g)]);
  const names = section(stdout, 'Commands').map((line) => line.trim().split(/[ ,]/)[0]);
  known.set(path.join(' '), { options: new Set(options.map(([, name]) => name)), commands: new Set(names) });
  const isCalled = (name) => calls.some((call) => [...path, name].every((word, index) => call[index] === word));
  await Promise.all(names.filter(isCalled).map((name) => ask([...path, name], calls)));
}

let free = 2;
const waiting = [];

async function twoAtATime(act) {
  if (free > 0) free -= 1;
  else await new Promise((resolve) => waiting.push(resolve));
  try {
    return await act();
  } finally {
    if (waiting.length > 0) waiting.shift()();
    else free += 1;
  }
}

/**
 * Asks both programs; needed before `misunderstood`.
 * @param {string[][]} calls that it will be asked about: nobody else's help is read
 */
export const learnPrograms = (calls) => Promise.all(Object.keys(executables).map((program) => ask([program], calls)));

const helpOf = (path) => known.get(path.join(' '));

/** @returns {string | undefined} what is wrong with a call of one of our programs: a command or an option that it does not know */
export function misunderstood([program, ...words]) {
  const path = [program];
  let help = helpOf(path);
  for (const word of words) {
    if (word.startsWith('-') && word !== '-') {
      const name = word.split('=')[0].replace(/[^\w?-]+$/, '');
      if (!help.options.has(name)) return `${path.join(' ')} has no option ${name}`;
    } else if (help.commands.has(word)) {
      path.push(word);
      help = helpOf(path);
    } else if (help.commands.size > 0 && /^[a-z][a-z-]*$/.test(word) && !helpTakesValue(words, word)) {
      return `${path.join(' ')} has no command ${word}`;
    }
  }
  return undefined;
}

/** A word after an option may be its value. */
const helpTakesValue = (words, word) => words[words.indexOf(word) - 1]?.startsWith('-') ?? false;
