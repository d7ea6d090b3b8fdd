// What ./demo can be asked for.
import { parseArgs } from 'node:util';

export const help = `./demo plays a recorded session of Centreon Broker through the whole product on this machine.

  --events N          N status events (at most 1,000,000) over a synthetic estate, filters open: all must be delivered
  --hosts H           hosts of that estate (default 50)
  --rtt MS            latency of every answer of the Canopsis simulator
  --capture FILE      another recorded session (default: local/samples)
  --parameters FILE   JSON object of connector parameters, for the agent and the functions
  --requests FILE     writes what arrived at Canopsis: one event per line, with its order
  --kill-agent        kills the edge agent (SIGKILL) in the middle and starts it again
  --func              uses Azure Functions Core Tools (func) instead of the local functions host
  --keep              leaves everything running and prints the addresses
  --json              prints only the last line

The last line is JSON. The exit code is 0 only when nothing was lost.`;

/** Reads the command line; throws an Error with a remedy when it is wrong. */
export function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      events: { type: 'string' },
      hosts: { type: 'string', default: '50' },
      rtt: { type: 'string', default: '0' },
      capture: { type: 'string' },
      parameters: { type: 'string' },
      requests: { type: 'string' },
      'kill-agent': { type: 'boolean', default: false },
      func: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values['kill-agent'] && values.events === undefined) {
    throw new Error('--kill-agent goes with --events N: a recorded session is over too soon.');
  }
  return {
    ...values,
    events: values.events === undefined ? undefined : wholeNumber('--events', values.events, 1, 1_000_000),
    hosts: wholeNumber('--hosts', values.hosts, 1, 100_000),
    rtt: wholeNumber('--rtt', values.rtt, 0, 60_000),
    killAgent: values['kill-agent'],
  };
}

function wholeNumber(name, text, least, most) {
  const number = Number(text);
  if (!Number.isInteger(number) || number < least || number > most) {
    throw new Error(`${name} ${text}: write a whole number from ${least} to ${most}.`);
  }
  return number;
}
