// Names of things inside the namespace, as they stand in URLs, in AMQP addresses and in the `sr` field of tokens.
// A resource is a host and a list of path segments. Comparing segments instead of text is what keeps a token for
// `/publishers/acme.a` from opening `/publishers/acme.ab`: a prefix can only end where a segment ends.

/** Thrown for text that is no resource. */
export class MalformedUri extends Error {}

/**
 * Reads `[scheme://]host[:port]/path[?query]`. The port is dropped: a token may be signed with or without it.
 * @returns {{host: string, segments: string[]}} host in lower case, segments decoded and in their own case
 */
export function parseResourceUri(text) {
  const match = /^(?:[a-z][a-z0-9+.-]*:\/\/)?(\[[^\]/]*\]|[^:/?#]+)(?::\d*)?(\/[^?#]*)?(?:[?#].*)?$/is.exec(text);
  if (!match) throw new MalformedUri('not a resource URI');
  return { host: match[1].toLowerCase(), segments: parsePath(match[2] ?? '/') };
}

/**
 * Reads a URL path. Trailing slashes do not count; empty, `.` and `..` segments are refused, so that nobody has to
 * agree with anybody about their resolution.
 */
export function parsePath(path) {
  const trimmed = path.replace(/^\//, '').replace(/\/+$/, '');
  if (trimmed === '') return [];
  return trimmed.split('/').map((segment) => {
    let decoded;
    try {
      decoded = decodeURIComponent(segment);
    } catch {
      throw new MalformedUri('invalid percent-encoding');
    }
    if (decoded === '' || decoded === '.' || decoded === '..') throw new MalformedUri('empty or relative segment');
    return decoded;
  });
}

/** Whether `segments` is `prefix` or something below it; case does not count. */
export function isBelow(segments, prefix) {
  return prefix.length <= segments.length && prefix.every((segment, i) => sameName(segment, segments[i]));
}

/** Names of hubs, groups, partitions and publishers are compared without regard to case. */
export function sameName(a, b) {
  return a.toLowerCase() === b.toLowerCase();
}
