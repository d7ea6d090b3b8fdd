// Events as AMQP messages: what clients send in, what is stored and delivered.
// Of a message that comes in, the properties, application properties, body and footer are kept byte for byte; header
// and delivery annotations end here; annotations named `x-opt-…` belong to the broker and are never a client's to
// set, save the partition key.

import rhea from 'rhea';

const { types } = rhea;

/** Message format of a transfer that carries several events. */
export const batchFormat = 0x80013700;

const section = {
  deliveryAnnotations: 0x71,
  messageAnnotations: 0x72,
  properties: 0x73,
  applicationProperties: 0x74,
  data: 0x75,
};
const codeOfSymbol = new Map([
  ['amqp:header:list', 0x70],
  ['amqp:delivery-annotations:map', 0x71],
  ['amqp:message-annotations:map', 0x72],
  ['amqp:properties:list', 0x73],
  ['amqp:application-properties:map', 0x74],
  ['amqp:data:binary', 0x75],
  ['amqp:amqp-sequence:list', 0x76],
  ['amqp:amqp-value:*', 0x77],
  ['amqp:footer:map', 0x78],
]);

/** Thrown for bytes that are no AMQP message. */
export class MalformedMessage extends Error {}

/**
 * An event that waits for its place in a partition.
 * @typedef {{partitionKey?: string, publisher?: string, annotations: object[], content: Buffer[]}} Draft
 */

/**
 * Reads one transfer: one event, or those of a batch with the partition key of its envelope.
 * @returns {Draft[]}
 * @throws {MalformedMessage}
 */
export function readTransfer(bytes, format) {
  try {
    const envelope = readSections(bytes);
    if (format !== batchFormat) return [draftOf(envelope)];
    const { partitionKey } = draftOf(envelope);
    return envelope
      .filter(({ code }) => code === section.data)
      .map(({ value }) => {
        const draft = draftOf(readSections(value.value));
        return { ...draft, partitionKey: partitionKey ?? draft.partitionKey };
      });
  } catch (error) {
    // The decoder reports bad bytes by whatever its reads run into.
    throw new MalformedMessage(`The message cannot be read: ${error.message}`);
  }
}

function readSections(bytes) {
  const reader = new types.Reader(bytes);
  const sections = [];
  while (reader.remaining() > 0) {
    const start = reader.position;
    const value = reader.read();
    const descriptor = value.descriptor?.value;
    const code = codeOfSymbol.get(descriptor) ?? descriptor;
    if (reader.position > bytes.length) throw new Error('it ends within a section');
    if (!(code >= 0x70 && code <= 0x78)) throw new Error('a section is unknown');
    sections.push({ code, value, bytes: bytes.subarray(start, reader.position) });
  }
  return sections;
}

function draftOf(sections) {
  let partitionKey;
  const annotations = [];
  for (const { value } of sections.filter(({ code }) => code === section.messageAnnotations)) {
    for (let i = 0; i + 1 < value.value.length; i += 2) {
      const name = String(value.value[i].value);
      if (name === 'x-opt-partition-key') partitionKey = value.value[i + 1].value ?? undefined;
      else if (!name.toLowerCase().startsWith('x-opt-')) annotations.push(value.value[i], value.value[i + 1]);
    }
  }
  if (partitionKey !== undefined) partitionKey = String(partitionKey);
  const content = sections.filter(({ code }) => code >= section.properties).map(({ bytes }) => bytes);
  return { partitionKey, annotations, content };
}

/**
 * An event whose body is the given bytes.
 * @param {Buffer[]} chunks the body
 * @param {Map<string, unknown>} properties application properties
 * @returns {Draft}
 */
export function draftOfBody(chunks, properties) {
  const content = [];
  if (properties.size > 0) content.push(encode(section.applicationProperties, types.wrap_map_as_map(properties)));
  const header = Buffer.from([0x00, 0x53, section.data, 0xb0, 0, 0, 0, 0]);
  header.writeUInt32BE(
    chunks.reduce((sum, chunk) => sum + chunk.length, 0),
    4,
  );
  return { annotations: [], content: [...content, header, ...chunks] };
}

/**
 * The message that receivers get: the broker's annotations in front of the content.
 * @returns {Buffer[]} its parts; nobody has to put them together before somebody reads it
 */
export function encodeEvent(draft, { sequenceNumber, offset, enqueuedTime }) {
  const entries = [
    ['x-opt-sequence-number', types.wrap_long(sequenceNumber)],
    ['x-opt-offset', types.wrap_string(offset)],
    ['x-opt-enqueued-time', types.wrap_timestamp(enqueuedTime)],
  ];
  if (draft.publisher !== undefined) entries.push(['x-opt-publisher', types.wrap_string(draft.publisher)]);
  if (draft.partitionKey !== undefined) entries.push(['x-opt-partition-key', types.wrap_string(draft.partitionKey)]);
  return [encode(section.messageAnnotations, annotationMap(entries, draft.annotations)), ...draft.content];
}

/** The section with which a receiver that asked for it learns how far behind it is. */
export function encodeLag({ sequenceNumber, offset, enqueuedTime }, now) {
  const entries = [
    ['last_enqueued_sequence_number', types.wrap_long(sequenceNumber)],
    ['last_enqueued_offset', types.wrap_string(offset)],
    ['last_enqueued_time_utc', types.wrap_timestamp(enqueuedTime)],
    ['runtime_info_retrieval_time_utc', types.wrap_timestamp(now)],
  ];
  return encode(section.deliveryAnnotations, annotationMap(entries));
}

/** A map with symbols as keys; `others` are further keys and values, already typed. */
function annotationMap(entries, others = []) {
  return types.Map32([...entries.flatMap(([name, value]) => [types.wrap_symbol(name), value]), ...others]);
}

function encode(code, typed) {
  const writer = new types.Writer();
  writer.write(types.described(types.wrap_ulong(code), typed));
  return writer.toBuffer();
}
