import { compileQuery } from '../kql/run.mjs';
import { KqlError } from '../kql/tokens.mjs';
import { asRequests, asTraces, recordedLines } from '../log-lines.mjs';
import { finding } from './finding.mjs';

const rule = 'workbook';
const path = 'infra-bicep/modules/workbook.json';

/** The workbook is JSON, and each of its queries has an answer over the recorded lines. */
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
  for (const { name, content } of items.filter(({ type }) => type === 3)) {
    try {
      const rows = compileQuery(content.query).run(data, now);
      if (rows.length === 0) yield finding(rule, path, 1, `${name}: no answer over the recorded lines`);
    } catch (error) {
      if (!(error instanceof KqlError)) throw error;
      yield finding(rule, path, 1, `${name}: ${error.message}`);
    }
  }
}
