// RFC 6750: access tokens as Bearer, and what a resource answers to those that are no good.
import { beforeAll, expect, test } from 'vitest';
import { openWorld, post, request, tokenOf, type World } from './support.js';

let world: World;
let token: string;
beforeAll(async () => {
  world = await openWorld();
  token = await tokenOf(world);
});

const SELF = '/v1beta1/users/self';
const BARE = 'Bearer realm="frontier", Basic realm="frontier"';
const INVALID = 'Bearer realm="frontier", error="invalid_token", Basic realm="frontier"';

const get = (headers: Record<string, string> = {}, path = SELF) => request(world.app.baseUrl + path, { headers });

test('§2.1 in the header, its scheme in any case', async () => {
  for (const scheme of ['Bearer', 'bearer', 'BEARER'])
    expect((await get({ authorization: `${scheme} ${token}` })).status).toBe(200);
});

test('§2.2 not in the body', async () => {
  const answer = await post(world.app, '/oauth2/introspect', { fields: { access_token: token, token } });
  expect(answer.status).toBe(401);
});

test('§2.3, RFC 9700 §4.3.2 not in the query', async () => {
  const answer = await get({}, `${SELF}?access_token=${token}`);
  expect([answer.status, answer.header('www-authenticate')]).toEqual([401, BARE]);
});

test('§2 two ways at once', async () => {
  const answer = await get({ authorization: world.client.basic, 'x-user-token': token });
  expect([answer.status, answer.header('www-authenticate')]).toEqual([401, INVALID]);
});

test('§3 nothing presented: a challenge without an error', async () => {
  const answer = await get();
  expect([answer.status, answer.header('www-authenticate')]).toEqual([401, BARE]);
});

test.each(['Bearer', 'Bearer ', 'Bearer a b', 'Bearer x', 'Bearer a.b.c', 'Basic x', 'Digest x'])(
  '§3.1 invalid_token: %j',
  async (authorization) => {
    const answer = await get({ authorization });
    expect([answer.status, answer.header('www-authenticate')]).toEqual([401, INVALID]);
    expect(answer.text).not.toContain('a.b.c');
  },
);

test('§3.1 insufficient_scope: the token stands for somebody who may not', async () => {
  const answer = await get(
    { authorization: `Bearer ${token}` },
    `/v1beta1/organizations/${world.tenant.orgId}/serviceusers/${world.tenant.serviceUserId}/secrets`,
  );
  expect([answer.status, answer.header('www-authenticate')]).toEqual([
    403,
    'Bearer realm="frontier", error="insufficient_scope"',
  ]);
});

test('§3.1 insufficient_scope: a narrowed token asks what is not about itself', async () => {
  const narrow = await tokenOf(world, { scope: 'app_project_get' });
  const answer = await get({ authorization: `Bearer ${narrow}` }, '/v1beta1/permissions');
  expect(answer.status).toBe(403);
  expect((await get({ authorization: `Bearer ${narrow}` })).status).toBe(200);
});

test('§5.3 an answer that holds a token is not kept', async () => {
  const headers = { authorization: world.client.basic };
  const answer = await post(world.app, '/oauth2/token', { fields: { grant_type: 'client_credentials' }, headers });
  expect([answer.header('cache-control'), answer.header('pragma')]).toEqual(['no-store', 'no-cache']);
});
