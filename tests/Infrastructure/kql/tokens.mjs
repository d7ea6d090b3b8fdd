// Words of a query. Only what the queries of this product need is known; anything else is an error, never ignored.

export class KqlError extends Error {}

const patterns = [
  ['space', /\s+|\/\/[^\n]*/y],
  ['timespan', /\d+(?:\.\d+)?(?:d|h|m|s|ms)\b/y],
  ['number', /\d+(?:\.\d+)?/y],
  ['string', /"(?:[^"\\\n]|\\.)*"/y],
  ['operator', /==|!=|=~|<=|>=|!in|!has|!contains|[<>=+\-*/|,()[\].]/y],
  ['name', /[A-Za-z_]\w*/y],
];

/** @returns {{kind: string, text: string, position: number}[]} ending with kind `end` */
export function tokenize(query) {
  const tokens = [];
  let position = 0;
  while (position < query.length) {
    const found = patterns.find(([, pattern]) => {
      pattern.lastIndex = position;
      return pattern.test(query);
    });
    if (!found) throw new KqlError(`not understood: ${query.slice(position, position + 20)}`);
    const [kind, pattern] = found;
    if (kind !== 'space') tokens.push({ kind, text: query.slice(position, pattern.lastIndex), position });
    position = pattern.lastIndex;
  }
  tokens.push({ kind: 'end', text: 'the end', position });
  return tokens;
}
