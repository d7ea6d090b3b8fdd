import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { accessSync, chmodSync, constants, statSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

const maximumErrors = 3;
const intentionalRestart = 200;

/**
 * The handler's process: started, probed, restarted and ended by the rules of platform chapters 1.1 and 12.
 *
 * States: `starting` → `ready` → (`starting` again after a restart), `ended` after exit code 0 of a ready handler
 * (it is not restarted, invocations fail), `stopped` at the end.
 */
export class WorkerProcess {
  #description;
  #scriptRoot;
  #environment;
  #client;
  #limits;
  #log;
  #onFatal;
  #child = null;
  #waiting = [];
  #killedOnPurpose = false;
  #initialization = null;
  #lastErrorAt = -Infinity;
  #errors = 0;

  state = 'starting';
  restarts = 0;
  port = 0;

  /**
   * @param {object} parts
   * @param {{executable: string, commandArguments: string[], workingDirectory: string, port: number | null}}
   *   parts.description
   * @param {string} parts.scriptRoot
   * @param {Record<string, string>} parts.environment all settings
   * @param {import('./worker-client.mjs').WorkerClient} parts.client
   * @param {{initializationMs: number, probeIntervalMs: number, quietGapMs: number}} parts.limits
   * @param {(message: string) => void} parts.log
   * @param {(reason: string) => void} parts.onFatal the host must stop itself
   */
  constructor({ description, scriptRoot, environment, client, limits, log, onFatal }) {
    this.#description = description;
    this.#scriptRoot = scriptRoot;
    this.#environment = environment;
    this.#client = client;
    this.#limits = limits;
    this.#log = log;
    this.#onFatal = onFatal;
  }

  get pid() {
    return this.#child?.pid ?? null;
  }

  get errors() {
    return this.#errors;
  }

  async start() {
    this.port = this.#description.port ?? (await freePort());
    if (this.state !== 'stopped') this.#launch();
  }

  /** Resolves when the handler listens, or has ended for good; the port stays the same over restarts. */
  whenReady() {
    if (this.state !== 'starting') return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** After functionTimeout: kill -9 and start again, not counted as an error. */
  restart() {
    if (this.state === 'stopped') return;
    if (this.#hasExited()) {
      this.#relaunch();
    } else {
      this.#killedOnPurpose = true;
      this.state = 'starting'; // further invocations wait for the next process
      this.kill();
    }
  }

  /** kill -9 of the handler and of what it started. The exit is then judged by the rules. */
  kill() {
    if (this.#child === null || this.#hasExited()) return;
    try {
      process.kill(-this.#child.pid, 'SIGKILL');
    } catch (error) {
      if (error.code !== 'ESRCH') throw error; // it has just ended by itself
    }
  }

  /** Ends the handler without a signal it could see, and leaves nothing behind. */
  async stop() {
    this.state = 'stopped';
    clearTimeout(this.#initialization);
    this.#releaseWaiting();
    if (this.#child === null || this.#hasExited()) return;
    const exited = new Promise((resolve) => this.#child.once('exit', resolve));
    this.kill();
    await exited;
  }

  #launch() {
    const { executable, commandArguments, workingDirectory } = this.#description;
    this.state = 'starting';
    const workerId = randomUUID();
    makeExecutable(executable, this.#log);
    const child = spawn(executable, commandArguments, {
      cwd: workingDirectory,
      detached: true, // its own process group: a Ctrl-C of the terminal is not for the handler
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...this.#environment,
        FUNCTIONS_CUSTOMHANDLER_PORT: String(this.port),
        FUNCTIONS_CUSTOMHANDLER_WORKER_ID: workerId,
        FUNCTIONS_HTTPWORKER_PORT: String(this.port),
        FUNCTIONS_HTTPWORKER_ID: workerId,
        FUNCTIONS_APP_ROOT_PATH: this.#scriptRoot,
      },
    });
    this.#child = child;
    createInterface({ input: child.stdout }).on('line', (line) => this.#log(line, 'handler'));
    createInterface({ input: child.stderr }).on('line', (line) => this.#log(line, 'handler stderr'));
    child.on('error', (error) => this.#cannotStart(error));
    child.on('exit', (code, signal) => this.#onExit(child, code, signal));
    this.#initialization = setTimeout(() => this.#onInitializationTimeout(child), this.#limits.initializationMs);
    if (child.pid !== undefined) void this.#awaitListening(child);
  }

  #cannotStart(error) {
    this.#onFatal(
      `host.json: customHandler.description.defaultExecutablePath: ${this.#description.executable} cannot be started ` +
        `(${error.code ?? error.message}). Build the script root, or correct the path.`,
    );
  }

  /** Only a refused connection means "not yet". A closed one is tried once more; a slow answer is not cut. */
  async #awaitListening(child) {
    let closedBefore = false;
    while (this.#isStarting(child)) {
      try {
        await this.#client.probe(this.port, () => clearTimeout(this.#initialization));
        break;
      } catch (error) {
        if (error.kind === 'closed' && !closedBefore) closedBefore = true;
        else if (error.kind !== 'refused') break;
      }
      await delay(this.#limits.probeIntervalMs);
    }
    if (!this.#isStarting(child) || this.#hasExited()) return;
    clearTimeout(this.#initialization);
    this.state = 'ready';
    this.#log(`handler ${child.pid} listens on 127.0.0.1:${this.port}`);
    this.#releaseWaiting();
  }

  #isStarting(child) {
    return this.state === 'starting' && child === this.#child;
  }

  #hasExited() {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  #releaseWaiting() {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #onInitializationTimeout(child) {
    if (!this.#isStarting(child)) return;
    this.#log(`handler ${child.pid} did not listen within ${this.#limits.initializationMs} ms`);
    if (this.#hasExited()) {
      this.#countErrorAndRelaunch();
    } else {
      this.kill(); // its exit counts
    }
  }

  #onExit(child, code, signal) {
    if (this.state === 'stopped') return;
    this.#log(`handler ${child.pid} ended with ${signal ?? `code ${code}`}`);
    if (this.#killedOnPurpose) {
      this.#killedOnPurpose = false;
      this.#relaunch();
    } else if (code === intentionalRestart) {
      this.#relaunch();
    } else if (code !== 0) {
      this.#countErrorAndRelaunch();
    } else if (this.state === 'ready') {
      this.state = 'ended';
      this.#log('exit code 0 means a normal end: the handler is not restarted, every further invocation fails');
    }
    // Exit code 0 before readiness is noticed by the initialization time-out only.
  }

  #countErrorAndRelaunch() {
    const now = performance.now();
    if (now - this.#lastErrorAt > this.#limits.quietGapMs) this.#errors = 0;
    this.#lastErrorAt = now;
    this.#errors++;
    if (this.#errors >= maximumErrors) {
      clearTimeout(this.#initialization);
      this.#onFatal(`the handler failed ${this.#errors} times; see its lines above`);
    } else {
      this.#relaunch();
    }
  }

  #relaunch() {
    clearTimeout(this.#initialization);
    this.restarts++;
    this.#launch();
  }
}

function makeExecutable(executable, log) {
  if (!path.isAbsolute(executable)) return; // a command on PATH
  try {
    accessSync(executable, constants.X_OK);
  } catch {
    try {
      chmodSync(executable, statSync(executable).mode | 0o111);
    } catch (error) {
      log(`${executable} cannot be made executable: ${error.message}`);
    }
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
