/**
 * The caller's response made of a handler's successful answer in default mode (platform chapter 12).
 * @param {{outputs: object | undefined, returnValue: unknown}} answer
 * @param {string | null} outputName name of the function's http output binding, `$return`, or null without one
 * @returns {{status: number, headers: Array<[string, string]>, body: string}}
 */
export function callerResponse({ outputs, returnValue }, outputName) {
  if (outputName === '$return')
    return returnValue === undefined ? { status: 204, headers: [], body: '' } : fromReturnValue(returnValue);
  if (outputName === null || outputs === undefined) return { status: 204, headers: [], body: '' };
  // Binding names are compared with case: an entry for another name counts as an empty response object.
  if (!Object.hasOwn(outputs, outputName)) return response(200, {}, {});
  const value = outputs[outputName];
  return isObject(value) ? fromResponseObject(value) : failed;
}

/** What the caller gets when the invocation failed. */
export const failed = { status: 500, headers: [], body: '' };

function fromReturnValue(value) {
  const members = isObject(value) ? Object.keys(value).map((name) => name.toLowerCase()) : [];
  return members.includes('body') || members.includes('statuscode')
    ? fromResponseObject(value)
    : response(200, {}, value);
}

function fromResponseObject(value) {
  const member = (wanted) => Object.entries(value).find(([name]) => name.toLowerCase() === wanted)?.[1] ?? null;
  const status = Number(member('statuscode') ?? member('status') ?? 200);
  const headers = member('headers') ?? {};
  if (!Number.isInteger(status) || status < 200 || status > 599 || !isObject(headers)) return failed;
  return response(status, headers, member('body'));
}

function response(status, headers, body) {
  const entries = Object.entries(headers).map(([name, value]) => [name, String(value)]);
  if (body === null) return { status, headers: entries, body: '' };
  if (!entries.some(([name]) => name.toLowerCase() === 'content-type')) {
    entries.push(['Content-Type', 'text/plain; charset=utf-8']);
  }
  return { status, headers: entries, body: typeof body === 'object' ? JSON.stringify(body, null, 2) : String(body) };
}

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
