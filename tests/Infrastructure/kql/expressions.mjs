// Expressions to functions over a row, with the types that Kusto gives them. Nulls are `null`; a comparison with null is
// null, and `where` keeps only true.

import { KqlError } from './tokens.mjs';

const numeric = new Set(['int', 'long', 'real']);
const scalar = (type) => type !== 'dynamic';

const wider = (left, right) => (left === 'real' || right === 'real' ? 'real' : 'long');

function scalarText(value) {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function toNumber(value, whole) {
  if (value === null || value === undefined || value === '' || typeof value === 'object') return null;
  const number = Number(value);
  if (Number.isNaN(number)) return null;
  return whole ? Math.trunc(number) : number;
}

function parseJson(text) {
  if (text === null || text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text; // as Kusto: text that is not JSON is a text
  }
}

/** Functions by name: the types that they take, the type that they give. */
const functions = {
  parse_json: {
    takes: [['string', 'dynamic']],
    gives: 'dynamic',
    run: ([value]) => (typeof value === 'object' ? value : parseJson(value)),
  },
  tostring: { takes: ['any'], gives: 'string', run: ([value]) => scalarText(value) },
  toint: { takes: ['any'], gives: 'int', run: ([value]) => toNumber(value, true) },
  tolong: { takes: ['any'], gives: 'long', run: ([value]) => toNumber(value, true) },
  todouble: { takes: ['any'], gives: 'real', run: ([value]) => toNumber(value, false) },
  todatetime: {
    takes: ['any'],
    gives: 'datetime',
    run: ([value]) => {
      const time = typeof value === 'number' ? value : Date.parse(value ?? '');
      return Number.isNaN(time) ? null : time;
    },
  },
  tobool: {
    takes: ['any'],
    gives: 'bool',
    run: ([value]) => ({ true: true, false: false })[String(value).toLowerCase()] ?? null,
  },
  ago: { takes: [['timespan']], gives: 'datetime', run: ([span], now) => now - span },
  now: { takes: [], gives: 'datetime', run: (_, now) => now },
  isempty: { takes: [['string', 'dynamic']], gives: 'bool', run: ([value]) => scalarText(value) === '' },
  isnotempty: { takes: [['string', 'dynamic']], gives: 'bool', run: ([value]) => scalarText(value) !== '' },
  isnull: { takes: ['any'], gives: 'bool', run: ([value]) => value === null },
  isnotnull: { takes: ['any'], gives: 'bool', run: ([value]) => value !== null },
  bin: {
    takes: [
      ['datetime', 'int', 'long', 'real'],
      ['timespan', 'int', 'long', 'real'],
    ],
    gives: (types) => types[0],
    run: ([value, size]) => (value === null ? null : Math.floor(value / size) * size),
  },
};

function call({ name, arguments: values }, columns) {
  const known = functions[name];
  if (!known) throw new KqlError(`there is no function ${name} here`);
  const compiled = values.map((value) => compileExpression(value, columns));
  if (compiled.length !== known.takes.length) throw new KqlError(`${name} takes ${known.takes.length} arguments`);
  compiled.forEach(({ type }, index) => {
    const takes = known.takes[index];
    if (takes !== 'any' && !takes.includes(type)) throw new KqlError(`${name} takes no ${type}`);
  });
  const gives = typeof known.gives === 'function' ? known.gives(compiled.map(({ type }) => type)) : known.gives;
  return {
    type: gives,
    run: (row, now) =>
      known.run(
        compiled.map(({ run }) => run(row, now)),
        now,
      ),
  };
}

function requireComparable(left, right, what) {
  const fits = left.type === right.type || (numeric.has(left.type) && numeric.has(right.type));
  if (!fits || !scalar(left.type)) throw new KqlError(`${what} between ${left.type} and ${right.type}: convert first`);
}

const compare = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '=~': (a, b) => a.toLowerCase() === b.toLowerCase(),
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

const words = (text) => text.toLowerCase().split(/[^a-z0-9]+/);
const textCompare = {
  has: (a, b) => words(a).includes(b.toLowerCase()),
  contains: (a, b) => a.toLowerCase().includes(b.toLowerCase()),
  startswith: (a, b) => a.toLowerCase().startsWith(b.toLowerCase()),
  endswith: (a, b) => a.toLowerCase().endsWith(b.toLowerCase()),
};

function binary(expression, columns, test) {
  const left = compileExpression(expression.left, columns);
  const right = compileExpression(expression.right, columns);
  const { type, run } = test(left, right);
  return {
    type,
    run: (row, now) => {
      const [a, b] = [left.run(row, now), right.run(row, now)];
      return a === null || b === null ? null : run(a, b);
    },
  };
}

function arithmeticType(operator, left, right) {
  if (numeric.has(left) && numeric.has(right)) return wider(left, right);
  if (left === 'datetime' && right === 'datetime' && operator === '-') return 'timespan';
  if (left === 'datetime' && right === 'timespan' && '+-'.includes(operator)) return 'datetime';
  if (left === 'timespan' && right === 'timespan') return operator === '/' ? 'real' : 'timespan';
  throw new KqlError(`${operator} between ${left} and ${right}: convert first`);
}

const arithmetic = { '+': (a, b) => a + b, '-': (a, b) => a - b, '*': (a, b) => a * b, '/': (a, b) => a / b };

/** @returns {{type: string, run: (row: object, now: number) => unknown}} */
export function compileExpression(expression, columns) {
  switch (expression.kind) {
    case 'literal':
      return { type: expression.type, run: () => expression.value };
    case 'column': {
      const type = columns.get(expression.name);
      if (!type) throw new KqlError(`there is no column ${expression.name}`);
      return { type, run: (row) => row[expression.name] ?? null };
    }
    case 'member': {
      const object = compileExpression(expression.object, columns);
      if (object.type !== 'dynamic')
        throw new KqlError(`${expression.key} of a ${object.type}: only dynamic values have members`);
      return { type: 'dynamic', run: (row, now) => object.run(row, now)?.[expression.key] ?? null };
    }
    case 'call':
      return call(expression, columns);
    case 'logic':
      return logic(expression, columns);
    case 'compare':
      return binary(expression, columns, (left, right) => {
        requireComparable(left, right, expression.operator);
        return { type: 'bool', run: compare[expression.operator] };
      });
    case 'text': {
      const negated = expression.operator.startsWith('!');
      const test = textCompare[expression.operator.replace('!', '')];
      return binary(expression, columns, (left, right) => {
        if (left.type !== 'string' || right.type !== 'string') throw new KqlError(`${expression.operator} takes texts`);
        return { type: 'bool', run: (a, b) => test(a, b) !== negated };
      });
    }
    case 'in': {
      const left = compileExpression(expression.left, columns);
      const values = expression.values.map((value) => compileExpression(value, columns));
      for (const value of values) requireComparable(left, value, 'in');
      return {
        type: 'bool',
        run: (row, now) => {
          const wanted = left.run(row, now);
          return wanted === null ? null : values.some(({ run }) => run(row, now) === wanted) !== expression.negated;
        },
      };
    }
    case 'arithmetic':
      return binary(expression, columns, (left, right) => ({
        type: arithmeticType(expression.operator, left.type, right.type),
        run: arithmetic[expression.operator],
      }));
    default:
      throw new KqlError(`unknown expression ${expression.kind}`);
  }
}

function logic(expression, columns) {
  const left = compileExpression(expression.left, columns);
  const right = compileExpression(expression.right, columns);
  if (left.type !== 'bool' || right.type !== 'bool') throw new KqlError(`${expression.operator} takes conditions`);
  const both = expression.operator === 'and';
  return {
    type: 'bool',
    run: (row, now) => {
      const [a, b] = [left.run(row, now) === true, right.run(row, now) === true];
      return both ? a && b : a || b;
    },
  };
}
