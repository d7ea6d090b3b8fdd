// A query to its operators and expressions.

import { KqlError, tokenize } from './tokens.mjs';

const comparisons = new Set(['==', '!=', '=~', '<', '<=', '>', '>=']);
const textComparisons = new Set(['has', '!has', 'contains', '!contains', 'startswith', 'endswith']);
const milliseconds = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

class Parser {
  #tokens;
  #next = 0;

  constructor(query) {
    this.#tokens = tokenize(query);
  }

  #peek() {
    return this.#tokens[this.#next];
  }

  #take() {
    return this.#tokens[this.#next++];
  }

  #is(text) {
    return this.#peek().kind !== 'string' && this.#peek().text === text;
  }

  #accept(text) {
    if (!this.#is(text)) return false;
    this.#next++;
    return true;
  }

  #expect(text) {
    if (!this.#accept(text)) throw new KqlError(`${text} expected, found ${this.#peek().text}`);
  }

  #name() {
    const token = this.#take();
    if (token.kind !== 'name') throw new KqlError(`a name expected, found ${token.text}`);
    return token.text;
  }

  query() {
    const pipeline = { table: this.#name(), operators: [] };
    while (this.#accept('|')) pipeline.operators.push(this.#operator());
    if (this.#peek().kind !== 'end') throw new KqlError(`| expected, found ${this.#peek().text}`);
    return pipeline;
  }

  #operator() {
    const kind = this.#name();
    switch (kind) {
      case 'where':
        return { kind, condition: this.#or() };
      case 'extend':
      case 'project':
        return { kind, columns: this.#columns() };
      case 'summarize': {
        const aggregates = this.#is('by') ? [] : this.#columns();
        return { kind, aggregates, by: this.#accept('by') ? this.#columns() : [] };
      }
      case 'order': {
        this.#expect('by');
        const column = this.#name();
        const descending = !this.#accept('asc');
        if (descending) this.#accept('desc');
        return { kind, column, descending };
      }
      default:
        throw new KqlError(`there is no operator ${kind} here`);
    }
  }

  #columns() {
    const columns = [];
    do {
      const ahead = this.#tokens[this.#next + 1];
      const named = this.#peek().kind === 'name' && ahead.kind === 'operator' && ahead.text === '=';
      const name = named ? this.#name() : undefined;
      if (named) this.#expect('=');
      columns.push({ name, expression: this.#or() });
    } while (this.#accept(','));
    return columns;
  }

  #or() {
    let left = this.#and();
    while (this.#accept('or')) left = { kind: 'logic', operator: 'or', left, right: this.#and() };
    return left;
  }

  #and() {
    let left = this.#comparison();
    while (this.#accept('and')) left = { kind: 'logic', operator: 'and', left, right: this.#comparison() };
    return left;
  }

  #comparison() {
    const left = this.#sum();
    const { kind, text } = this.#peek();
    if (kind === 'string' || kind === 'end') return left;
    if (comparisons.has(text)) {
      this.#next++;
      return { kind: 'compare', operator: text, left, right: this.#sum() };
    }
    if (textComparisons.has(text)) {
      this.#next++;
      return { kind: 'text', operator: text, left, right: this.#sum() };
    }
    if (text === 'in' || text === '!in') {
      this.#next++;
      this.#expect('(');
      return { kind: 'in', negated: text === '!in', left, values: this.#list(')') };
    }
    return left;
  }

  #sum() {
    let left = this.#product();
    while (this.#is('+') || this.#is('-')) {
      const operator = this.#take().text;
      left = { kind: 'arithmetic', operator, left, right: this.#product() };
    }
    return left;
  }

  #product() {
    let left = this.#postfix();
    while (this.#is('*') || this.#is('/')) {
      const operator = this.#take().text;
      left = { kind: 'arithmetic', operator, left, right: this.#postfix() };
    }
    return left;
  }

  #postfix() {
    let value = this.#primary();
    for (;;) {
      if (this.#accept('.')) {
        value = { kind: 'member', object: value, key: this.#name() };
      } else if (this.#accept('[')) {
        const key = this.#take();
        if (key.kind !== 'string') throw new KqlError(`a text expected in brackets, found ${key.text}`);
        this.#expect(']');
        value = { kind: 'member', object: value, key: JSON.parse(key.text) };
      } else {
        return value;
      }
    }
  }

  #primary() {
    const token = this.#take();
    if (token.kind === 'string') return { kind: 'literal', type: 'string', value: JSON.parse(token.text) };
    if (token.kind === 'number') {
      return { kind: 'literal', type: token.text.includes('.') ? 'real' : 'long', value: Number(token.text) };
    }
    if (token.kind === 'timespan') {
      const [, amount, unit] = /^([\d.]+)(\w+)$/.exec(token.text);
      return { kind: 'literal', type: 'timespan', value: Number(amount) * milliseconds[unit] };
    }
    if (token.text === '(') {
      const value = this.#or();
      this.#expect(')');
      return value;
    }
    if (token.kind !== 'name') throw new KqlError(`a value expected, found ${token.text}`);
    if (token.text === 'true' || token.text === 'false') {
      return { kind: 'literal', type: 'bool', value: token.text === 'true' };
    }
    if (this.#accept('(')) return { kind: 'call', name: token.text, arguments: this.#list(')') };
    return { kind: 'column', name: token.text };
  }

  #list(end) {
    const values = [];
    if (this.#accept(end)) return values;
    do values.push(this.#or());
    while (this.#accept(','));
    this.#expect(end);
    return values;
  }
}

/** @returns {{table: string, operators: object[]}} */
export function parseQuery(query) {
  return new Parser(query).query();
}
