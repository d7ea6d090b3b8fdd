// What a value in a template may be. `name!` marks a property that must be there; a property that is not listed is a
// finding: either a slip, or a reason to look it up and add it here.

export const text = { kind: 'text' };
export const bool = { kind: 'bool' };
export const int = { kind: 'int' };
export const any = { kind: 'any' };

/** One of these texts; further ones are refused. */
export const choice = (...values) => ({ kind: 'choice', values });

/** Exactly this value, whatever else the service would take: a rule of this product. */
export const only = (value, reason) => ({ kind: 'only', value, reason });

export const list = (element) => ({ kind: 'list', element });

/** Names chosen by the author, all with values of one shape. */
export const dictionary = (value) => ({ kind: 'dictionary', value });

export function object(properties) {
  const members = new Map();
  for (const [key, shape] of Object.entries(properties)) {
    const required = key.endsWith('!');
    members.set(required ? key.slice(0, -1) : key, { shape, required });
  }
  return { kind: 'object', members };
}

export const tags = dictionary(text);
export const tls12 = only('1.2', 'older versions of TLS are not let in');
