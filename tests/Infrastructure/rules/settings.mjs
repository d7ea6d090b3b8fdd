import { lineOf, propertiesOf } from '../bicep/nodes.mjs';
import { settingsReadByCode, settingsReadByTriggers } from '../settings-read.mjs';
import { tableRows } from '../markdown.mjs';
import { finding } from './finding.mjs';

const rule = 'setting';
const documentation = 'docs/deploy.md';

// Read by the Functions host itself (platform documentation: app settings reference, identity-based connections).
const hostSettings = new Set([
  'APPLICATIONINSIGHTS_AUTHENTICATION_STRING',
  'APPLICATIONINSIGHTS_CONNECTION_STRING',
  'AzureWebJobsStorage__accountName',
  'AzureWebJobsStorage__clientId',
  'AzureWebJobsStorage__credential',
  // by the .NET runtime when the handler starts
  'DOTNET_EnableWriteXorExecute',
]);

// Refused or ignored on Flex Consumption (documentation of the plan: deprecated properties and settings).
const forbidden = new Set([
  'ENABLE_ORYX_BUILD',
  'FUNCTIONS_EXTENSION_VERSION',
  'FUNCTIONS_WORKER_RUNTIME',
  'FUNCTIONS_WORKER_RUNTIME_VERSION',
  'SCM_DO_BUILD_DURING_DEPLOYMENT',
  'WEBSITE_CONTENTAZUREFILECONNECTIONSTRING',
  'WEBSITE_CONTENTSHARE',
  'WEBSITE_RUN_FROM_PACKAGE',
  'WEBSITE_TIME_ZONE',
]);

/**
 * The app settings of the template are exactly those that code, triggers and host read. What the code reads and the
 * template leaves out stands in the table of docs/deploy.md with the reason.
 */
export function* settings(project) {
  const { repository } = project;
  const { names: readByCode, unclear } = settingsReadByCode(repository);
  for (const { file, line, expression } of unclear) {
    yield finding(rule, file, line, `which setting is ${expression}? Name it by a constant or a literal`);
  }
  const readByTriggers = settingsReadByTriggers(repository);
  const documented = new Map(
    tableRows(repository.text(documentation), 'Setting').map(({ cells, line }) => [
      cells[0].replaceAll('`', ''),
      { setByTemplate: cells[1] === 'template', line },
    ]),
  );
  const set = new Map();
  for (const { template, resource } of project.resources()) {
    if (resource.typeName !== 'Microsoft.Web/sites/config') continue;
    for (const [name, value] of propertiesOf(propertiesOf(resource.body).get('properties'))) {
      set.set(name, { file: template.path, line: lineOf(value) });
    }
  }

  for (const [name, { file, line }] of set) {
    if (forbidden.has(name)) yield finding(rule, file, line, `${name} must not be set on Flex Consumption`);
    if (!/^[A-Za-z0-9_.]+$/.test(name)) yield finding(rule, file, line, `${name} is no name of a setting on Linux`);
    if (!readByCode.has(name) && !readByTriggers.has(name) && !hostSettings.has(name)) {
      yield finding(rule, file, line, `nothing reads the setting ${name}`);
    }
    if (documented.get(name)?.setByTemplate !== true) {
      yield finding(rule, file, line, `${name} is set, but ${documentation} does not list it as set by the template`);
    }
  }
  for (const [name, file] of [...readByCode, ...readByTriggers]) {
    if (set.has(name) || documented.get(name)?.setByTemplate === false) continue;
    yield finding(rule, file, 1, `the setting ${name} is read, but the template does not set it`);
  }
  for (const name of hostSettings) {
    if (!set.has(name)) yield finding(rule, 'infra-bicep/modules/app.bicep', 1, `the host needs the setting ${name}`);
  }
  for (const [name, { line }] of documented) {
    const known = readByCode.has(name) || readByTriggers.has(name) || hostSettings.has(name);
    if (!known) yield finding(rule, documentation, line, `nothing reads the setting ${name}`);
  }
}
