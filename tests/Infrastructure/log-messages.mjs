// The log messages of the C# sources: numbers, levels and templates, from their LoggerMessage attributes.

const typeName = /\bclass\s+(\w+)/;
const attribute = /\[LoggerMessage\(/g;
const positional = /\[LoggerMessage\(\s*(\d+)\s*,\s*LogLevel\.(\w+)\s*,\s*((?:"(?:[^"\\]|\\.)*"[\s+]*)+)\)\]/y;

/**
 * @returns {{messages: Map<number, {level: string, template: string, values: string[], file: string, method: string,
 *   written: boolean}>,
 *   unclear: {file: string, line: number}[], repeated: {file: string, number: number, other: string}[]}} `written`:
 *   something calls its method; unclear: attributes of a form that is not understood; repeated: numbers used twice
 */
export function logMessages(repository) {
  const messages = new Map();
  const unclear = [];
  const repeated = [];
  for (const file of repository.paths(/^functions\/.*\.cs$/)) {
    const text = repository.text(file);
    for (const { index } of text.matchAll(attribute)) {
      positional.lastIndex = index;
      const match = positional.exec(text);
      if (!match) {
        unclear.push({ file, line: text.slice(0, index).split('\n').length });
        continue;
      }
      const template = [...match[3].matchAll(/"((?:[^"\\]|\\.)*)"/g)]
        .map(([, part]) => JSON.parse(`"${part}"`))
        .join('');
      const method = /\bvoid (\w+)\(/.exec(text.slice(positional.lastIndex))?.[1];
      const values = [...template.matchAll(/\{@?(\w+)(?:[,:][^}]*)?\}/g)].map(([, name]) => name);
      const number = Number(match[1]);
      if (messages.has(number)) repeated.push({ file, number, other: messages.get(number).file });
      messages.set(number, {
        level: match[2],
        template,
        values,
        file,
        method: `${typeName.exec(text)?.[1]}.${method}`,
      });
    }
  }
  const code = repository.paths(/^functions\/.*\.cs$/).map((file) => repository.text(file));
  for (const message of messages.values()) {
    message.written = code.some((text) => text.includes(`${message.method}(`));
  }
  return { messages, unclear, repeated };
}
