// Which RPC a path and method reach, and with what in its request message.
import { expect, test } from 'vitest';
import { rawRequest, restServer } from './rest-server.js';

interface Case {
  readonly name: string;
  /** `METHOD /path`, sent as it is. */
  readonly send: string;
  readonly body?: unknown;
  readonly method: string;
  readonly message: unknown;
}

const cases: readonly Case[] = [
  {
    name: 'a path without variables',
    send: 'POST /v1beta1/check',
    body: { permission: 'get', resource: 'app/project:p' },
    method: 'FrontierService/CheckPermission',
    message: { permission: 'get', resource: 'app/project:p' },
  },
  {
    name: 'variables',
    send: 'GET /v1beta1/organizations/o/serviceusers/s/keys/k',
    method: 'FrontierService/GetKey',
    message: { org_id: 'o', id: 's', key_id: 'k' },
  },
  {
    name: 'an additional binding',
    send: 'GET /v1beta1/serviceusers/s/keys/k',
    method: 'FrontierService/GetKey',
    message: { id: 's', key_id: 'k' },
  },
  {
    name: 'a service other than the first',
    send: 'DELETE /v1beta1/permissions/p',
    method: 'AdminService/DeletePermission',
    message: { id: 'p' },
  },
  { name: 'a dot in a literal', send: 'GET /.well-known/jwks.json', method: 'FrontierService/GetJWKs', message: {} },
  { name: 'slashes in front', send: 'GET //.well-known/jwks.json', method: 'FrontierService/GetJWKs', message: {} },
  { name: 'slashes within', send: 'GET /v1beta1///users//u', method: 'FrontierService/GetUser', message: { id: 'u' } },
  {
    name: 'a slash at the end',
    send: 'GET /v1beta1/users/u/',
    method: 'FrontierService/GetUser',
    message: { id: 'u' },
  },
  {
    name: 'the absolute form',
    send: 'GET http://example.com/v1beta1/users/u?x=1',
    method: 'FrontierService/GetUser',
    message: { id: 'u' },
  },
  { name: 'a literal before a variable', send: 'GET /t/things/self', method: 'Things/GetSelf', message: {} },
  {
    name: 'the variable where the literal lacks the method',
    send: 'DELETE /t/things/self',
    method: 'Things/DeleteThing',
    message: { id: 'self' },
  },
  { name: 'a literal, escaped', send: 'GET /t/things/%73elf', method: 'Things/GetSelf', message: {} },
  { name: 'a way on past a literal', send: 'GET /t/back/one/i/x', method: 'Things/BackOne', message: { id: 'i' } },
  {
    name: 'a way back from a literal',
    send: 'GET /t/back/one/two/y',
    method: 'Things/BackAny',
    message: { id: 'one' },
  },
  { name: 'a wildcard without a name', send: 'GET /t/wild/whatever/end', method: 'Things/Wild', message: {} },
  {
    name: 'a variable with a pattern',
    send: 'GET /t/shelves/s1',
    method: 'Things/GetByPattern',
    message: { display_name: 'shelves/s1' },
  },
  {
    name: '**',
    send: 'GET /t/files/a/b//c',
    method: 'Things/GetFile',
    message: { display_name: 'a/b/c' },
  },
  { name: '** of no segment', send: 'GET /t/files', method: 'Things/GetFile', message: {} },
  {
    name: 'a pattern that ends in **',
    send: 'GET /t/deep/shelves/s/books/b/c',
    method: 'Things/GetDeep',
    message: { display_name: 'shelves/s/books/b/c' },
  },
  {
    name: 'a verb',
    send: 'POST /t/things/i:purge',
    method: 'Things/Purge',
    message: { id: 'i' },
  },
  { name: 'a verb behind a literal', send: 'POST /t/things:purge', method: 'Things/PurgeAll', message: {} },
  { name: 'colons in a value', send: 'GET /t/things/a:b:c', method: 'Things/GetThing', message: { id: 'a:b:c' } },
  {
    name: 'colons in a value before a verb',
    send: 'POST /t/things/a:b:purge',
    method: 'Things/Purge',
    message: { id: 'a:b' },
  },
  {
    name: 'a verb of another method is part of the value',
    send: 'GET /t/things/i:purge',
    method: 'Things/GetThing',
    message: { id: 'i:purge' },
  },
  {
    name: 'an escaped colon is no verb',
    send: 'DELETE /t/things/i%3Apurge',
    method: 'Things/DeleteThing',
    message: { id: 'i:purge' },
  },
  { name: 'escapes', send: 'GET /t/things/%C3%A4%20b+c', method: 'Things/GetThing', message: { id: 'ä b+c' } },
  { name: 'an escaped slash', send: 'GET /t/things/a%2Fb%2fc', method: 'Things/GetThing', message: { id: 'a/b/c' } },
  {
    name: 'an escaped slash among many segments stays escaped',
    send: 'GET /t/files/a%2fb/%63',
    method: 'Things/GetFile',
    message: { display_name: 'a%2Fb/c' },
  },
  { name: 'dots are a value', send: 'GET /t/things/..', method: 'Things/GetThing', message: { id: '..' } },
  { name: 'escaped dots too', send: 'GET /t/things/%2e%2E', method: 'Things/GetThing', message: { id: '..' } },
  {
    name: 'a nested field',
    send: 'PUT /t/inner/i',
    body: { inner: { displayName: 'n' } },
    method: 'Things/PutInner',
    message: { inner: { id: 'i', display_name: 'n' } },
  },
  {
    name: 'other types than text',
    send: 'GET /t/counts/9007199254740993/true/KIND_BOX',
    method: 'Things/GetCount',
    message: { count: '9007199254740993', flag: true, kind: 'KIND_BOX' },
  },
  { name: 'a custom method', send: 'REPORT /t/report', method: 'Things/Report', message: {} },
  { name: 'HEAD for GET', send: 'HEAD /v1beta1/users/u', method: 'FrontierService/GetUser', message: { id: 'u' } },
];

test.each(cases)('$name: $send', async ({ send, body, method, message }) => {
  const { port, received } = await restServer();
  const text = body === undefined ? '' : JSON.stringify(body);
  const answer = await raw(port, send, text);
  expect(answer).toMatch(/^HTTP\/1.1 200 /);
  expect(received).toMatchObject([{ method, message }]);
  expect(received[0]?.message).toEqual(message);
});

const unknown: readonly string[] = [
  'GET /',
  'GET /v1beta1',
  'GET /v1beta1/nope',
  'GET /v1beta1/users/u/nope',
  'GET /v1beta1/../v1beta1/users/self',
  'GET /v1beta1/./check',
  'GET /V1beta1/users/self',
  'GET /v1beta1/users%2Fself',
  'GET /t/wild/a/b/end',
  'POST /t/other:purge',
  'POST /t/things/:purge/x',
  'OPTIONS *',
  'OPTIONS /v1beta1/nope',
  'HEAD /v1beta1/nope',
  'GET /v1beta1/%zz',
  'POST /raystack.frontier.v1beta1.FrontierService/CheckPermission',
];

test.each(unknown)('nothing there: %s', async (send) => {
  const { port, received } = await restServer();
  expect(await raw(port, send, '')).toMatch(/^HTTP\/1.1 404 /);
  expect(received).toEqual([]);
});

const wrongMethods: readonly (readonly [string, string])[] = [
  ['GET /v1beta1/check', 'OPTIONS, POST'],
  ['PUT /v1beta1/organizations', 'GET, HEAD, OPTIONS, POST'],
  ['PATCH /v1beta1/serviceusers/s', 'DELETE, GET, HEAD, OPTIONS'],
  ['POST /v1beta1/users/self', 'DELETE, GET, HEAD, OPTIONS'],
  ['HEAD /v1beta1/check', 'OPTIONS, POST'],
  ['GET /t/report', 'OPTIONS, REPORT'],
  ['PUT /t/things/i:purge', 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT'],
];

test.each(wrongMethods.slice(0, -1))('405 with what is allowed: %s', async (send, allow) => {
  const { port, received } = await restServer();
  const answer = await raw(port, send, '');
  expect(answer).toMatch(/^HTTP\/1.1 405 /);
  expect(answer).toMatch(new RegExp(`^allow: ${allow}\r$`, 'im'));
  expect(received).toEqual([]);
});

test.each(wrongMethods)('OPTIONS instead of %s', async (send, allow) => {
  const { port, received } = await restServer();
  const answer = await raw(port, `OPTIONS ${send.split(' ')[1]}`, '');
  expect(answer).toMatch(/^HTTP\/1.1 204 /);
  expect(answer).toMatch(new RegExp(`^allow: ${allow}\r$`, 'im'));
  expect(received).toEqual([]);
});

function raw(port: number, send: string, body: string): Promise<string> {
  const type = body === '' ? '' : 'content-type: application/json\r\n';
  const length = `content-length: ${Buffer.byteLength(body)}\r\n`;
  return rawRequest(port, `${send} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${type}${length}\r\n${body}`);
}
