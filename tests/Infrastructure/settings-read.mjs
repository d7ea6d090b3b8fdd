// Which app settings the code reads: those of the handler, from its C# sources, and those of the host, from the
// function.json files. A read whose name cannot be told is reported, so that none is overlooked.

const constant = /\bconst\s+string\s+(\w+)\s*=\s*"([^"]*)"/g;
const typeName = /\b(?:class|record|struct)\s+(\w+)/;
// Value(environment, NAME), TryNumber(settings, NAME, …), settings["NAME"], settings.TryGetValue(NAME, …), GetEnvironmentVariable(NAME)
const reads = [
  /\b\w+\(\s*(?:environment|settings)\s*,\s*([^,()\s][^,()]*?)\s*[,)]/g,
  /\b(?:environment|settings)\[([^\]]+)\]/g,
  /\b(?:environment|settings)\.(?:TryGetValue|ContainsKey|GetValueOrDefault)\(\s*([^,()]+?)\s*[,)]/g,
  /\bGetEnvironmentVariable\(\s*([^,()]+?)\s*[,)]/g,
];
// What a helper hands on: its own parameter, the list of problems, or another argument beside settings.
const notAName = /^(?:name|problems|time|string name|Environment\.CurrentDirectory|scriptRoot)$/;

function constantsOf(sources) {
  const constants = new Map();
  for (const text of sources.values()) {
    const type = typeName.exec(text)?.[1];
    for (const [, name, value] of text.matchAll(constant)) constants.set(`${type}.${name}`, value);
  }
  return constants;
}

function nameOf(expression, type, constants) {
  const literal = /^"([^"]*)"$/.exec(expression);
  if (literal) return literal[1];
  const find = (name) => constants.get(name.includes('.') ? name : `${type}.${name}`);
  const interpolated = /^\$"(.*)"$/.exec(expression);
  if (!interpolated) return find(expression);
  let complete = true;
  const text = interpolated[1].replaceAll(/\{(\w+(?:\.\w+)?)\}/g, (_, name) => {
    const value = find(name);
    complete &&= value !== undefined;
    return value ?? '';
  });
  return complete ? text : undefined;
}

/**
 * @returns {{names: Map<string, string>, unclear: {file: string, line: number, expression: string}[]}} the settings with
 *   a file that reads each, and the reads that are not understood
 */
export function settingsReadByCode(repository) {
  const sources = new Map(repository.paths(/^functions\/.*\.cs$/).map((path) => [path, repository.text(path)]));
  const constants = constantsOf(sources);
  const names = new Map();
  const unclear = [];
  for (const [file, text] of sources) {
    const type = typeName.exec(text)?.[1];
    for (const pattern of reads) {
      for (const match of text.matchAll(pattern)) {
        const expression = match[1].trim();
        if (notAName.test(expression)) continue;
        const name = nameOf(expression, type, constants);
        if (name === undefined) unclear.push({ file, line: text.slice(0, match.index).split('\n').length, expression });
        else names.set(name, file);
      }
    }
  }
  return { names, unclear };
}

/** Settings that the host needs for the triggers: `%NAME%`, and per connection the three of an identity. */
export function settingsReadByTriggers(repository) {
  const names = new Map();
  for (const file of repository.paths(/^functions\/\w+\/function\.json$/)) {
    for (const binding of JSON.parse(repository.text(file)).bindings) {
      for (const value of Object.values(binding)) {
        for (const [, name] of String(value).matchAll(/%(\w+)%/g)) names.set(name, file);
      }
      if (binding.type !== 'eventHubTrigger') continue;
      for (const suffix of ['fullyQualifiedNamespace', 'credential', 'clientId']) {
        names.set(`${binding.connection}__${suffix}`, file);
      }
    }
  }
  return names;
}
