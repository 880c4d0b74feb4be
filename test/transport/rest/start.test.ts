// Options that contradict each other or their messages are found when the door is made.
import type { MessageInitShape } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import type { HttpRuleSchema } from '../../../gen/google/api/http_pb.js';
import { createRestDoor } from '../../../src/transport/rest/rest-door.js';
import { productMethods } from './rest-server.js';
import { methodsWith } from './test-service.js';

type Rule = MessageInitShape<typeof HttpRuleSchema>;

const get = (value: string) => ({ pattern: { case: 'get' as const, value } });
const invoke = () => {
  throw new Error('not called');
};

const faults: readonly (readonly [string, Record<string, Rule>, RegExp])[] = [
  ['the same path twice', { A: get('/a/{id}'), B: get('/a/{display_name}') }, /Things\/A and Things\/B/],
  ['a variable that is no field', { A: get('/a/{nope}') }, /no single field nope/],
  ['a variable below text', { A: get('/a/{id.x}') }, /no single field id.x/],
  ['a repeated variable', { A: get('/a/{tags}') }, /no single field tags/],
  ['a body that is no field', { A: { pattern: { case: 'post', value: '/a' }, body: 'nope' } }, /no field nope/],
  ['a malformed template', { A: get('/a/{id') }, /malformed/],
  ['response_body', { A: { ...get('/a'), responseBody: 'inner' } }, /response_body/],
  ['a binding without a path', { A: { ...get('/a'), additionalBindings: [{ body: '*' }] } }, /names no path/],
];

test.each(faults)('%s', (_, rules, message) => {
  expect(() => createRestDoor({ methods: methodsWith(rules), invoke })).toThrow(message);
});

test('the same path with a verb or another method is no contradiction', () => {
  const rules = {
    A: get('/a/{id}'),
    B: get('/a/{id}:b'),
    C: { pattern: { case: 'delete', value: '/a/{id}' } },
  } as const;
  expect(() => createRestDoor({ methods: methodsWith(rules), invoke })).not.toThrow();
});

test('it handles what begins like one of its routes', () => {
  const door = createRestDoor({ methods: productMethods, invoke });
  const handled = (url: string) => door.handles({ url } as Parameters<typeof door.handles>[0]);
  expect(['/v1beta1/check', '//v1beta1', '/v1beta1/nope?x', '/.well-known/jwks.json'].map(handled)).not.toContain(
    false,
  );
  expect(['/', '', '*', '/ping', '/v1beta1x/check', '/?/v1beta1/check'].map(handled)).not.toContain(true);
  const all = createRestDoor({ methods: methodsWith({ A: get('/{display_name=**}') }), invoke });
  expect(all.handles({ url: '/ping' } as Parameters<typeof door.handles>[0])).toBe(true);
});
