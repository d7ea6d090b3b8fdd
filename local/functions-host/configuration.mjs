import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError, ConfigurationErrors } from './configuration-error.mjs';
import { readFunction } from './function-json.mjs';
import { readHostJson } from './host-json.mjs';

/**
 * @typedef {object} Configuration everything a script root says
 * @property {string} scriptRoot absolute
 * @property {Record<string, string>} settings environment and local settings together
 * @property {string[]} overridden names in the settings file that the environment overrides
 * @property {ReturnType<typeof readHostJson>} host
 * @property {Array<ReturnType<typeof readFunction>>} functions enabled ones, by name
 */

/**
 * Reads host.json, the local settings and every function.json (platform chapters 1.1, 2 and 3).
 * @param {object} where
 * @param {string} where.scriptRoot
 * @param {string} [where.settingsFile] instead of local.settings.json of the script root; wins over the environment
 * @param {Record<string, string | undefined>} where.environment wins over local.settings.json, as with `func start`
 * @returns {Configuration}
 * @throws {ConfigurationErrors} with everything that is wrong
 */
export function readConfiguration({ scriptRoot, settingsFile, environment }) {
  const root = path.resolve(scriptRoot);
  const errors = [];
  const reporter = (file) => (key, problem, remedy) => errors.push(new ConfigurationError(file, key, problem, remedy));

  const localSettings = path.resolve(settingsFile ?? path.join(root, 'local.settings.json'));
  const fileSettings = readSettings(localSettings, reporter(localSettings));
  const settings =
    settingsFile === undefined ? { ...fileSettings, ...environment } : { ...environment, ...fileSettings };
  const overridden = Object.keys(fileSettings).filter((name) => settings[name] !== fileSettings[name]);
  if (settings.FUNCTIONS_WORKER_RUNTIME !== 'custom') {
    const found = JSON.stringify(settings.FUNCTIONS_WORKER_RUNTIME) ?? 'missing';
    reporter(localSettings)('Values.FUNCTIONS_WORKER_RUNTIME', `is ${found}`, 'set it to "custom"');
  }
  const hostJson = readObject(path.join(root, 'host.json'), reporter('host.json'), 'is the script root built?');
  const host = hostJson && readHostJson({ json: hostJson, root, settings, report: reporter('host.json') });
  const functions = functionFolders(root).flatMap((name) => {
    const file = `${name}/function.json`;
    const json = readObject(path.join(root, file), reporter(file), 'repair the file');
    return json ? [readFunction({ name, json, hostRetry: hostJson?.retry, settings, report: reporter(file) })] : [];
  });
  if (hostJson && functions.length === 0 && errors.length === 0) {
    reporter(root)('', 'has no folder with a function.json', 'build the script root first');
  }
  const enabled = functions.filter(({ disabled }) => !disabled);
  if (!settings.AzureWebJobsStorage && enabled.some(({ trigger }) => trigger?.dataType || trigger?.useMonitor)) {
    reporter(localSettings)(
      'Values.AzureWebJobsStorage',
      'is missing',
      'set it to "UseDevelopmentStorage=true" (Azurite)',
    );
  }
  if (errors.length > 0) throw new ConfigurationErrors(errors);
  return { scriptRoot: root, settings, overridden, host, functions: enabled };
}

function readSettings(file, report) {
  const json = readObject(file, report, 'copy local.settings.sample.json to it or name another one with --settings');
  if (json?.IsEncrypted === true)
    report('IsEncrypted', 'encrypted settings cannot be read', 'run `func settings decrypt`');
  const values = json?.Values ?? {};
  for (const [name, value] of Object.entries(values)) {
    if (typeof value !== 'string') report(`Values.${name}`, 'is not a text', 'put the value between quotes');
  }
  return values;
}

function readObject(file, report, remedy) {
  let content;
  try {
    content = readFileSync(file, 'utf8').replace(/^\ufeff/, '');
  } catch (error) {
    report('', `${file} cannot be read (${error.code})`, remedy);
    return null;
  }
  try {
    const json = JSON.parse(content);
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json;
    report('', 'is not a JSON object', 'repair the file');
  } catch (error) {
    report('', `is not JSON (${error.message})`, 'repair the file');
  }
  return null;
}

function functionFolders(root) {
  if (!existsSync(root)) return []; // reported as a missing host.json
  return readdirSync(root)
    .filter((name) => existsSync(path.join(root, name, 'function.json')))
    .sort();
}
