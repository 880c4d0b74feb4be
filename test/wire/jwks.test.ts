// The key set as verifiers fetch it: with a type of its own, kept for a while, asked for again at no cost, by anyone.
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedApp, type TestApp } from '../support/app.js';
import { send } from './support/raw-answer.js';

const CACHE_CONTROL = 'public, max-age=300, stale-if-error=86400';
const PATHS = ['/.well-known/jwks.json', '/v1beta1/auth/jwks'] as const;

let app: TestApp;
beforeAll(async () => {
  app = await sharedApp();
});

function ask(target: string, headers: Record<string, string> = {}, method = 'GET') {
  return send(app, { method, target, headers });
}

test.each([
  ['/.well-known/jwks.json', 'application/jwk-set+json'],
  ['//.well-known/jwks.json', 'application/jwk-set+json'],
  ['/.well-known/jwks.json?x=1', 'application/jwk-set+json'],
  ['/v1beta1/auth/jwks', 'application/json'],
])('GET %s is %s', async (target, contentType) => {
  const { status, headers, body } = await ask(target);
  expect(status).toBe(200);
  expect(headers).toMatchObject({
    'content-type': contentType,
    'cache-control': CACHE_CONTROL,
    'access-control-allow-origin': '*',
    'content-length': String(Buffer.byteLength(body)),
    etag: `"${createHash('sha256').update(body).digest('base64url')}"`,
  });
});

describe.each(PATHS)('%s', (target) => {
  test('is not sent again to whoever has it', async () => {
    const { headers } = await ask(target);
    const etag = headers['etag'] ?? '';
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*', ` ${etag} `]) {
      const answer = await ask(target, { 'if-none-match': known });
      expect(answer).toMatchObject({ status: 304, body: '' });
      expect(answer.headers).toMatchObject({
        etag,
        'cache-control': CACHE_CONTROL,
        'access-control-allow-origin': '*',
      });
    }
  });

  test.each(['"other"', 'other', '', '"', 'W/"x"', '"*"'])('is sent to whoever has %j', async (known) => {
    expect((await ask(target, { 'if-none-match': known })).status).toBe(200);
  });

  test('HEAD answers the same without a body', async () => {
    const [head, get] = [await ask(target, {}, 'HEAD'), await ask(target)];
    const { connection: _, 'keep-alive': __, ...headers } = get.headers;
    expect(head).toMatchObject({ status: 200, headers, body: '' });
  });

  test('a page of another origin may ask, with If-None-Match, too', async () => {
    const { status, headers } = await ask(target, { origin: 'https://app.example' }, 'OPTIONS');
    expect(status).toBe(204);
    expect(headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, HEAD, OPTIONS',
      'access-control-allow-headers': 'If-None-Match',
    });
    expect(headers['access-control-allow-credentials']).toBeUndefined();
  });

  test.each(['POST', 'PUT', 'DELETE'])('%s is refused', async (method) => {
    const { status, headers } = await ask(target, {}, method);
    expect({ status, allow: headers['allow'] }).toEqual({ status: 405, allow: 'GET, HEAD, OPTIONS' });
  });
});

test('it is the same set on every path and over RPC', async () => {
  const [one, two] = await Promise.all(PATHS.map((target) => ask(target)));
  expect(one?.body).toBe(two?.body);
  const target = '/raystack.frontier.v1beta1.FrontierService/GetJWKs';
  const rpc = await send(app, { method: 'POST', target, headers: { 'content-type': 'application/json' }, body: '{}' });
  expect(rpc.headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': CACHE_CONTROL });
  expect(JSON.parse(rpc.body)).toEqual(JSON.parse(one?.body ?? ''));
});

test('what a proxy says of the host changes nothing', async () => {
  const lies = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', forwarded: 'host=evil.example' };
  expect(await ask(PATHS[0], lies)).toEqual(await ask(PATHS[0]));
});
