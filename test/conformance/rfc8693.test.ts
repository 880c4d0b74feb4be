// RFC 8693: a token for one with the same power or less, who may have it, and what ends it.
import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { altered } from '../support/altered.js';
import { ISSUER, OTHER_AUDIENCE } from '../support/app.js';
import {
  ACCESS_TOKEN,
  ask,
  assertion,
  createClient,
  expectError,
  type Fields,
  GRANTS,
  type OAuthClient,
  openWorld,
  post,
  request,
  tokenOf,
  type World,
} from './support.js';

let world: World;
let service: OAuthClient;
beforeAll(async () => {
  world = await openWorld();
  service = await createClient(world.act, world.tenant.orgId);
});

const JWT = 'urn:ietf:params:oauth:token-type:jwt';
const request8693 = (subject_token: string, more: Record<string, string | undefined> = {}) => ({
  grant_type: GRANTS.tokenExchange,
  subject_token,
  subject_token_type: ACCESS_TOKEN,
  ...more,
});
const exchange = (token: string, more: Record<string, string | undefined> = {}, by = service) =>
  ask(world, request8693(token, more), by);
const claimsOf = (answer: { json: Readonly<Record<string, unknown>> }) =>
  decodeJwt(String(answer.json['access_token']));
const self = (answer: { json: Readonly<Record<string, unknown>> }) =>
  request(`${world.app.baseUrl}/v1beta1/users/self`, {
    headers: { authorization: `Bearer ${answer.json['access_token']}` },
  });

describe('§2.1 the request', () => {
  test.each<[string, Record<string, string | undefined>]>([
    ['no subject_token', { subject_token: undefined }],
    ['no subject_token_type', { subject_token_type: undefined }],
    ['an unknown type', { subject_token_type: 'urn:ietf:params:oauth:token-type:saml2' }],
    ['an id_token', { subject_token_type: 'urn:ietf:params:oauth:token-type:id_token' }],
    ['an actor_token_type alone', { actor_token_type: ACCESS_TOKEN }],
    ['an actor_token alone', { actor_token: 'x' }],
    ['an actor_token that is none', { actor_token: 'x', actor_token_type: ACCESS_TOKEN }],
    ['a refresh token wanted', { requested_token_type: 'urn:ietf:params:oauth:token-type:refresh_token' }],
  ])('%s', async (_, more) => {
    expectError(await exchange(await tokenOf(world), more), 400, 'invalid_request');
  });

  test('the client must authenticate', async () => {
    const fields: Fields = request8693(await tokenOf(world));
    expectError(await post(world.app, '/oauth2/token', { fields }), 401, 'invalid_client');
  });

  test('§2.2.2 a subject token that is no good, in any way', async () => {
    const gone = await createClient(world.act, world.tenant.orgId);
    const dead = await tokenOf(world, {}, gone);
    await world.act('DeleteServiceUser', { org_id: world.tenant.orgId, id: gone.serviceUserId });
    const token = await tokenOf(world);
    for (const bad of ['x', 'a.b.c', altered(token), dead, await assertion(world.client)])
      expectError(await exchange(bad), 400, 'invalid_request');
  });
});

describe('§2.2.1 the answer', () => {
  test('says the type, and the life that is left', async () => {
    const token = await tokenOf(world);
    for (const type of [ACCESS_TOKEN, JWT]) {
      const answer = await exchange(token, { subject_token_type: type, requested_token_type: type });
      expect(answer.status).toBe(200);
      expect(answer.json).toMatchObject({ issued_token_type: type, token_type: 'Bearer' });
      expect(Number(claimsOf(answer).exp)).toBeLessThanOrEqual(Number(decodeJwt(token).exp));
    }
    expect((await exchange(token)).json['issued_token_type']).toBe(ACCESS_TOKEN);
  });
});

describe('§4.1 act', () => {
  test('names the client that was handed the token; the subject stays', async () => {
    const answer = await exchange(await tokenOf(world));
    expect(claimsOf(answer)).toMatchObject({
      sub: world.client.serviceUserId,
      client_id: service.id,
      cred: world.client.id,
      auth_via: 'token_exchange',
      act: { sub: service.serviceUserId, client_id: service.id },
    });
    expect((await self(answer)).json).toMatchObject({ serviceuser: { id: world.client.serviceUserId } });
  });

  test('is not there when a client trades its own', async () => {
    expect(claimsOf(await exchange(await tokenOf(world), {}, world.client))).not.toHaveProperty('act');
  });

  test('nests, the newest outermost, and not without end', async () => {
    let token = await tokenOf(world);
    const chain: OAuthClient[] = [];
    for (let index = 0; index < 4; index++) {
      const next = await createClient(world.act, world.tenant.orgId);
      const answer = await exchange(token, {}, next);
      expect(answer.status).toBe(200);
      chain.push(next);
      token = String(answer.json['access_token']);
    }
    const [first, second, third, fourth] = chain.map(({ serviceUserId }) => serviceUserId);
    const act = { sub: fourth, act: { sub: third, act: { sub: second, act: { sub: first } } } };
    expect(decodeJwt(token)).toMatchObject({ act });
    expectError(await exchange(token), 400, 'invalid_request');
  });

  test("§2.1 an actor_token must be the client's own, and bounds the life", async () => {
    const actor_token = await tokenOf(world, {}, service);
    const more = { actor_token, actor_token_type: ACCESS_TOKEN };
    const token = await tokenOf(world);
    const answer = await exchange(token, more);
    expect(answer.status).toBe(200);
    expect(claimsOf(answer)['from']).toEqual([decodeJwt(token).jti, decodeJwt(actor_token).jti]);
    expectError(await exchange(token, more, world.client), 400, 'invalid_request');
  });
});

describe('never more than the subject token', () => {
  test('scope shrinks, and does not grow', async () => {
    const narrow = await tokenOf(world, { scope: 'app_project_get app_group_get' });
    expect((await exchange(narrow)).json['scope']).toBe('app_group_get app_project_get');
    const narrower = await exchange(narrow, { scope: 'app_project_get' });
    expect(narrower.json['scope']).toBe('app_project_get');
    expectError(await exchange(narrow, { scope: 'app_project_get app_project_update' }), 400, 'invalid_scope');
    const twice = String(narrower.json['access_token']);
    expectError(await exchange(twice, { scope: 'app_group_get' }), 400, 'invalid_scope');
    expect((await exchange(await tokenOf(world), { scope: 'app_project_get' })).json['scope']).toBe('app_project_get');
  });

  test('a token for us goes for one for another service, and not back', async () => {
    const away = await exchange(await tokenOf(world), { audience: OTHER_AUDIENCE });
    expect(claimsOf(away).aud).toBe(OTHER_AUDIENCE);
    expect((await self(away)).status).toBe(401);
    const token = String(away.json['access_token']);
    for (const by of [world.client, service])
      expect((await exchange(token, { audience: ISSUER }, by)).json['error']).toMatch(/^invalid_(target|request)$/);
    const own = await exchange(token, {}, world.client);
    expect(claimsOf(own).aud).toBe(OTHER_AUDIENCE);
    expectError(await exchange(await tokenOf(world), { audience: 'https://evil.test' }), 400, 'invalid_target');
  });

  test('a token for another service is exchanged by its subject alone, or by whom its audience names', async () => {
    const token = await tokenOf(world, { resource: OTHER_AUDIENCE });
    expectError(await exchange(token), 400, 'invalid_request');
    expect((await exchange(token, {}, world.client)).status).toBe(200);
  });
});

describe('what ends it', () => {
  test.each(['subject', 'actor'])("the %s's credential", async (whose) => {
    const [subject, actor] = [
      await createClient(world.act, world.tenant.orgId),
      await createClient(world.act, world.tenant.orgId),
    ];
    const answer = await exchange(await tokenOf(world, {}, subject), {}, actor);
    expect((await self(answer)).status).toBe(200);
    const { serviceUserId: id, id: secret_id } = whose === 'subject' ? subject : actor;
    await world.act('DeleteSecret', { org_id: world.tenant.orgId, id, secret_id });
    expect((await self(answer)).status).toBe(401);
  });

  test.each(['subject', 'actor'])('the %s disabled, for good', async (whose) => {
    const [subject, actor] = [
      await createClient(world.act, world.tenant.orgId),
      await createClient(world.act, world.tenant.orgId),
    ];
    const answer = await exchange(await tokenOf(world, {}, subject), {}, actor);
    const of = { org_id: world.tenant.orgId, id: (whose === 'subject' ? subject : actor).serviceUserId };
    await world.act('DisableServiceUser', of);
    expect((await self(answer)).status).toBe(401);
    await world.act('EnableServiceUser', of);
    expect((await self(answer)).status).toBe(401);
  });

  test('an actor at first hand, behind another', async () => {
    const actor = await createClient(world.act, world.tenant.orgId);
    const first = await exchange(await tokenOf(world), {}, actor);
    const second = await exchange(String(first.json['access_token']));
    expect((await self(second)).status).toBe(200);
    await world.act('DeleteServiceUser', { org_id: world.tenant.orgId, id: actor.serviceUserId });
    expect((await self(second)).status).toBe(401);
  });
});

test('AuthToken takes it as well', async () => {
  const body = JSON.stringify({ ...request8693(await tokenOf(world), { scope: 'app_project_get' }) });
  const headers = { 'content-type': 'application/json', authorization: service.basic };
  const answer = await request(`${world.app.baseUrl}/v1beta1/auth/token`, { method: 'POST', headers, body });
  expect(answer.json).toMatchObject({ issued_token_type: ACCESS_TOKEN, scope: 'app_project_get' });
  expect(claimsOf(answer)).toMatchObject({ act: { sub: service.serviceUserId } });
});

test('introspection shows act to both', async () => {
  const token = String((await exchange(await tokenOf(world))).json['access_token']);
  for (const { basic } of [world.client, service]) {
    const answer = await post(world.app, '/oauth2/introspect', {
      fields: { token },
      headers: { authorization: basic },
    });
    expect(answer.json).toMatchObject({ active: true, act: { sub: service.serviceUserId } });
  }
});
