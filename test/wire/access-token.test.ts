// Access tokens from outside: a stock verifier takes them, and the service takes nothing else for one.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { DatabaseConfig } from '../../src/config/index.js';
import { ISSUER, startApp, type TestApp, type TestAppOptions } from '../support/app.js';
import { type TestClock, testClock } from '../support/clock.js';
import { createPostgresDatabase } from '../support/postgres.js';
import { type Client, text } from './support/client.js';
import { openClient } from './support/clients.js';
import { alterations, forgeries } from './support/forged.js';
import { expectRefused, present, WHO } from './support/presented.js';
import { send } from './support/raw-answer.js';
import { selfSigned } from './support/self-signed.js';
import { actAs, createTenant, plainClient } from './support/tenant.js';

const SETTINGS = {
  FRONTIER_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
  FRONTIER_BOOTSTRAP_CLIENT_ID: '5a6c0f2e-93b4-4f0e-8f7a-2d3c4b5a6978',
  FRONTIER_BOOTSTRAP_CLIENT_SECRET: 'for a test, and of no use elsewhere'.replaceAll(' ', '-'),
  FRONTIER_ACCESS_TOKEN_TTL: '10m',
  // Forgeries by the hundred are made here, to see each of them refused for what it is.
  FRONTIER_LIMIT_FAILURES_PER_ADDRESS: 'off',
};
const TTL_MS = 10 * 60_000;

let clock: TestClock;
let app: TestApp;
let grpc: Client;
let token: string;
/** Good tokens of the same key, but of a deployment with other terms. */
const strange: Record<string, string> = {};
const cleanups: (() => unknown)[] = [];

beforeAll(async () => {
  const database = await ownDatabase();
  const tokenOf = async (options: TestAppOptions) => {
    const other = await startApp({ database, ...options, settings: { ...SETTINGS, ...options.settings } });
    return getToken(other).finally(() => other.close());
  };
  const start = testClock();
  const ahead = testClock(start.now() + 3_600_000);
  strange['for another audience'] = await tokenOf({
    clock: start,
    settings: { FRONTIER_AUDIENCE: 'https://other.test' },
  });
  strange['of another issuer'] = await tokenOf({
    clock: start,
    settings: { FRONTIER_ISSUER: 'https://other.test', FRONTIER_AUDIENCE: ISSUER },
  });
  strange['not yet valid'] = await tokenOf({ clock: ahead });
  clock = testClock();
  app = await startApp({ database, clock, settings: SETTINGS });
  grpc = openClient('grpc-js', app.baseUrl);
  token = await getToken(app);
});

afterAll(async () => {
  grpc.close();
  await app.close();
  for (const cleanup of cleanups) await cleanup();
});

/** One that apps can be started on one after the other. */
async function ownDatabase(): Promise<DatabaseConfig> {
  if (inject('backend') === 'postgres') {
    const { url, drop } = await createPostgresDatabase();
    cleanups.push(drop);
    return { kind: 'postgres', url };
  }
  const folder = mkdtempSync(join(tmpdir(), 'frontier-test-tokens-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  return { kind: 'embedded', folder: join(folder, 'postgres') };
}

async function getToken({ baseUrl, admin }: TestApp): Promise<string> {
  return text(await actAs(plainClient(baseUrl), admin.basic)('AuthToken', {}), 'access_token');
}

const bearer = (value: string) => ({ authorization: `Bearer ${value}` });

async function signingJwk(): Promise<Record<string, string>> {
  const { keys } = JSON.parse((await send(app, { method: 'GET', target: '/.well-known/jwks.json' })).body);
  expect(keys).toHaveLength(1);
  return keys[0];
}

test('a stock verifier takes it, by nothing but the published keys', async () => {
  const keys = createRemoteJWKSet(new URL(`${app.baseUrl}/.well-known/jwks.json`));
  const { payload, protectedHeader } = await jwtVerify(token, keys, {
    issuer: ISSUER,
    audience: ISSUER,
    algorithms: ['RS256'],
    requiredClaims: ['sub', 'jti', 'iat', 'exp'],
    currentDate: new Date(clock.now()),
  });
  const { sub, client_id, cred } = payload;
  expect(protectedHeader).toEqual({ alg: 'RS256', kid: payload['kid'], typ: 'JWT' });
  expect(payload).toMatchObject({
    gen: 'system',
    sub_type: 'app/serviceuser',
    auth_via: 'client_credentials',
    org_ids: '',
  });
  expect({ sub, client_id, cred }).toEqual({
    sub: '00000000-0000-0000-0000-000000000001',
    client_id: app.admin.clientId,
    cred: app.admin.clientId,
  });
  expect(Number(payload.exp) - Number(payload.iat)).toBe(TTL_MS / 1000);
});

test('the keys are public in every sense', async () => {
  const { n: _, ...jwk } = await signingJwk();
  expect(jwk).toEqual({ kty: 'RSA', alg: 'RS256', use: 'sig', kid: jwk['kid'], e: 'AQAB' });
});

test('it is taken by every door, and whatever the case of the scheme', async () => {
  for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
    const { rest, connect, grpc: code } = await present(app, grpc, { authorization: `${scheme} ${token}` });
    expect([rest.status, connect.status, code]).toEqual([200, 200, 'ok']);
  }
});

test('altered in any character, it is refused', async () => {
  const altered = alterations(token);
  expect(altered.length).toBeGreaterThan(900);
  const statuses: number[] = [];
  for (let index = 0; index < altered.length; index += 25)
    statuses.push(...(await Promise.all(altered.slice(index, index + 25).map(statusOf))));
  expect(statuses.findIndex((status) => status !== 401)).toBe(-1);
  for (let index = 0; index < altered.length; index += 97)
    expectRefused(await present(app, grpc, bearer(altered[index] ?? '')));
});

async function statusOf(altered: string): Promise<number> {
  return (await send(app, { method: 'GET', target: WHO, headers: bearer(altered) })).status;
}

test('forged, it is refused', async () => {
  const all = forgeries(token, await signingJwk());
  expect(all.length).toBeGreaterThan(30);
  for (const { name, token: forged } of all) {
    const answers = await present(app, grpc, bearer(forged));
    expect(answers.rest.status, name).toBe(401);
    expectRefused(answers);
  }
});

test.each(['for another audience', 'of another issuer', 'not yet valid'])(
  'rightly signed, but %s: refused',
  async (what) => {
    expectRefused(await present(app, grpc, bearer(strange[what] ?? '')));
  },
);

test('it is good until its last second, and not in the next', async () => {
  const shortLived = await getToken(app);
  clock.advance(TTL_MS - 1000);
  expect(await present(app, grpc, bearer(shortLived))).toMatchObject({ rest: { status: 200 }, grpc: 'ok' });
  clock.advance(1000);
  expectRefused(await present(app, grpc, bearer(shortLived)));
  token = await getToken(app);
});

describe('a JWT that a service user signs', () => {
  test('counts for itself alone, for us alone and for a while alone', async () => {
    const act = actAs(plainClient(app.baseUrl), app.admin.basic);
    const tenant = await createTenant(app);
    const id = tenant.serviceUserId;
    const { key } = (await act('CreateKey', { id, org_id: tenant.orgId, title: 'k' })) as {
      key: Record<string, string>;
    };
    const now = Math.floor(clock.now() / 1000);
    const times = { iat: now, exp: now + 300 };
    const good = { ...times, aud: ISSUER };
    const sign = (claims: Record<string, unknown>, header = {}) => selfSigned(key, { claims, header });
    for (const claims of [good, times, { ...times, aud: [`${ISSUER}/v1beta1/auth/token`] }])
      expect(await present(app, grpc, bearer(await sign(claims)))).toMatchObject({ rest: { status: 200 }, grpc: 'ok' });
    const bad = [
      { ...good, sub: tenant.secretId },
      { ...good, sub: undefined },
      { ...good, aud: 'https://other.test' },
      { ...good, aud: [ISSUER, 'https://other.test'] },
      { ...good, exp: now },
      { ...good, exp: undefined },
      { ...good, exp: now + 13 * 3600 },
      { ...good, exp: 1e300 },
      { ...good, nbf: now + 3600 },
      { ...good, iat: now + 3600, exp: now + 7200 },
      { ...good, kid: tenant.keyId },
      { ...good, gen: 'system', iss: ISSUER, sub_type: 'app/serviceuser' },
    ];
    for (const claims of bad) expectRefused(await present(app, grpc, bearer(await sign(claims))));
    for (const header of [{ kid: tenant.keyId }, { typ: 'at+jwt' }, { kid: 'x'.repeat(5000) }])
      expectRefused(await present(app, grpc, bearer(await sign(good, header))));
  });
});
