/** What a rule reports: `rule` names it, `line` counts from 1. */
export function finding(rule, file, line, message) {
  return { rule, file, line, message };
}

export function describe({ rule, file, line, message }) {
  return `${file}:${line}: ${message} [${rule}]`;
}
