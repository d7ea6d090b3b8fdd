// Starts a program of the local cloud and waits until it is ready; for tests and for whoever composes the programs.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/**
 * @param {string} file the program, a Node script
 * @param {string[]} args
 * @returns {Promise<{ready: object, child: import('node:child_process').ChildProcess, stderr: () => string,
 *   stop: (signal?: NodeJS.Signals) => Promise<number | null>}>} `ready`: what its ready line says
 */
export async function startProgram(file, args) {
  const child = spawn(process.execPath, [file, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const firstLine = once(createInterface({ input: child.stdout }), 'line');
  const [line] = await Promise.race([firstLine, exited.then(() => [])]);
  if (line === undefined) throw new Error(`${file} ended before it was ready: ${stderr}`);
  return {
    ready: JSON.parse(line),
    child,
    stderr: () => stderr,
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      const [code] = await exited;
      return code;
    },
  };
}
