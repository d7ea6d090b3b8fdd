// Starts the Event Hubs stand-in:
//   node main.mjs [--amqp-port 5672] [--http-port 8090] [--hub events] [--partitions 4] [--consumer-group fn]…
//                 [--log DIR] [--max-bytes N] [--key NAME=KEY[:send|listen|manage[,…]]]… [--exit-with-stdin]
// A key given for a policy replaces that policy's well-known one; two for the same name are primary and secondary.

import { parseArgs } from 'node:util';
import { defaultKeys, startEventHubs } from './event-hubs.mjs';
import { rights } from './key-ring.mjs';
import { runProgram } from '../program.mjs';

const text = { type: 'string' };
const several = { type: 'string', multiple: true };
const options = {
  'amqp-port': { ...text, default: '5672' },
  'http-port': { ...text, default: '8090' },
  hub: { ...text, default: 'events' },
  partitions: { ...text, default: '4' },
  'consumer-group': { ...several, default: ['fn'] },
  log: text,
  'max-bytes': text,
  key: { ...several, default: [] },
  'exit-with-stdin': { type: 'boolean', default: false },
};

await runProgram('event-hubs', async () => {
  const { values } = parseArgs({ options });
  const { amqpPort, httpPort, close } = await startEventHubs({
    amqpPort: wholeNumber(values, 'amqp-port', 0, 65_535),
    httpPort: wholeNumber(values, 'http-port', 0, 65_535),
    hub: values.hub,
    partitions: wholeNumber(values, 'partitions', 1, 32),
    consumerGroups: values['consumer-group'],
    keys: readKeys(values.key),
    logDirectory: values.log,
    maxBytes: values['max-bytes'] && wholeNumber(values, 'max-bytes', 1, 2 ** 40),
  });
  return { ready: { amqpPort, httpPort }, close, exitWithStdin: values['exit-with-stdin'] };
});

function wholeNumber(values, name, least, most) {
  const number = Number(values[name]);
  if (/^\d+$/.test(values[name]) && number >= least && number <= most) return number;
  throw new Error(`--${name} must be a whole number from ${least} to ${most}`);
}

function readKeys(texts) {
  const given = texts.map((argument) => {
    const match = /^([^=]+)=(.+?)(?::((?:send|listen|manage)(?:,(?:send|listen|manage))*))?$/.exec(argument);
    if (!match) throw new Error('--key must be NAME=KEY or NAME=KEY:send');
    return { name: match[1], key: match[2], rights: match[3]?.split(',') ?? rights };
  });
  return [...defaultKeys.filter(({ name }) => !given.some((key) => key.name === name)), ...given];
}
