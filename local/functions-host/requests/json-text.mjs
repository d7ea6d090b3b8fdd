// The host serialises with Newtonsoft.Json. The differences to JSON.stringify that its recorded requests show:
// U+0085, U+2028 and U+2029 are escaped, a double keeps its decimal point, 64-bit integers are exact, and text that
// looks like an ISO date-time is a date-time once it has been read as JSON.

/** A number read from JSON text; `json` as it is written again, `plain` as .NET's ToString() gives it. */
export class JsonNumber {
  constructor(text) {
    if (/^-?\d+$/.test(text)) {
      this.json = this.plain = String(BigInt(text));
    } else {
      this.plain = doubleText(Number(text));
      this.json = /[.E]/.test(this.plain) ? this.plain : `${this.plain}.0`;
    }
  }
}

const isoDateTime = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d{1,7})?(Z|[+-]\d{2}:\d{2})?$/;

/** A date-time read from JSON text. The local host's zone is UTC, as it is on Flex Consumption. */
export class JsonDate {
  static tryParse(text) {
    const match = isoDateTime.exec(text);
    if (!match) return null;
    const [, seconds, fraction = '', zone = ''] = match;
    const time = Date.parse(seconds + (zone === '' ? 'Z' : zone));
    return Number.isNaN(time) ? null : new JsonDate(new Date(time).toISOString().slice(0, 19), fraction, zone);
  }

  constructor(seconds, fraction, zone) {
    const suffix = zone === '' || zone === 'Z' ? zone : '+00:00';
    this.json = `"${seconds}${fraction.replace(/\.?0+$/, '')}${suffix}"`;
    const [year, month, day] = seconds.slice(0, 10).split('-');
    this.plain = `${month}/${day}/${year} ${seconds.slice(11)}`;
  }
}

/** .NET's shortest text of a double: exponent form from 1E+15 and from 1E-05 down. */
function doubleText(value) {
  const [mantissa, exponentText] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (value === 0 || (exponent > -5 && exponent < 15)) return String(value);
  return `${mantissa}E${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

const token = /\s*(?:([{}[\],:])|("(?:[^"\\]|\\.)*")|(-?\d[\d.eE+-]*)|(true|false|null))/y;

/**
 * Reads JSON text into Map, array, string, boolean, null, JsonNumber and JsonDate, the members in their order.
 * @throws {SyntaxError} when the text is not JSON
 */
export function readJson(text) {
  JSON.parse(text); // validates: from here on every token is known to be in place
  token.lastIndex = 0;
  return readValue(token.exec(text));

  function readValue([, mark, quoted, number, word]) {
    if (quoted !== undefined) {
      const content = JSON.parse(quoted);
      return JsonDate.tryParse(content) ?? content;
    }
    if (number !== undefined) return new JsonNumber(number);
    if (word !== undefined) return JSON.parse(word);
    return mark === '{' ? readObject() : readArray();
  }

  function readObject() {
    const members = new Map();
    for (let next = token.exec(text); next[1] !== '}'; next = token.exec(text)) {
      if (next[1] === ',') continue;
      const name = JSON.parse(next[2]);
      token.exec(text); // the colon
      members.set(name, readValue(token.exec(text)));
    }
    return members;
  }

  function readArray() {
    const items = [];
    for (let next = token.exec(text); next[1] !== ']'; next = token.exec(text)) {
      if (next[1] !== ',') items.push(readValue(next));
    }
    return items;
  }
}

/** What .NET's ToString() gives for a JSON scalar. */
export function plainText(scalar) {
  if (typeof scalar === 'boolean') return scalar ? 'True' : 'False';
  return typeof scalar === 'string' ? scalar : scalar.plain;
}

/** JSON text of a value: null, boolean, string, number, bigint, array, Map, plain object, JsonNumber, JsonDate. */
export function writeJson(value) {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isInteger(value) ? String(BigInt(value)) : doubleText(value);
  if (Array.isArray(value)) return `[${value.map(writeJson).join(',')}]`;
  if (value instanceof JsonNumber || value instanceof JsonDate) return value.json;
  const members = value instanceof Map ? [...value] : Object.entries(value);
  return `{${members.map(([name, member]) => `${quote(name)}:${writeJson(member)}`).join(',')}}`;
}

const shortEscapes = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f' };

function quote(text) {
  const escaped = text.replace(
    /["\\\u0000-\u001f\u0085\u2028\u2029]/g,
    (character) => shortEscapes[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `"${escaped}"`;
}
