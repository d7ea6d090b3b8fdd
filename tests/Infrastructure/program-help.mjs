// What our programs understand, as their own help says.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { repositoryRoot } from './repository.mjs';

export const programFolders = ['agent', 'functions'].map((part) => join(repositoryRoot, part, 'bin/Release/net10.0'));

const executables = {
  'canopsis-agent': join(programFolders[0], 'canopsis-agent'),
  forwarder: join(programFolders[1], 'forwarder'),
};
const known = new Map();

function section(help, title) {
  const [, lines = ''] = new RegExp(`^${title}:\\n((?:  .*\\n?)*)`, 'm').exec(help) ?? [];
  return lines.split('\n').filter((line) => /^ {2}\S/.test(line));
}

function helpOf(path) {
  const key = path.join(' ');
  if (!known.has(key)) {
    const [program, ...commands] = path;
    const { stdout } = spawnSync(executables[program], [...commands, '--help'], { encoding: 'utf8' });
    const options = section(stdout, 'Options').flatMap((line) => [...line.matchAll(/(?:^ {2}|, )(--?[\w?-]+)/g)]);
    const commandNames = section(stdout, 'Commands').map((line) => line.trim().split(/[ ,]/)[0]);
    known.set(key, { options: new Set(options.map(([, name]) => name)), commands: new Set(commandNames) });
  }
  return known.get(key);
}

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
