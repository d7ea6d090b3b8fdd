import { existsSync } from 'node:fs';
import path from 'node:path';
import { timeSpanMs } from './time-span.mjs';

/**
 * Reads what this host uses of host.json (platform chapters 1.1 and 2); defaults are the real host's.
 * @param {object} parts
 * @param {Record<string, any>} parts.json
 * @param {string} parts.root script root, absolute
 * @param {Record<string, string>} parts.settings
 * @param {(key: string, problem: string, remedy: string) => void} parts.report
 */
export function readHostJson({ json, root, settings, report }) {
  const read = reader(json, report);
  if (json.version !== '2.0') report('version', `is ${JSON.stringify(json.version) ?? 'missing'}`, 'set it to "2.0"');
  for (const mode of ['enableForwardingHttpRequest', 'enableProxyingHttpRequest']) {
    if (read.value(`customHandler.${mode}`) === true) {
      report(`customHandler.${mode}`, 'is not supported by the local host', 'remove it: the default mode checks keys');
    }
  }
  const hub = 'extensions.eventHubs';
  const offsetType = read.value(`${hub}.initialOffsetOptions.type`) ?? 'fromStart';
  const enqueuedTimeUtc = read.value(`${hub}.initialOffsetOptions.enqueuedTimeUtc`);
  if (!['fromStart', 'fromEnd', 'fromEnqueuedTime'].includes(offsetType)) {
    report(`${hub}.initialOffsetOptions.type`, `${JSON.stringify(offsetType)} is unknown`, 'use "fromStart"');
  } else if (offsetType === 'fromEnqueuedTime' && Number.isNaN(Date.parse(enqueuedTimeUtc))) {
    report(`${hub}.initialOffsetOptions.enqueuedTimeUtc`, 'is no time', 'write it as "2026-03-02T10:15:30Z"');
  }
  return {
    worker: readWorker({ read, root, settings, report }),
    initializationMs: read.duration('customHandler.initializationTimeout', 30_000),
    functionTimeoutMs:
      json.functionTimeout === '-1' || json.functionTimeout === -1
        ? Infinity
        : read.duration('functionTimeout', 1_800_000),
    routePrefix: read.value('extensions.http.routePrefix') ?? 'api',
    eventHubs: {
      maxEventBatchSize: read.count(`${hub}.maxEventBatchSize`, 100),
      prefetchCount: read.count(`${hub}.prefetchCount`, 300),
      batchCheckpointFrequency: read.count(`${hub}.batchCheckpointFrequency`, 1),
      initialOffset: { type: offsetType, enqueuedTimeUtc },
      loadBalancingMs: read.duration(`${hub}.loadBalancingUpdateInterval`, 30_000),
      ownershipExpirationMs: read.duration(`${hub}.partitionOwnershipExpirationInterval`, 120_000),
    },
  };
}

function readWorker({ read, root, settings, report }) {
  const key = 'customHandler.description';
  const expand = (text) => String(text).replace(/%([^%]+)%/g, (_, name) => settings[name] ?? '');
  const command = expand(read.value(`${key}.defaultExecutablePath`) ?? '');
  const handlerArguments = read.value(`${key}.arguments`) ?? [];
  if (command === '') report(`${key}.defaultExecutablePath`, 'is missing', 'name the executable in the script root');
  if (!Array.isArray(handlerArguments)) report(`${key}.arguments`, 'is not an array', 'write ["argument", …]');
  const inRoot = path.resolve(root, command);
  return {
    executable: existsSync(inRoot) ? inRoot : command,
    // Joined without quoting and split again, as the host does: an argument with a blank becomes two.
    commandArguments: splitCommandLine([handlerArguments].flat().map(expand).join(' ')),
    workingDirectory: path.resolve(root, expand(read.value(`${key}.workingDirectory`) ?? '')),
    port: read.value('customHandler.port') === undefined ? null : read.count('customHandler.port', 0),
  };
}

const splitCommandLine = (line) =>
  [...line.matchAll(/(?:"[^"]*"|[^\s"])+/g)].map(([argument]) => argument.replaceAll('"', ''));

function reader(json, report) {
  const value = (key) => key.split('.').reduce((object, name) => object?.[name], json);
  return {
    value,
    count(key, fallback) {
      const found = value(key) ?? fallback;
      if (!Number.isInteger(found) || found < 1)
        report(key, `${JSON.stringify(found)} is no count`, 'use a whole number above 0');
      return found;
    },
    duration(key, fallback) {
      const found = value(key);
      if (found === undefined) return fallback;
      const ms = timeSpanMs(found);
      if (ms === null || ms === 0) report(key, `${JSON.stringify(found)} is no duration`, 'write it as "hh:mm:ss"');
      return ms;
    },
  };
}
