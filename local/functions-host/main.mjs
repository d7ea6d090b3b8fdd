// Starts a built script root as the Azure Functions host does, and drives it. See README.md beside this file.
import { parseArgs } from 'node:util';
import { ConfigurationError, ConfigurationErrors } from './configuration-error.mjs';
import { readConfiguration } from './configuration.mjs';
import { FunctionsHost } from './host.mjs';
import { generateKeys, readKeys } from './triggers/keys.mjs';

const usage =
  'usage: node main.mjs --script-root DIR [--settings FILE] [--port 7071] [--keys FILE] [--time-scale 1]\n' +
  '                     [--exit-with-stdin]';

const log = (line, source = 'host') => process.stderr.write(`[${source}] ${line}\n`);

function quit(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      'script-root': { type: 'string' },
      settings: { type: 'string' },
      port: { type: 'string', default: '7071' },
      keys: { type: 'string' },
      'time-scale': { type: 'string', default: '1' },
      'exit-with-stdin': { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port);
  const timeScale = Number(values['time-scale']);
  if (!values['script-root']) throw new TypeError('--script-root is missing');
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new TypeError('--port is no port number');
  if (!(timeScale > 0)) throw new TypeError('--time-scale is no number above 0');
  return { ...values, port, timeScale };
}

let options;
try {
  options = readOptions();
} catch (error) {
  quit(`${error.message}\n${usage}`);
}

let configuration;
let keys;
try {
  configuration = readConfiguration({
    scriptRoot: options['script-root'],
    settingsFile: options.settings,
    environment: process.env,
  });
  keys = options.keys === undefined ? generateKeys() : readKeys(options.keys);
} catch (error) {
  if (error instanceof ConfigurationErrors || error instanceof ConfigurationError) quit(error.message);
  throw error;
}
for (const name of configuration.overridden) log(`setting ${name} is taken from the environment, not from the file`);

let stopping = false;
const host = new FunctionsHost({ configuration, keys, timeScale: options.timeScale, log, onFatal });

async function stop(code) {
  if (stopping) process.exit(code); // asked twice: at once
  stopping = true;
  await host.stop();
  process.exit(code);
}

function onFatal(reason) {
  log(`stops: ${reason}`);
  if (!stopping) void stop(1);
}

process.on('exit', () => host.killHandler());
process.on('SIGTERM', () => void stop(0));
process.on('SIGINT', () => void stop(0));
if (options['exit-with-stdin']) process.stdin.on('close', () => void stop(0)).resume();

try {
  const url = await host.start(options.port);
  const functions = configuration.functions.map(({ name }) => name);
  if (!stopping) process.stdout.write(`${JSON.stringify({ ready: 'functions-host', url, functions, ...keys })}\n`);
} catch (error) {
  if (!stopping) {
    log(error.code === 'EADDRINUSE' ? `port ${options.port} is in use; choose another one with --port` : error.stack);
    await stop(1);
  }
}
