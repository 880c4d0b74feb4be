// Templates as google.api.http writes them, and what is none.
import { expect, test } from 'vitest';
import { parsePathTemplate } from '../../../src/transport/rest/path-template.js';

const templates: readonly (readonly [string, readonly string[], string, readonly object[]])[] = [
  ['/v1', ['v1'], '', []],
  ['/.well-known/jwks.json', ['.well-known', 'jwks.json'], '', []],
  ['/v1/*/x', ['v1', '*', 'x'], '', []],
  ['/v1/**', ['v1', '**'], '', []],
  ['/v1/{id}', ['v1', '*'], '', [{ fieldPath: ['id'], start: 1, end: 2, multi: false }]],
  ['/v1/{id=*}', ['v1', '*'], '', [{ fieldPath: ['id'], start: 1, end: 2, multi: false }]],
  ['/v1/{body.id}/x', ['v1', '*', 'x'], '', [{ fieldPath: ['body', 'id'], start: 1, end: 2, multi: false }]],
  ['/v1/{name=a/*}', ['v1', 'a', '*'], '', [{ fieldPath: ['name'], start: 1, end: 3, multi: true }]],
  ['/v1/{name=a/**}', ['v1', 'a', '**'], '', [{ fieldPath: ['name'], start: 1, end: undefined, multi: true }]],
  ['/{x=**}', ['**'], '', [{ fieldPath: ['x'], start: 0, end: undefined, multi: true }]],
  ['/v1/{a}/{b}:run', ['v1', '*', '*'], 'run', [{ start: 1 }, { start: 2 }]],
  ['/v1/things:run', ['v1', 'things'], 'run', []],
  ['/v1/a:b/c', ['v1', 'a:b', 'c'], '', []],
];

test.each(templates)('%s', (text, segments, verb, variables) => {
  expect(parsePathTemplate(text)).toMatchObject({ segments, verb, variables });
  expect(parsePathTemplate(text).variables).toHaveLength(variables.length);
});

const faults = ['', 'v1', '/', '//v1', '/v1/', '/v1/{id', '/v1/id}', '/v1/{}', '/v1/{a b}', '/v1/{a=}', '/v1/{a=b/}'];

test.each([...faults, '/v1/**/x', '/v1/{a=**}/x', '/v1/{a={b}}', '/v1/x{a}'])('no template: "%s"', (text) => {
  expect(() => parsePathTemplate(text)).toThrow(/path template/);
});
