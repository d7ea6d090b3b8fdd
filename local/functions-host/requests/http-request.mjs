import { textOfJson } from './envelope.mjs';
import { plainText, readJson } from './json-text.mjs';

// The web server hands its known headers over first: these four, then the other known ones by name, Content-Length
// after them, unknown ones last in the order received and in the caller's spelling.
const leadingHeaders = ['Accept', 'Connection', 'Host', 'User-Agent'];
const otherKnownHeaders = [
  'Accept-Charset',
  'Accept-Encoding',
  'Accept-Language',
  'Access-Control-Request-Headers',
  'Access-Control-Request-Method',
  'Allow',
  'Alt-Used',
  'Authorization',
  'baggage',
  'Cache-Control',
  'Content-Encoding',
  'Content-Language',
  'Content-Location',
  'Content-MD5',
  'Content-Range',
  'Content-Type',
  'Cookie',
  'Correlation-Context',
  'Date',
  'Expect',
  'Expires',
  'From',
  'Grpc-Accept-Encoding',
  'Grpc-Encoding',
  'Grpc-Timeout',
  'If-Match',
  'If-Modified-Since',
  'If-None-Match',
  'If-Range',
  'If-Unmodified-Since',
  'Keep-Alive',
  'Last-Modified',
  'Max-Forwards',
  'Origin',
  'Pragma',
  'Proxy-Authorization',
  'Range',
  'Referer',
  'Request-Id',
  'TE',
  'traceparent',
  'tracestate',
  'Trailer',
  'Transfer-Encoding',
  'Translate',
  'Upgrade',
  'Upgrade-Insecure-Requests',
  'Via',
  'Warning',
];
const knownHeaders = [...leadingHeaders, ...otherKnownHeaders, 'Content-Length'];
const knownRank = new Map(knownHeaders.map((name, rank) => [name.toLowerCase(), rank]));

/** Entries whose names differ by case only are one; the first spelling and place stay. */
class CaseInsensitiveMap extends Map {
  #spelling = new Map();

  constructor(entries = []) {
    super(); // without entries: Map would call set before the spellings exist
    for (const [name, value] of entries) this.set(name, value);
  }

  set(name, value) {
    const key = name.toLowerCase();
    if (!this.#spelling.has(key)) this.#spelling.set(key, name);
    return super.set(this.#spelling.get(key), value);
  }

  get(name) {
    return super.get(this.#spelling.get(name.toLowerCase()) ?? name);
  }
}

/**
 * Data and metadata of an HTTP call in default (envelope) mode (platform chapters 1.5 and 12).
 * @param {object} call
 * @param {string} call.bindingName
 * @param {string} call.method
 * @param {string} call.target path and query as the caller wrote them
 * @param {Array<[string, string]>} call.headers in the order received
 * @param {Map<string, string | null>} call.routeParameters in the order of the route; null: optional and missing
 * @param {{level: 'Function' | 'Admin', keyId: string} | null} call.key the accepted key, null for an anonymous call
 * @param {Buffer} call.body
 */
export function httpCall({ bindingName, method, target, headers: received, routeParameters, key, body }) {
  const headers = headerValues(received);
  const query = queryValues(target);
  const request = {
    Url: `http://${headers.get('Host')?.[0] ?? ''}${target}`,
    Method: method.toUpperCase(),
    Query: mapValues(query, (values) => values.join(',')),
    Headers: headers,
    Params: routeParameters,
    Identities: [identity(key)],
  };
  // A body without Content-Length (chunked) never reaches the handler.
  const hasBody = Number(headers.get('Content-Length')?.[0] ?? 0) > 0;
  if (hasBody) request.Body = bodyText(body, headers.get('Content-Type')?.[0] ?? '');

  const metadata = new CaseInsensitiveMap(hasBody ? topLevelProperties(body.toString('utf8')) : []);
  for (const [name, values] of query) {
    if (name.toLowerCase() !== 'code') metadata.set(name, textOfJson(values.at(-1))); // the key's own parameter
  }
  for (const [name, value] of routeParameters) metadata.set(name, value === null ? null : textOfJson(value));
  metadata.set(
    'Query',
    mapValues(query, (values) => values.at(-1)),
  );
  metadata.set(
    'Headers',
    mapValues(headers, (values) => values.join(',')),
  );
  return { data: new Map([[bindingName, request]]), metadata };
}

function headerValues(received) {
  const values = new CaseInsensitiveMap();
  for (const [name, value] of received) {
    const rank = knownRank.get(name.toLowerCase());
    const spelling = rank === undefined ? name : knownHeaders[rank];
    // Node gives header bytes as Latin-1 characters; the host reads them as UTF-8.
    const text = Buffer.from(value, 'latin1').toString('utf8');
    values.set(spelling, [...(values.get(spelling) ?? []), text]);
  }
  const rankOf = ([name]) => knownRank.get(name.toLowerCase()) ?? knownHeaders.length;
  return new CaseInsensitiveMap([...values].sort((a, b) => rankOf(a) - rankOf(b)));
}

function queryValues(target) {
  const values = new CaseInsensitiveMap();
  const start = target.indexOf('?');
  for (const pair of start < 0 ? [] : target.slice(start + 1).split('&')) {
    if (pair === '') continue;
    const [name, value] = split(pair, '=').map(decodeQuery);
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  return values;
}

function split(text, separator) {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function decodeQuery(text) {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced; // not percent-encoded UTF-8: taken as written
  }
}

function bodyText(body, contentType) {
  const isBinary = /^\s*(application\/octet-stream|multipart\/)/i.test(contentType);
  return body.toString(isBinary ? 'base64' : 'utf8');
}

/** Scalars as text, objects as they are; arrays and nulls are left out. Empty when the body is no JSON object. */
function topLevelProperties(text) {
  if (!/^\s*\{[^]*\}\s*$/.test(text)) return [];
  try {
    return [...readJson(text)].flatMap(([name, value]) => {
      if (value === null || Array.isArray(value)) return [];
      return [[name, value instanceof Map ? value : textOfJson(plainText(value))]];
    });
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

function mapValues(map, change) {
  return new Map([...map].map(([name, value]) => [name, change(value)]));
}

function identity(key) {
  const claim = (kind, value) => ({
    Issuer: 'LOCAL AUTHORITY',
    OriginalIssuer: 'LOCAL AUTHORITY',
    Properties: {},
    Type: `http://schemas.microsoft.com/2017/07/functions/claims/${kind}`,
    Value: value,
    ValueType: 'http://www.w3.org/2001/XMLSchema#string',
  });
  return {
    AuthenticationType: key ? 'WebJobsAuthLevel' : null,
    IsAuthenticated: key !== null,
    Actor: null,
    BootstrapContext: null,
    Claims: key ? [claim('authlevel', key.level), claim('invoke', 'true'), claim('keyid', key.keyId)] : [],
    Label: null,
    Name: null,
    NameClaimType: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name',
    RoleClaimType: 'http://schemas.microsoft.com/ws/2008/06/identity/claims/role',
  };
}
