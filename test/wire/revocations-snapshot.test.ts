// The signed snapshot: a gateway that has nothing but it and the key set tells the tokens that were revoked.
import { inflateSync } from 'node:zlib';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import { basic, ISSUER, sharedApp, type TestApp } from '../support/app.js';
import { text } from './support/client.js';
import { openClient } from './support/clients.js';
import { type RawAnswer, send } from './support/raw-answer.js';
import { type Act, actAs, createServiceUser, createTenant, plainClient, type Tenant } from './support/tenant.js';

const TARGET = '/v1beta1/revocations';
const TYPE = 'application/revocations+jwt';
const SOON = { timeout: 10_000, interval: 100 };

let app: TestApp;
let act: Act;
let tenant: Tenant;

beforeAll(async () => {
  app = await sharedApp();
  act = actAs(plainClient(app.baseUrl), app.admin.basic);
  tenant = await createTenant(app);
});

function get(headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<RawAnswer> {
  return send(app, { method, target: TARGET, headers: { authorization: app.admin.basic, ...headers } });
}

/** Of what was revoked up to `revision`; what is answered may be a second old. */
async function snapshotAt(revision: string): Promise<RawAnswer> {
  let answer = await get({ accept: TYPE });
  const reached = async () => {
    if (String(decodeJwt(answer.body)['revision']) < revision) answer = await get({ accept: TYPE });
    return String(decodeJwt(answer.body)['revision']) >= revision;
  };
  await expect.poll(reached, SOON).toBe(true);
  return answer;
}

async function tokenOf(authorization: string): Promise<string> {
  return text(await actAs(plainClient(app.baseUrl), authorization)('AuthToken', {}), 'access_token');
}

/** What a gateway does: `KIND KEY GENERATION EXPIRES` by kind and key. */
async function offline(jwt: string): Promise<(token: string) => boolean> {
  const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', app.baseUrl));
  const { payload } = await jwtVerify(jwt, keys, { issuer: ISSUER, typ: 'revocations+jwt' });
  const lines = inflateSync(Buffer.from(String(payload['entries']), 'base64url'))
    .toString()
    .trim()
    .split('\n');
  const entries = new Map(
    lines.map((line) => {
      const [kind, key, generation] = line.split(' ');
      return [`${kind} ${key}`, Number(generation)];
    }),
  );
  const ended = (kind: string, key: unknown, generation: number) => (entries.get(`${kind} ${key}`) ?? 0) > generation;
  return (token) => {
    const { jti, cred, sub, org_ids, gens } = decodeJwt<{
      cred: string;
      org_ids: string;
      gens: Record<string, number>;
    }>(token);
    const { kid } = decodeProtectedHeader(token);
    if (ended('token', jti, 0) || ended('signing_key', kid, 0)) return true;
    return (
      ended('credential', cred, gens['cred'] ?? 0) ||
      ended('principal', sub, gens['sub'] ?? 0) ||
      ended('organization', org_ids, gens['org'] ?? 0)
    );
  };
}

test('tokens are told by it and the key set alone: one that was revoked, those of a secret, those of a service user', async () => {
  const robot = await createServiceUser(act, tenant.orgId);
  const made = await act('CreateSecret', { id: robot.id, title: 'other' });
  const other = basic(text(made, 'secret.id'), text(made, 'secret.secret'));
  const disabled = await createServiceUser(act, tenant.orgId);
  const [bySecret, good, single, byUser] = [
    await tokenOf(robot.basic),
    await tokenOf(other),
    await tokenOf(other),
    await tokenOf(disabled.basic),
  ];
  await act('DeleteSecret', { id: robot.id, secret_id: robot.secretId });
  await act('RevokeToken', { token: single });
  await act('DisableServiceUser', { id: disabled.id });
  const { revision } = await act('EnableServiceUser', { id: disabled.id });
  const anew = await tokenOf(disabled.basic);
  const answer = await snapshotAt(String(revision));
  expect(answer.headers['content-type']).toBe(TYPE);
  const isEnded = await offline(answer.body);
  expect([bySecret, single, byUser, good, anew].map(isEnded)).toEqual([true, true, true, false, false]);
});

test('it says how long it holds, and whose it is', async () => {
  const { body } = await get({ accept: TYPE });
  const { iss, iat = 0, exp = 0, ttl, revision } = decodeJwt(body);
  expect([iss, exp - iat, ttl]).toEqual([ISSUER, 900, 10]);
  expect(revision).toMatch(/^\d{16}$/);
});

test('who has it already is told so, until more is revoked', async () => {
  const first = await get({ accept: TYPE });
  const etag = first.headers['etag'] ?? '';
  expect(first.headers).toMatchObject({ 'cache-control': 'private, no-cache', vary: 'Accept' });
  const again = await get({ accept: TYPE, 'if-none-match': etag });
  expect([again.status, again.body, again.headers['etag']]).toEqual([304, '', etag]);
  await act('RevokeToken', { token: await tokenOf(app.admin.basic) });
  await expect.poll(async () => (await get({ 'if-none-match': etag })).status, SOON).toBe(200);
});

test('it is signed once for all who ask, in whatever form', async () => {
  const { revision } = await act('RevokeToken', { token: await tokenOf(app.admin.basic) });
  const { body: jwt } = await snapshotAt(String(revision));
  const json = JSON.parse((await get()).body);
  expect(json).toEqual({ jwt, revision: decodeJwt(jwt)['revision'] });
  const grpc = openClient('grpc-js', app.baseUrl);
  expect((await grpc.call('GetRevocations', {}, { authorization: app.admin.basic })).value).toEqual(json);
  grpc.close();
  const head = await get({ accept: TYPE }, 'HEAD');
  expect([head.status, head.headers['content-length'], head.body]).toEqual([200, String(jwt.length), '']);
});

test('strangers and those without rights do not get it, and other methods are refused', async () => {
  expect((await send(app, { method: 'GET', target: TARGET })).status).toBe(401);
  expect((await get({ authorization: tenant.owner })).status).toBe(403);
  const post = await get({}, 'POST');
  expect([post.status, post.headers['allow']]).toEqual([405, expect.stringContaining('GET')]);
});
