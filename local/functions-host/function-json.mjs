import { readRetryPolicy } from './retry-policy.mjs';
import { parseSchedule } from './triggers/schedule.mjs';

/**
 * Reads one function.json (platform chapter 3). `%NAME%` comes from the settings.
 * @param {object} parts
 * @param {string} parts.name folder, and URL path at the handler
 * @param {Record<string, any>} parts.json
 * @param {Record<string, unknown> | undefined} parts.hostRetry `retry` of host.json, for functions without their own
 * @param {Record<string, string>} parts.settings
 * @param {(key: string, problem: string, remedy: string) => void} parts.report
 */
export function readFunction({ name, json, hostRetry, settings, report }) {
  const bindings = Array.isArray(json.bindings) ? json.bindings : [];
  const triggers = bindings.filter(({ type }) => /trigger$/i.test(type));
  const disabled = json.disabled === true || isDisabled(name, settings);
  if (triggers.length !== 1) {
    report('bindings', `has ${triggers.length} triggers`, 'give it exactly one');
    return { name, disabled, trigger: null, retry: null };
  }
  const [binding] = triggers;
  const reportBinding = (key, problem, remedy) =>
    report(`bindings.${binding.name ?? binding.type}.${key}`, problem, remedy);
  const context = {
    name,
    binding,
    bindings,
    settings,
    expand: expander(settings, reportBinding),
    report: reportBinding,
  };
  const read = { eventHubTrigger: readEventHub, timerTrigger: readTimer, httpTrigger: readHttp }[binding.type];
  if (!read)
    reportBinding(
      'type',
      `${binding.type} is not supported by the local host`,
      'use an Event Hubs, timer or HTTP trigger',
    );
  if (typeof binding.name !== 'string' || binding.name === '') reportBinding('name', 'is missing', 'name the binding');
  const retryJson = binding.type === 'httpTrigger' ? undefined : (json.retry ?? hostRetry);
  return {
    name,
    disabled,
    trigger: read ? { type: binding.type, bindingName: binding.name, ...read(context) } : null,
    retry: retryJson === undefined ? null : readRetryPolicy(retryJson, report),
  };
}

function isDisabled(name, settings) {
  const value = settings[`AzureWebJobs.${name}.Disabled`] ?? settings[`AzureWebJobs_${name}_Disabled`] ?? 'false';
  return /^(1|true)$/i.test(value);
}

function expander(settings, report) {
  return (key, text) =>
    String(text).replace(/%([^%]+)%/g, (_, name) => {
      if (settings[name] === undefined) report(key, `%${name}% is not a setting`, `add ${name} to the local settings`);
      return settings[name] ?? '';
    });
}

function readEventHub({ binding, settings, expand, report }) {
  if (binding.cardinality !== 'many') {
    report(
      'cardinality',
      `is ${JSON.stringify(binding.cardinality) ?? 'missing, which means one'}`,
      'set it to "many"',
    );
  }
  if (binding.dataType !== 'binary' && binding.dataType !== 'string') {
    report('dataType', `is ${JSON.stringify(binding.dataType) ?? 'missing'}`, 'set it to "binary" (or "string")');
  }
  const connectionString = settings[binding.connection] ?? '';
  const parts = connectionParts(connectionString);
  if (settings[`${binding.connection}__fullyQualifiedNamespace`] !== undefined && connectionString === '') {
    report('connection', `${binding.connection} uses an identity`, `give a connection string in ${binding.connection}`);
  } else if (!parts.endpoint || !parts.sharedaccesskeyname || !parts.sharedaccesskey) {
    report(
      'connection',
      `setting ${binding.connection} is no connection string`,
      'give Endpoint, SharedAccessKeyName and SharedAccessKey',
    );
  }
  const eventHub = parts.entitypath ?? expand('eventHubName', binding.eventHubName ?? '');
  if (eventHub === '') report('eventHubName', 'is empty', 'name the hub');
  return {
    dataType: binding.dataType,
    eventHub,
    consumerGroup: expand('consumerGroup', binding.consumerGroup ?? '$Default'),
    connectionString,
  };
}

/** Members of a connection string by lower-case name; the key's own `=` stay in its value. */
function connectionParts(text) {
  const pairs = text.split(';').filter((part) => part.includes('='));
  return Object.fromEntries(
    pairs.map((part) => [part.split('=', 1)[0].toLowerCase(), part.slice(part.indexOf('=') + 1)]),
  );
}

function readTimer({ binding, expand, report }) {
  const text = expand('schedule', binding.schedule ?? '');
  const schedule = parseSchedule(text);
  if (schedule === null) {
    report('schedule', `"${text}" is no schedule`, 'give six fields, seconds first ("0 */5 * * * *"), or "hh:mm:ss"');
  }
  return {
    schedule,
    useMonitor: (binding.useMonitor ?? true) && (schedule?.isMonitorable ?? false),
    runOnStartup: binding.runOnStartup ?? false,
  };
}

function readHttp({ name, binding, bindings, expand, report }) {
  const authLevel = (binding.authLevel ?? 'function').toLowerCase();
  if (!['anonymous', 'function', 'admin'].includes(authLevel)) {
    report('authLevel', `"${authLevel}" is unknown`, 'use "anonymous", "function" or "admin"');
  }
  const output = bindings.find(({ type, direction }) => type === 'http' && direction === 'out');
  return {
    authLevel,
    methods: binding.methods?.map((method) => method.toLowerCase()) ?? null,
    route: expand('route', binding.route ?? name),
    outputName: output?.name ?? null,
  };
}
