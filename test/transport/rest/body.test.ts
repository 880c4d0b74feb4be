// What becomes of bodies, alone and beside a path.
import { expect } from 'vitest';
import { type Accepted, testMessages } from './messages.js';

const UUID = '5f0c1f6e-6b7e-4a0e-9f0b-0d3c1a2b3c4d';

const bodies: readonly Accepted[] = [
  {
    name: 'either case',
    send: 'POST /t/things',
    body: '{"displayName":"n","update_mask":"a"}',
    message: { display_name: 'n', update_mask: 'a' },
  },
  {
    name: 'unknown fields, deep ones too',
    send: 'POST /t/things',
    body: '{"nope":{"x":[1]},"inner":{"nope":1},"id":"i"}',
    message: { id: 'i', inner: {} },
  },
  { name: 'null is nothing', send: 'POST /t/things', body: '{"id":null,"tags":null,"inner":null}', message: {} },
  {
    name: 'numbers as text',
    send: 'POST /t/things',
    body: '{"count":"5","small":"6","ratio":"0.5"}',
    message: { count: '5', small: 6, ratio: 0.5 },
  },
  { name: 'a number for 64 bits', send: 'POST /t/things', body: '{"count":5}', message: { count: '5' } },
  { name: 'maps', send: 'POST /t/things', body: '{"labels":{"a":1,"b":"2"}}', message: { labels: { a: 1, b: 2 } } },
  { name: 'a field of the message', send: 'POST /t/inner', body: '{"id":"i"}', message: { inner: { id: 'i' } } },
  {
    name: 'a list',
    send: 'POST /t/list',
    body: '[{"id":"a"},{"id":"b"}]',
    message: { things: [{ id: 'a' }, { id: 'b' }] },
  },
  { name: 'none', send: 'POST /t/things', body: '', message: {} },
  { name: 'none, for a field', send: 'POST /t/inner', body: '', message: {} },
  {
    name: 'none, of a type that is not JSON',
    send: 'POST /t/things',
    body: '',
    contentType: 'text/plain',
    message: {},
  },
  {
    name: 'ignored where there is none',
    send: 'DELETE /t/things/i',
    body: '{"tags":',
    contentType: 'text/plain',
    message: { id: 'i' },
  },
  { name: 'beside the path', send: 'PUT /t/things/i', body: '{"tags":["a"]}', message: { id: 'i', tags: ['a'] } },
  { name: 'the same as the path', send: 'PUT /t/things/i', body: '{"id":"i"}', message: { id: 'i' } },
  { name: 'empty where the path speaks', send: 'PUT /t/things/i', body: '{"id":""}', message: { id: 'i' } },
  {
    name: 'an id one level down is another',
    send: 'PATCH /t/things/i',
    body: '{"id":"b"}',
    message: { id: 'i', inner: { id: 'b' } },
  },
  {
    name: 'product: body "body"',
    send: 'PUT /v1beta1/organizations/o',
    body: '{"name":"n","metadata":{"a":[1,{"b":null}]}}',
    message: { id: 'o', body: { name: 'n', metadata: { a: [1, { b: null }] } } },
  },
  {
    name: 'product: body "*" and camelAccepted',
    send: `POST /v1beta1/serviceusers/${UUID}/keys`,
    body: '{"title":"t","orgId":"o","expiresAt":"2027-01-01T00:00:00Z"}',
    message: { id: UUID, title: 't', org_id: 'o', expires_at: '2027-01-01T00:00:00Z' },
  },
  { name: 'a repeated key: the last', send: 'POST /t/things', body: '{"id":"a","id":"b"}', message: { id: 'b' } },
  {
    name: '__proto__ and constructor',
    send: 'POST /t/things',
    body: '{"__proto__":{"id":"x"},"constructor":{"prototype":{"id":"x"}},"id":"i"}',
    message: { id: 'i' },
  },
  {
    name: '__proto__ in free JSON',
    send: 'POST /t/things',
    body: '{"extra":{"a":{"__proto__":{"x":1},"\\u005f_proto__":2}}}',
    message: { extra: { a: {} } },
  },
  { name: 'a byte order mark', send: 'POST /t/things', body: '\ufeff{"id":"i"}', message: { id: 'i' } },
  { name: 'space around', send: 'POST /t/things', body: ' \r\n\t{"id":"i"}\n', message: { id: 'i' } },
  {
    name: '100 levels of objects',
    send: 'POST /t/things',
    body: `{"extra":${'{"a":'.repeat(99)}1${'}'.repeat(100)}`,
    message: expect.anything(),
  },
  {
    name: '100 levels of arrays',
    send: 'POST /t/things',
    body: `{"extra":{"a":${'['.repeat(98)}${']'.repeat(98)}}}`,
    message: expect.anything(),
  },
  {
    name: 'brackets in text are no levels',
    send: 'POST /t/things',
    body: `{"id":"${'[\\"{'.repeat(200)}"}`,
    message: { id: '["{'.repeat(200) },
  },
];

const JSON_TYPES = [
  'application/json; charset=utf-8',
  'Application/JSON;charset="UTF-8"',
  'application/json; odata=verbose',
  'text/json',
  'application/vnd.frontier+json',
  'application/x-www-form-urlencoded',
  'application/x-www-form-urlencoded; charset=utf-8',
  '',
];

const types: readonly Accepted[] = JSON_TYPES.map((contentType) => ({
  name: `JSON as "${contentType}"`,
  send: 'POST /t/things',
  body: ' {"id":"i"}',
  contentType,
  message: { id: 'i' },
}));

const FORM = 'application/x-www-form-urlencoded';

const forms: readonly Accepted[] = [
  {
    name: 'credentials',
    body: 'grant_type=client_credentials&client_id=i&client_secret=a%2Bb+c',
    message: { grant_type: 'client_credentials', client_id: 'i', client_secret: 'a+b c' },
  },
  { name: 'camelAccepted', body: 'grantType=g', message: { grant_type: 'g' } },
  { name: 'unknown parameters', body: 'grant_type=g&username=x&code=y', message: { grant_type: 'g' } },
  { name: 'no value', body: 'grant_type=&client_id', message: {} },
  { name: 'JSON all the same', body: '{"grant_type":"g"}', message: { grant_type: 'g' } },
].map((each) => ({ ...each, send: 'POST /v1beta1/auth/token?client_secret=x', contentType: FORM }));

testMessages({ body: bodies, 'content type': types, form: forms });
