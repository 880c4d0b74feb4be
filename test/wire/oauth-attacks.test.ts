// Forged tokens and malformed headers at the OAuth endpoints: each refused in its own way, none with a fault of ours.
import type { JsonObject } from '@bufbuild/protobuf';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  ACCESS_TOKEN,
  ask,
  expectError,
  GRANTS,
  openWorld,
  post,
  request,
  tokenOf,
  type World,
} from '../conformance/support.js';
import { alterations, forgeries } from './support/forged.js';

let world: World;
let token: string;
let forged: readonly { readonly name: string; readonly token: string }[];
beforeAll(async () => {
  world = await openWorld();
  token = await tokenOf(world);
  const kid = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid;
  const { json } = await request(`${world.app.baseUrl}/.well-known/jwks.json`, {});
  const jwk = (json['keys'] as JsonObject[]).find((key) => key['kid'] === kid) ?? {};
  forged = [
    ...forgeries(token, jwk),
    ...alterations(token)
      .filter((_, index) => index % 50 === 0)
      .map((text, index) => ({ name: `altered ${index}`, token: text })),
  ];
  expect(forged.length).toBeGreaterThan(40);
});

const headers = () => ({ authorization: world.client.basic });

test('introspection finds none of them active', async () => {
  for (const each of forged) {
    const answer = await post(world.app, '/oauth2/introspect', { fields: { token: each.token }, headers: headers() });
    expect([each.name, answer.status, answer.text]).toEqual([each.name, 200, '{"active":false}']);
  }
});

test('none can be exchanged, as subject or as actor', async () => {
  const types = { subject_token_type: ACCESS_TOKEN, actor_token_type: ACCESS_TOKEN };
  for (const each of forged) {
    const asSubject = { grant_type: GRANTS.tokenExchange, subject_token: each.token, subject_token_type: ACCESS_TOKEN };
    expectError(await ask(world, asSubject), 400, 'invalid_request');
    const asActor = { grant_type: GRANTS.tokenExchange, subject_token: token, actor_token: each.token, ...types };
    expectError(await ask(world, asActor), 400, 'invalid_request');
  }
});

test('none is a grant, and none authenticates a caller', async () => {
  for (const each of forged) {
    const grant = { grant_type: GRANTS.jwtBearer, assertion: each.token };
    expectError(await post(world.app, '/oauth2/token', { fields: grant }), 400, 'invalid_grant');
    const authorization = `Bearer ${each.token}`;
    const asked = await post(world.app, '/oauth2/introspect', { fields: { token }, headers: { authorization } });
    expect([each.name, asked.status, asked.json['error']]).toEqual([each.name, 401, 'invalid_token']);
  }
});

test('revoking any of them ends nothing', async () => {
  for (const each of forged) {
    const answer = await post(world.app, '/oauth2/revoke', { fields: { token: each.token }, headers: headers() });
    expect([each.name, answer.status]).toEqual([each.name, 200]);
  }
  const answer = await post(world.app, '/oauth2/introspect', { fields: { token }, headers: headers() });
  expect(answer.json['active']).toBe(true);
});

describe('Basic', () => {
  const encode = (text: string) => `Basic ${Buffer.from(text, 'latin1').toString('base64')}`;
  const bad: Readonly<Record<string, () => string>> = {
    empty: () => 'Basic',
    'no colon': () => encode(world.client.id),
    'an empty id': () => encode(`:${world.client.secret}`),
    'an empty secret': () => encode(`${world.client.id}:`),
    'several colons': () => encode(`${world.client.id}:${world.client.secret}:x`),
    'half an escape': () => encode(`${world.client.id}:%`),
    'no escape': () => encode(`${world.client.id}:%zz`),
    'an escaped NUL': () => encode(`${world.client.id}:${world.client.secret}%00`),
    'no UTF-8': () => encode(`${world.client.id}:\xff\xfe`),
    'no base64': () => 'Basic !!!!',
    'spaces in it': () => encode(`${world.client.id}:${world.client.secret}`).replace(/(?<=^.{20})/, ' '),
    'a space at its end': () => encode(`${world.client.id}:${world.client.secret} `),
    'the secret twice': () => encode(`${world.client.id}:${world.client.secret}${world.client.secret}`),
    'a prefix of the secret': () => encode(`${world.client.id}:${world.client.secret.slice(0, -1)}`),
    'the id of another credential of the same service user': () => encode(`${world.client.kid}:${world.client.secret}`),
    'the id in upper case': () => encode(`${world.client.id.toUpperCase()}:${world.client.secret}`),
    'a secret of 12,000 characters': () => encode(`${world.client.id}:${'x'.repeat(8_000)}`),
  };

  test.each(Object.keys(bad))('%s', async (name) => {
    const authorization = bad[name]?.() ?? '';
    const fields = { grant_type: 'client_credentials' };
    expectError(await post(world.app, '/oauth2/token', { fields, headers: { authorization } }), 401, 'invalid_client');
  });
});
