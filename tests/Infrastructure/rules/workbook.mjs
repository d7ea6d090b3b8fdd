import { compileQuery } from '../kql/run.mjs';
import { KqlError } from '../kql/tokens.mjs';
import { asRequests, asTraces, recordedLines } from '../log-lines.mjs';
import { logMessages } from '../log-messages.mjs';
import { askedFor } from './alerts.mjs';
import { finding } from './finding.mjs';

const rule = 'workbook';
const path = 'infra-bicep/modules/workbook.json';

/** The workbook is JSON; each of its queries asks for values that messages have, and has an answer over the recorded lines. */
export function* workbook(project) {
  let items;
  try {
    ({ items } = JSON.parse(project.repository.text(path)));
  } catch (error) {
    yield finding(rule, path, 1, error.message);
    return;
  }
  const traces = ['trouble', 'healthy'].flatMap((name) => asTraces(recordedLines(project.repository, name)));
  const now = Math.max(...traces.map(({ TimeGenerated }) => TimeGenerated));
  const data = { AppTraces: traces, AppRequests: asRequests(3, { success: false, time: now }) };
  const { messages } = logMessages(project.repository);
  for (const { name, content } of items.filter(({ type }) => type === 3)) {
    try {
      const rows = compileQuery(content.query).run(data, now);
      const { numbers, values } = askedFor(content.query);
      for (const number of numbers) {
        for (const value of values) {
          if (!messages.get(number)?.values.includes(value))
            yield finding(rule, path, 1, `${name}: message ${number} has no value ${value}`);
        }
      }
      if (rows.length === 0) yield finding(rule, path, 1, `${name}: no answer over the recorded lines`);
    } catch (error) {
      if (!(error instanceof KqlError)) throw error;
      yield finding(rule, path, 1, `${name}: ${error.message}`);
    }
  }
}
