// Lines that the app wrote on its standard output, as rows of the tables that they become in Log Analytics.

const folder = 'tests/vectors/log-lines';

/** @returns {{line: object, text: string, file: string, number: number}[]} */
export function recordedLines(repository, name) {
  const file = `${folder}/${name}.jsonl`;
  return repository
    .text(file)
    .split('\n')
    .filter((text) => text !== '')
    .map((text, index) => ({ line: JSON.parse(text), text, file, number: index + 1 }));
}

/**
 * The host passes each line of standard output on as one trace of severity Information, its text unchanged.
 * @param {{shiftMs?: number, instance?: string}} options `shiftMs` moves the lines in time
 */
export function asTraces(lines, { shiftMs = 0, instance = 'instance-1' } = {}) {
  return lines.map(({ line, text }) => ({
    TimeGenerated: Date.parse(line.Timestamp) + shiftMs,
    Message: text,
    SeverityLevel: 1,
    Properties: { Category: 'Host.Function.Console' },
    AppRoleName: 'func-forwarder',
    AppRoleInstance: instance,
    ItemCount: 1,
  }));
}

/** Requests as the host reports one per invocation. */
export function asRequests(count, { success, time, name = 'ForwardEvents' }) {
  return Array.from({ length: count }, (_, index) => ({
    TimeGenerated: time - index * 1_000,
    Name: name,
    OperationName: name,
    Success: success,
    ResultCode: '0',
    DurationMs: 120,
    AppRoleInstance: 'instance-1',
    ItemCount: 1,
  }));
}
