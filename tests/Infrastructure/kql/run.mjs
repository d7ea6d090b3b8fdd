// Runs a query over rows in memory: the part of the Kusto language that alerts and workbook use, with Kusto's types, so
// that a query that the service would refuse is refused here. What this part is, tokens.mjs, parse.mjs and expressions.mjs say.

import { compileExpression } from './expressions.mjs';
import { parseQuery } from './parse.mjs';
import { tables } from './tables.mjs';
import { KqlError } from './tokens.mjs';

const groupable = new Set(['string', 'int', 'long', 'real', 'bool', 'datetime']);

const notNull = (values) => values.filter((value) => value !== null);
const aggregates = {
  count: { takes: 0, gives: () => 'long', run: (values) => values.length },
  countif: {
    takes: 1,
    gives: () => 'long',
    run: (values) => values.filter((value) => value === true).length,
    only: ['bool'],
  },
  dcount: { takes: 1, gives: () => 'long', run: (values) => new Set(notNull(values)).size },
  max: {
    takes: 1,
    gives: (type) => type,
    run: (values) => notNull(values).reduce((a, b) => (a === null || b > a ? b : a), null),
  },
  min: {
    takes: 1,
    gives: (type) => type,
    run: (values) => notNull(values).reduce((a, b) => (a === null || b < a ? b : a), null),
  },
  sum: {
    takes: 1,
    gives: (type) => type,
    run: (values) => notNull(values).reduce((a, b) => a + b, 0),
    only: ['int', 'long', 'real'],
  },
};

function aggregate({ name, expression }, columns) {
  if (name === undefined) throw new KqlError('an aggregate needs a name');
  const known = expression.kind === 'call' ? aggregates[expression.name] : undefined;
  if (!known) throw new KqlError(`${name} is no aggregate`);
  if (expression.arguments.length !== known.takes)
    throw new KqlError(`${expression.name} takes ${known.takes} arguments`);
  const argument = known.takes ? compileExpression(expression.arguments[0], columns) : { type: 'long', run: () => 1 };
  const allowed = known.only ? known.only.includes(argument.type) : argument.type !== 'dynamic';
  if (!allowed) throw new KqlError(`${expression.name} takes no ${argument.type}: convert first`);
  return {
    name,
    type: known.gives(argument.type),
    run: (rows, now) => known.run(rows.map((row) => argument.run(row, now))),
  };
}

function groupKey({ name, expression }, columns) {
  const compiled = compileExpression(expression, columns);
  if (!groupable.has(compiled.type)) throw new KqlError(`a group by ${compiled.type}: convert first`);
  const binned = expression.kind === 'call' && expression.name === 'bin' ? expression.arguments[0].name : undefined;
  const named = name ?? (expression.kind === 'column' ? expression.name : binned);
  if (named === undefined) throw new KqlError('a group needs a name');
  return { name: named, ...compiled };
}

const operators = {
  where({ condition }, columns) {
    const compiled = compileExpression(condition, columns);
    if (compiled.type !== 'bool') throw new KqlError(`where takes a condition, not a ${compiled.type}`);
    return { columns, run: (rows, now) => rows.filter((row) => compiled.run(row, now) === true) };
  },

  extend({ columns: added }, columns) {
    const compiled = added.map(({ name, expression }) => {
      if (name === undefined) throw new KqlError('a column needs a name');
      return { name, ...compileExpression(expression, columns) };
    });
    return {
      columns: new Map([...columns, ...compiled.map(({ name, type }) => [name, type])]),
      run: (rows, now) =>
        rows.map((row) => ({ ...row, ...Object.fromEntries(compiled.map(({ name, run }) => [name, run(row, now)])) })),
    };
  },

  project({ columns: kept }, columns) {
    const compiled = kept.map(({ name, expression }) => ({
      name: name ?? expression.name,
      ...compileExpression(expression, columns),
    }));
    return {
      columns: new Map(compiled.map(({ name, type }) => [name, type])),
      run: (rows, now) => rows.map((row) => Object.fromEntries(compiled.map(({ name, run }) => [name, run(row, now)]))),
    };
  },

  summarize({ aggregates: wanted, by }, columns) {
    const keys = by.map((key) => groupKey(key, columns));
    const values = wanted.map((column) => aggregate(column, columns));
    return {
      columns: new Map([...keys, ...values].map(({ name, type }) => [name, type])),
      run: (rows, now) => {
        // Without groups there is always one row, also over nothing.
        const groups = new Map(keys.length ? [] : [['', { key: {}, rows: [] }]]);
        for (const row of rows) {
          const key = Object.fromEntries(keys.map(({ name, run }) => [name, run(row, now)]));
          const id = keys.length ? JSON.stringify(Object.values(key)) : '';
          if (!groups.has(id)) groups.set(id, { key, rows: [] });
          groups.get(id).rows.push(row);
        }
        return [...groups.values()].map(({ key, rows: members }) => ({
          ...key,
          ...Object.fromEntries(values.map(({ name, run }) => [name, run(members, now)])),
        }));
      },
    };
  },

  order({ column, descending }, columns) {
    if (!columns.has(column)) throw new KqlError(`there is no column ${column}`);
    const sign = descending ? -1 : 1;
    return {
      columns,
      run: (rows) => [...rows].sort((a, b) => sign * ((a[column] > b[column]) - (a[column] < b[column]))),
    };
  },
};

/**
 * @param {string} query
 * @returns {{columns: Map<string, string>, run: (data: Record<string, object[]>, now: number) => object[]}} the columns
 *   of the answer with their types, and the query as a function of the tables' rows
 * @throws {KqlError} for what Kusto refuses or this part of it does not know
 */
export function compileQuery(query) {
  const { table, operators: stages } = parseQuery(query);
  if (!tables[table]) throw new KqlError(`there is no table ${table}`);
  let columns = new Map(Object.entries(tables[table]));
  const steps = [];
  for (const stage of stages) {
    const compiled = operators[stage.kind](stage, columns);
    columns = compiled.columns;
    steps.push(compiled.run);
  }
  return {
    columns,
    run: (data, now) => steps.reduce((rows, step) => step(rows, now), data[table] ?? []),
  };
}
