/**
 * Compiles a route template: literals, `{name}`, `{name?}`, `{*rest}`, `{name=default}`; constraints (`{id:int}`) are
 * not enforced.
 * @param {string} template such as `things/{category}/{id:int?}`
 * @returns {(path: string) => Map<string, string | null> | null} the parameters in the order of the template, null for
 *   a missing optional one; null when the path is not of this route
 */
export function compileRoute(template) {
  const segments = template.split('/').filter((segment) => segment !== '');
  const parameters = [];
  const pattern = segments.map((segment) => segmentPattern(segment, parameters)).join('');
  const expression = new RegExp(`^${pattern}/?$`, 'i');
  return (path) => {
    const match = expression.exec(path.startsWith('/') ? path : `/${path}`);
    if (match === null) return null;
    return new Map(parameters.map(({ name, fallback }, index) => [name, decode(match[index + 1]) ?? fallback]));
  };
}

function segmentPattern(segment, parameters) {
  const whole = /^\{(\*{0,2})(\w+)([^}]*)\}$/.exec(segment);
  if (whole) {
    const [, stars, name, rest] = whole;
    const fallback = /=([^:?]*)/.exec(rest)?.[1] ?? null;
    parameters.push({ name, fallback });
    if (stars !== '') return '(?:/(.+?))?';
    return rest.endsWith('?') || fallback !== null ? '(?:/([^/]+))?' : '/([^/]+)';
  }
  const parts = segment.split(/(\{\w+[^}]*\})/).map((part) => {
    const name = /^\{(\w+)/.exec(part)?.[1];
    if (name === undefined) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    parameters.push({ name, fallback: null });
    return '([^/]+?)';
  });
  return `/${parts.join('')}`;
}

function decode(text) {
  if (text === undefined) return null;
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // not percent-encoded UTF-8: taken as written
  }
}
