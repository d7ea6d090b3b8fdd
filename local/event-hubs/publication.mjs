// What one publishing request carries: a single event (the raw body, custom headers as properties) or a batch in JSON.

import rhea from 'rhea';
import { draftOfBody } from './amqp-event.mjs';
import { HttpRefusal } from './http-answers.mjs';

const { types } = rhea;

const batchType = 'application/vnd.microsoft.servicebus.json';
const maxPartitionKeyLength = 128;

/** Headers that are about the request and not about the event; every other one becomes a property of the event. */
const requestHeaders = new Set([
  'accept',
  'accept-charset',
  'accept-encoding',
  'accept-language',
  'authorization',
  'brokerproperties',
  'cache-control',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'cookie',
  'date',
  'expect',
  'host',
  'keep-alive',
  'pragma',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'via',
  'x-ms-retrypolicy',
]);

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {Buffer[]} chunks its body
 * @returns {{drafts: import('./amqp-event.mjs').Draft[], propertyBytes: number}}
 * @throws {HttpRefusal} 400
 */
export function readPublication(request, chunks) {
  const type = (request.headers['content-type'] ?? '').split(';')[0].trim().toLowerCase();
  if (type === batchType) return { drafts: readBatch(Buffer.concat(chunks)), propertyBytes: 0 };
  const properties = customHeaders(request.rawHeaders);
  let propertyBytes = 0;
  for (const [name, value] of properties) propertyBytes += Buffer.byteLength(name) + Buffer.byteLength(value);
  const brokerProperties = request.headers.brokerproperties;
  const partitionKey = brokerProperties && partitionKeyOf(parseJson(brokerProperties, 'BrokerProperties'));
  return { drafts: [{ ...draftOfBody(chunks, properties), partitionKey }], propertyBytes };
}

function customHeaders(rawHeaders) {
  const properties = new Map();
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (!requestHeaders.has(rawHeaders[i].toLowerCase())) properties.set(rawHeaders[i], rawHeaders[i + 1]);
  }
  return properties;
}

function readBatch(body) {
  const elements = parseJson(body.toString('utf8'), 'the batch');
  if (!Array.isArray(elements) || elements.length === 0) throw malformed('The batch is not an array of events.');
  const drafts = elements.map((element) => {
    if (typeof element?.Body !== 'string') throw malformed('An event of the batch has no Body of type string.');
    const properties = new Map();
    for (const [name, value] of Object.entries(objectOf(element.UserProperties ?? {}, 'UserProperties'))) {
      properties.set(name, typedProperty(value));
    }
    const partitionKey = partitionKeyOf(element.BrokerProperties ?? {});
    return { ...draftOfBody([Buffer.from(element.Body)], properties), partitionKey };
  });
  if (drafts.some(({ partitionKey }) => partitionKey !== drafts[0].partitionKey)) {
    throw malformed('All events of a batch must have the same PartitionKey.');
  }
  return drafts;
}

function typedProperty(value) {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value !== 'number') throw malformed('A value of UserProperties is neither text, number nor boolean.');
  if (!Number.isSafeInteger(value)) return types.wrap_double(value);
  return value === (value | 0) ? types.wrap_int(value) : types.wrap_long(value);
}

function partitionKeyOf(brokerProperties) {
  const key = objectOf(brokerProperties, 'BrokerProperties').PartitionKey ?? undefined;
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || key.length > maxPartitionKeyLength) {
    throw malformed(`PartitionKey must be a text of at most ${maxPartitionKeyLength} characters.`);
  }
  return key;
}

function objectOf(value, name) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(`${name} is not an object.`);
  return value;
}

function parseJson(text, name) {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed(`${name} is not valid JSON.`);
  }
}

function malformed(detail) {
  return new HttpRefusal(400, detail);
}
