/**
 * What the host makes of a handler's answer (platform chapters 1.6 and 12).
 *
 * `{verdict: 'success', outputs, logs, returnValue}` (each undefined when absent),
 * `{verdict: 'hang'}`: no result before functionTimeout, or `{verdict: 'failure', failure}`.
 *
 * @param {{status: number, reason: string, headers: Array<[string, string]>, body: Buffer}} answer
 */
export function judgeAnswer(answer) {
  if (answer.status < 200 || answer.status > 299) {
    return failure({ kind: 'status', status: answer.status, reason: answer.reason });
  }
  const body = answer.body.toString('utf8');
  if (body === '') return { verdict: 'hang' };

  const contentType = answer.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  const mediaType = (contentType ?? 'application/octet-stream').split(';')[0].trim();
  if (!/^(application|text)\/json$/i.test(mediaType)) {
    return failure({ kind: 'unreadable', answer, cause: { kind: 'mediaType', mediaType, contentType } });
  }
  if (body.trim() === '') return { verdict: 'hang' };

  let value;
  try {
    value = JSON.parse(body);
  } catch (error) {
    return failure({ kind: 'unreadable', answer, cause: { kind: 'syntax', message: error.message } });
  }
  return value === null ? { verdict: 'hang' } : judgeObject(value, answer);
}

function judgeObject(value, answer) {
  const wrongType = (message) => failure({ kind: 'unreadable', answer, cause: { kind: 'shape', message } });
  if (typeof value !== 'object' || Array.isArray(value)) return wrongType('The answer is not a JSON object.');

  // Member names are compared without case; the last one of a name counts.
  const members = new Map(Object.entries(value).map(([name, member]) => [name.toLowerCase(), member]));
  const outputs = members.get('outputs') ?? undefined;
  const logs = members.get('logs') ?? undefined;
  if (outputs !== undefined && (typeof outputs !== 'object' || Array.isArray(outputs))) {
    return wrongType("Member 'Outputs' is not an object.");
  }
  if (logs !== undefined && !(Array.isArray(logs) && logs.every((line) => line === null || typeof line !== 'object'))) {
    return wrongType("Member 'Logs' is not an array of strings.");
  }
  return { verdict: 'success', outputs, logs: logs?.map(String), returnValue: members.get('returnvalue') ?? undefined };
}

const failure = (reason) => ({ verdict: 'failure', failure: reason });
