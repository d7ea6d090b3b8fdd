import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileRoute } from './routes.mjs';

for (const [template, path, expected] of [
  ['api/status', '/api/status', {}],
  ['api/status', '/API/Status/', {}],
  ['api/status', '/api/status/x', null],
  ['api/status', '/xapi/status', null],
  ['api/{a}', '/api/1', { a: '1' }],
  ['api/{a}', '/api/', null],
  ['api/{a}/{b?}', '/api/1', { a: '1', b: null }],
  ['api/{a:alpha}/{b:int?}', '/api/x/2', { a: 'x', b: '2' }],
  ['api/{a}/{b=list}', '/api/x', { a: 'x', b: 'list' }],
  ['api/{*rest}', '/api/a/b/c', { rest: 'a/b/c' }],
  ['api/{*rest}', '/api', { rest: null }],
  ['api/{name}.{extension}', '/api/report.csv', { name: 'report', extension: 'csv' }],
  ['api/{a:length(3)}', '/api/abc', { a: 'abc' }],
  ['{a}', '/%C3%A9%20x', { a: 'é x' }],
  ['{a}', '/100%', { a: '100%' }],
]) {
  test(`route ${template} and path ${path}`, () => {
    const found = compileRoute(template)(path);
    assert.deepEqual(found && Object.fromEntries(found), expected);
  });
}
