// One program of the demo: started as a real process, ended with it.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export class Program {
  /** @param {string} name for messages @param {string} command @param {string[]} args */
  constructor(name, command, args, { env = {}, log } = {}) {
    this.name = name;
    this.tail = [];
    /** takes each line of its standard output */
    this.onLine = () => {};
    /** takes each line of its standard error */
    this.onErrorLine = () => {};
    this.child = spawn(command, args, {
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.child.stdin.on('error', () => {});
    this.ended = new Promise((resolve) => {
      this.child.on('error', (error) => resolve({ error }));
      this.child.on('close', (code, signal) => resolve({ code, signal }));
    });
    this.ready = new Promise((resolve, reject) => {
      createInterface({ input: this.child.stdout }).on('line', (line) => {
        log?.write(`[${name}] ${line}\n`);
        if (line.startsWith('{"ready":')) {
          resolve(JSON.parse(line));
        }
        this.onLine(line);
      });
      this.ended.then(({ error, code, signal }) =>
        reject(
          new Error(`${name} ended before it was ready (${error?.message ?? signal ?? code}):\n${this.tail.join('\n')}`),
        ),
      );
    });
    this.ready.catch(() => {});
    createInterface({ input: this.child.stderr }).on('line', (line) => {
      log?.write(`[${name}] ${line}\n`);
      this.onErrorLine(line);
      this.tail.push(line);
      if (this.tail.length > 20) {
        this.tail.shift();
      }
    });
  }

  /** Asks it to end, then insists. */
  async stop(graceMs = 10_000) {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill('SIGTERM');
      const insist = setTimeout(() => this.child.kill('SIGKILL'), graceMs);
      await this.ended;
      clearTimeout(insist);
    }
  }

  /** No warning, no grace. */
  async kill() {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}
