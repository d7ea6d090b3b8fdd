// A connector's parameters belong to the agent (whether an event leaves) or to the functions (how it reaches Canopsis);
// the agent's own catalogue says which.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { repository } from './cloud.mjs';

/** Splits an object of parameters by their owner. */
export function splitParameters(parameters) {
  if (Object.keys(parameters).length === 0) {
    return { agent: {}, functions: {} };
  }
  const agent = path.join(repository, 'agent/bin/Release/net10.0/canopsis-agent');
  const catalogue = execFileSync(agent, ['parameters', '--json'], { encoding: 'utf8' }).trim().split('\n').map((line) => JSON.parse(line));
  const owners = new Map(catalogue.flatMap(({ name, aliases, owner }) => [name, ...aliases].map((known) => [known, owner])));
  const split = { agent: {}, functions: {} };
  for (const [name, value] of Object.entries(parameters)) {
    split[owners.get(name) === 'Functions' ? 'functions' : 'agent'][name] = value;
  }
  return split;
}
