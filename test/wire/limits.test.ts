// Too many failures over every protocol: 429 with when to come again, in the words of each.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { basic, startApp, type TestApp } from '../support/app.js';
import { CLIENT_NAMES, openClient } from './support/clients.js';
import { connectRequest, send } from './support/raw-answer.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp({
    settings: {
      FRONTIER_LIMIT_FAILURES_PER_CLIENT: '3/1h',
      FRONTIER_LIMIT_FAILURES_PER_ADDRESS: 'off',
      FRONTIER_LIMIT_TOKENS_PER_CLIENT: '4/1h',
    },
  });
});
afterAll(() => app.close());

test.each(CLIENT_NAMES)('%s', async (name) => {
  const client = openClient(name, app.baseUrl);
  const authorization = basic(randomUUID(), 'a-wrong-secret');
  const codes: string[] = [];
  for (let count = 0; count < 4; count += 1) {
    const { code, reason, message, header } = await client.call('GetCurrentUser', {}, { authorization });
    codes.push(code);
    expect(header('retry-after')).toBe(code === 'unauthenticated' ? undefined : '3600');
    if (count === 3) expect([reason, message]).toEqual(['TOO_MANY_FAILED_ATTEMPTS', expect.stringContaining('later')]);
  }
  expect(codes).toEqual(['unauthenticated', 'unauthenticated', 'unauthenticated', 'resource_exhausted']);
  expect((await client.call('GetCurrentUser', {}, { authorization: app.admin.basic })).code).toBe('ok');
  client.close();
});

test('the status is 429, in HTTP and in gRPC alike, with the delay among the details', async () => {
  const authorization = basic(randomUUID(), 'a-wrong-secret');
  const rest = { method: 'GET', target: '/v1beta1/users/self', headers: { authorization } };
  for (let count = 0; count < 3; count += 1) expect((await send(app, rest)).status).toBe(401);
  const connect = connectRequest('GetCurrentUser', {}, authorization);
  for (const request of [rest, connect]) {
    const { status, headers, body } = await send(app, request);
    expect(status).toBe(429);
    expect(headers).toMatchObject({ 'retry-after': '3600' });
    expect(headers['www-authenticate']).toBeUndefined();
    expect(body).toContain('google.rpc.RetryInfo');
  }
});

test('at the OAuth endpoints, however the client authenticates', async () => {
  const ask = (target: string, fields: object, headers = {}) =>
    send(app, {
      method: 'POST',
      target,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams({ grant_type: 'client_credentials', ...fields }).toString(),
    });
  const client_id = randomUUID();
  const inBody = { client_id, client_secret: 'a-wrong-secret' };
  const answers = [];
  for (let count = 0; count < 3; count += 1) answers.push(await ask('/oauth2/token', inBody));
  answers.push(await ask('/oauth2/token', inBody));
  answers.push(await ask('/oauth2/token', {}, { authorization: basic(client_id, 'another') }));
  answers.push(await ask('/oauth2/introspect', { ...inBody, token: 'x' }));
  answers.push(await ask('/oauth2/revoke', { ...inBody, token: 'x' }));
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 429, 429, 429, 429]);
  for (const { headers } of answers.slice(3)) expect(headers['retry-after']).toBe('3600');
  for (const { headers } of answers.slice(0, 3)) expect(headers['retry-after']).toBeUndefined();
});

test('so is too many tokens, of the one client alone', async () => {
  const { clientId: client_id, clientSecret: client_secret } = app.admin;
  const ask = async () => {
    const body = JSON.stringify({ grant_type: 'client_credentials', client_id, client_secret });
    const headers = { 'content-type': 'application/json' };
    return send(app, { method: 'POST', target: '/v1beta1/auth/token', headers, body });
  };
  for (let count = 0; count < 4; count += 1) expect((await ask()).status).toBe(200);
  expect(await ask()).toMatchObject({ status: 429, headers: { 'retry-after': '3600' } });
});

test('what was limited is counted', async () => {
  const { body } = await send(app, { method: 'GET', target: '/metrics' });
  expect(body).toMatch(/^frontier_limited_calls_total\{limit="client_from_address"\} [1-9]/m);
  expect(body).toMatch(/^frontier_limited_calls_total\{limit="tokens"\} 1$/m);
});
