import { writeJson } from './json-text.mjs';

/**
 * The body of an invocation request (platform chapters 1.2 and 12).
 * @param {object} parts
 * @param {Map<string, unknown>} parts.data value per binding name
 * @param {Map<string, unknown>} parts.metadata entries of the trigger, in order
 * @param {string} parts.functionName
 * @param {string} parts.utcNow ISO 8601 with Z
 * @param {string} parts.randomId
 * @param {object | null} parts.retryContext present from the first attempt when the function has a retry policy
 */
export function envelope({ data, metadata, functionName, utcNow, randomId, retryContext }) {
  const entries = new Map();
  for (const [name, value] of metadata) {
    if (value !== null && value !== undefined && !/trigger$/i.test(name)) entries.set(name, value);
  }
  if (![...entries.keys()].some((name) => name.toLowerCase() === 'sys')) {
    entries.set('sys', { MethodName: functionName, UtcNow: utcNow, RandGuid: randomId });
  }
  if (retryContext) entries.set('RetryContext', retryContext);
  return writeJson({ Data: data, Metadata: entries });
}

/** Whatever is no JSON object travels as a string that holds its JSON text. */
export const textOfJson = (value) => writeJson(value);

export function retryContext({ attempt, maxRetryCount, exception }) {
  return { RetryCount: attempt, MaxRetryCount: maxRetryCount, Exception: exception, Instance: null, State: {} };
}

/** A UTC time as .NET writes it: no trailing zeros in the fraction. `time`: Date, or ISO text that ends in Z. */
export function utcText(time) {
  const text = typeof time === 'string' ? time : time.toISOString();
  return `${unspecifiedKindText(text)}Z`;
}

/** The same without zone, as .NET writes a DateTime of unspecified kind. */
export function unspecifiedKindText(time) {
  const text = (typeof time === 'string' ? time : time.toISOString()).replace(/Z$/, '');
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** The same as a DateTimeOffset, or null as the year 1. */
export const offsetText = (time) => `${time === null ? '0001-01-01T00:00:00' : unspecifiedKindText(time)}+00:00`;
