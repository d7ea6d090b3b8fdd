// What the host's serializer does differently from JavaScript's.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { plainText, readJson, writeJson } from './json-text.mjs';

describe('JSON text written again', () => {
  for (const [text, expected] of [
    ['{"b":1,"a":[],"1":{}}', '{"b":1,"a":[],"1":{}}'],
    [' { "a" : [ 1 , null , true , false ] } ', '{"a":[1,null,true,false]}'],
    ['[1.10,1E3,1.0,-0.5,0.00001,1e21,123456789012345678]', '[1.1,1000.0,1.0,-0.5,1E-05,1E+21,123456789012345678]'],
    ['12345678901234567890', '12345678901234567890'],
    ['"a\\u0041\\n\\"\\\\\\u2028\\u0001\\u007f/\\/"', '"aA\\n\\"\\\\\\u2028\\u0001\u007f//"'],
    ['"2026-03-02T10:15:30+01:00"', '"2026-03-02T09:15:30+00:00"'],
    ['"2026-03-02T10:15:30.1200Z"', '"2026-03-02T10:15:30.12Z"'],
    ['"2026-03-02T10:15:30"', '"2026-03-02T10:15:30"'],
    ['"2026-13-02T10:15:30Z"', '"2026-13-02T10:15:30Z"'],
    ['"2026-03-02"', '"2026-03-02"'],
  ]) {
    test(text, () => assert.equal(writeJson(readJson(text)), expected));
  }
});

describe('the plain text of a JSON scalar', () => {
  for (const [text, expected] of [
    ['true', 'True'],
    ['1.10', '1.1'],
    ['1E3', '1000'],
    ['1e15', '1E+15'],
    ['1.0', '1'],
    ['"x"', 'x'],
    ['"2026-03-02T10:15:30+01:00"', '03/02/2026 09:15:30'],
  ]) {
    test(text, () => assert.equal(plainText(readJson(text)), expected));
  }
});

test('values of the host are written exactly', () => {
  assert.equal(
    writeJson([-9223372036854775808n, 2 ** 53, 0.25, null, undefined]),
    '[-9223372036854775808,9007199254740992,0.25,null,null]',
  );
  assert.equal(
    writeJson(
      new Map([
        ['2', 'b'],
        ['1', 'a'],
      ]),
    ),
    '{"2":"b","1":"a"}',
  );
});

test('text that is no JSON is refused', () => {
  assert.throws(() => readJson('{"a":'), SyntaxError);
});
