import { alertsTemplate, durationMs, logAlerts, metricAlerts } from '../alerts-defined.mjs';
import { at, lineOf } from '../bicep/nodes.mjs';
import { asRequests, asTraces, recordedLines } from '../log-lines.mjs';
import { logMessages } from '../log-messages.mjs';
import { parseQuery } from '../kql/parse.mjs';
import { compileQuery } from '../kql/run.mjs';
import { KqlError } from '../kql/tokens.mjs';
import { tableRows } from '../markdown.mjs';
import { finding } from './finding.mjs';

const rule = 'alert';
const minuteMs = 60_000;
// Recordings, each with a time of its own.
const troubles = ['trouble', 'downtimes', 'damage', 'storage'];
// Documentation of log search alerts: the frequencies and windows that can be set.
const frequencies = new Set([
  'PT1M',
  'PT5M',
  'PT10M',
  'PT15M',
  'PT30M',
  'PT1H',
  'PT2H',
  'PT3H',
  'PT4H',
  'PT5H',
  'PT6H',
  'P1D',
]);
const windows = new Set([...frequencies, 'PT45M', 'P2D']);
// Errors that no alert asks for, because another alert fires for the same.
const saidOtherwise = new Map([
  [101, 'the invocation fails, which function-failures counts'],
  [102, 'the invocation fails, which function-failures counts'],
  [104, 'the host that would pass the line on is gone; handler-restarts and stalled see it'],
  [201, 'one per problem, before a 203 that says the customer is refused'],
  [209, 'a 203 that says the customer is refused follows'],
]);
// Errors that an alert asks for beside others, and that no scene of record-log-lines.mjs can bring about.
const unrecorded = new Map([
  [209, 'nobody knows what causes it'],
  [801, 'Table storage must fail between two requests of one pass'],
  [803, 'Table storage must fail between two requests of one pass'],
  [804, 'comes once an hour'],
]);
const measurable = new Set(['int', 'long', 'real']);

/**
 * Every alert's query is one that Log Analytics would take, asks for messages and values that the code writes, fires over
 * the recorded lines of an installation in one kind of trouble, and is silent over those of a healthy one. Every message that
 * the code writes as an error is asked for.
 */
export function* alerts(project) {
  const { repository } = project;
  const { messages, unclear, repeated } = logMessages(repository);
  for (const { file, number, other } of repeated)
    yield finding(rule, file, 1, `${other} has a message ${number} too: alerts could not tell the two apart`);
  for (const { file, line } of unclear)
    yield finding(rule, file, line, 'write LoggerMessage(number, LogLevel.X, "template")');
  const lines = {
    troubles: troubles.map((name) => recordedLines(repository, name)),
    healthy: recordedLines(repository, 'healthy'),
  };
  const recorded = [...lines.troubles.flat(), ...lines.healthy];
  for (const { line, file, number } of recorded) {
    const template = messages.get(line.EventId)?.template;
    if (template !== line.State?.['{OriginalFormat}']) {
      yield finding(
        rule,
        file,
        number,
        `the code writes message ${line.EventId} otherwise now: run record-log-lines.mjs`,
      );
    }
  }

  yield* metrics(project);
  yield* explained(project);
  yield* actions(project);
  const names = new Set();
  const asked = new Set(saidOtherwise.keys());
  for (const alert of logAlerts(project)) {
    const problem = (message) => finding(rule, alertsTemplate, alert.line, `${alert.name}: ${message}`);
    if (names.has(alert.name)) yield problem('there are two of this name');
    names.add(alert.name);
    if (!(alert.severity >= 0 && alert.severity <= 4)) yield problem('severity must be 0 to 4');
    if (!frequencies.has(alert.frequency)) yield problem(`cannot run every ${alert.frequency}`);
    if (!windows.has(alert.window)) yield problem(`cannot look back ${alert.window}`);
    else if (durationMs(alert.window) < durationMs(alert.frequency)) yield problem('looks back less than it waits');
    if (alert.threshold === undefined) yield problem('the threshold is no number');
    yield* checkMessages(alert, messages, recorded, problem, asked);
    yield* checkQuery(alert, lines, problem);
  }
  for (const [number, { level, file }] of messages) {
    if ((level === 'Error' || level === 'Critical') && !asked.has(number)) {
      yield finding(rule, file, 1, `no alert asks for message ${number}, which is an error`);
    }
  }
}

// Documentation of the platform: metrics of Event Hubs namespaces.
const hubMetrics = new Set([
  'IncomingBytes',
  'IncomingMessages',
  'OutgoingMessages',
  'QuotaExceededErrors',
  'ServerErrors',
  'ThrottledRequests',
  'UserErrors',
]);

function* metrics(project) {
  for (const { metric, line } of metricAlerts(project)) {
    if (!hubMetrics.has(metric)) yield finding(rule, alertsTemplate, line, `Event Hubs has no metric ${metric}`);
  }
}

const documentation = 'docs/troubleshooting.md';

/** The page for operators has each alert, in the row of its severity. */
function* explained(project) {
  const rows = tableRows(project.repository.text(documentation), 'Severity');
  const written = rows.flatMap(({ cells, line }) =>
    cells[1].split(', ').map((name) => ({ key: `${cells[0]} ${name.replaceAll('`', '')}`, line })),
  );
  const defined = metricAlerts(project).concat(logAlerts(project));
  for (const { name, severity, line } of defined) {
    if (!written.some(({ key }) => key === `${severity} ${name}`)) {
      yield finding(rule, alertsTemplate, line, `${documentation} does not list ${name} under severity ${severity}`);
    }
  }
  for (const { key, line } of written) {
    if (!defined.some(({ name, severity }) => key === `${severity} ${name}`)) {
      yield finding(rule, documentation, line, `there is no alert ${key}`);
    }
  }
}

/** An alert that tells nobody is none. */
function* actions(project) {
  const template = project.templates.get(alertsTemplate);
  for (const symbol of ['logAlert', 'metricAlert']) {
    const told = at(template.find(symbol)?.body, 'properties', 'actions');
    if (!told?.text.includes('actionGroup.id')) {
      yield finding(rule, alertsTemplate, told ? lineOf(told) : 1, `${symbol} tells nobody: it needs the action group`);
    }
  }
}

/** The numbers of messages, and the values of them, that a query asks for. */
export function askedFor(query) {
  const numbers = new Set();
  const values = new Set();
  const isNumber = (node) => node?.kind === 'call' && node.arguments[0]?.key === 'EventId';
  const visit = (node) => {
    if (node === null || typeof node !== 'object') return;
    if (node.kind === 'compare' && isNumber(node.left)) numbers.add(node.right.value);
    if (node.kind === 'in' && isNumber(node.left)) for (const { value } of node.values) numbers.add(value);
    if (node.kind === 'member' && node.object.key === 'State') values.add(node.key);
    for (const child of Object.values(node)) visit(child);
  };
  visit(parseQuery(query));
  return { numbers, values };
}

function* checkMessages(alert, messages, recorded, problem, askedByAny) {
  let asked;
  try {
    asked = askedFor(alert.query);
  } catch (error) {
    if (!(error instanceof KqlError)) throw error;
    return; // reported by checkQuery
  }
  for (const number of asked.numbers) {
    askedByAny.add(number);
    const message = messages.get(number);
    if (!message?.written) {
      yield problem(`nothing writes message ${number}`);
      continue;
    }
    for (const value of asked.values) {
      if (!message.values.includes(value)) yield problem(`message ${number} has no value ${value}`);
    }
    if (!unrecorded.has(number) && !recorded.some(({ line }) => line.EventId === number))
      yield problem(`no line of message ${number} is recorded`);
  }
}

function* checkQuery(alert, lines, problem) {
  let query;
  try {
    query = compileQuery(alert.query);
  } catch (error) {
    if (!(error instanceof KqlError)) throw error;
    yield problem(error.message);
    return;
  }
  for (const column of alert.split) {
    if (!query.columns.has(column)) yield problem(`the answer has no column ${column} to split by`);
    else if (query.columns.get(column) === 'dynamic') yield problem(`${column} is dynamic: convert first`);
  }
  const measured = alert.measure !== '';
  if (measured && !measurable.has(query.columns.get(alert.measure))) {
    yield problem(`the answer has no number ${alert.measure}`);
    return;
  }

  const fires = (recorded, requests, afterMs) => {
    const traces = asTraces(recorded);
    const now = Math.max(...traces.map(({ TimeGenerated }) => TimeGenerated)) + afterMs;
    const inWindow = ({ TimeGenerated }) => TimeGenerated > now - durationMs(alert.window);
    const data = { AppTraces: traces.filter(inWindow), AppRequests: requests(now).filter(inWindow) };
    const rows = query.run(data, now);
    return measured ? rows.some((row) => row[alert.measure] > alert.threshold) : rows.length > alert.threshold;
  };
  const failing = (now) => asRequests(60, { success: false, time: now });
  const working = (now) => [
    ...asRequests(60, { success: true, time: now }),
    ...asRequests(2, { success: false, time: now }),
  ];
  // A minute after the last line, or, for what watches for silence, a good while after it.
  const firesInTrouble = lines.troubles.some((recorded) =>
    [1, 30].some((minutes) => fires(recorded, failing, minutes * minuteMs)),
  );
  if (!firesInTrouble) yield problem(`does not fire over tests/vectors/log-lines/${troubles.join(', ')}`);
  if (fires(lines.healthy, working, minuteMs)) yield problem('fires over tests/vectors/log-lines/healthy.jsonl');
}
