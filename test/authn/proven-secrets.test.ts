// Secrets that were proved before: they are not read anew, and nothing else is taken for granted.
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { createAuthenticate } from '../../src/authn/index.js';
import { createProvenSecrets, createSecretMac, type ProvenSecrets } from '../../src/credentials/index.js';
import { systemRandom } from '../../src/kernel/random.js';
import { Redacted } from '../../src/kernel/redacted.js';
import { basic, bearer, refusalFrom, testCall, testMeta } from '../credentials/call.js';
import { type House, openHouse, request } from '../credentials/house.js';

let house: House;
let org: string;
let sub: string;
let secret: { readonly id: string; readonly secret: string };
let token: { readonly id: string; readonly token: string };
let macs = 0;
let proven: ProvenSecrets;
let authenticate: ReturnType<typeof createAuthenticate>;

beforeAll(async () => {
  house = await openHouse();
});

beforeEach(async () => {
  org = await house.organization();
  sub = await house.serviceUser(org);
  secret = await house.secret(sub);
  token = await house.token(sub);
  proven = createProvenSecrets(systemRandom.bytes(32));
  authenticate = createAuthenticate(deps());
  for (const headers of all()) expect(await present(headers)).toMatchObject({ id: sub });
  macs = 0;
});

const present = (headers: Record<string, string>) => authenticate(testMeta(headers));
const refused = (headers: Record<string, string>) => refusalFrom(() => present(headers));
const ofSecret = () => basic(secret.id, secret.secret);
const all = () => [ofSecret(), bearer(token.token), basic(token.id, token.token)];

function deps() {
  const { mac } = house.tokens;
  const compute: typeof mac.compute = (...given) => {
    macs += 1;
    return mac.compute(...given);
  };
  return { ...house.tokens, proven, mac: { ...mac, compute } };
}

test('cost no MAC, and stand for the same as at first', async () => {
  expect(await present(ofSecret())).toEqual({
    namespace: 'app/serviceuser',
    id: sub,
    via: 'client_credentials',
    credentialId: secret.id,
  });
  for (const headers of [bearer(token.token), basic(token.id, token.token)]) {
    const principal = await present(headers);
    expect(principal).toMatchObject({ id: sub, via: 'pat', credentialId: token.id });
    expect([...(principal?.narrowing?.permissions ?? [])]).toEqual(['app_organization_get']);
  }
  expect(macs).toBe(0);
});

test('count as used', async () => {
  const used: string[] = [];
  const noting = createAuthenticate({ ...deps(), lastUse: { used: ({ id }) => void used.push(id) } });
  for (const headers of all()) await noting(testMeta(headers));
  expect(used).toEqual([secret.id, token.id, token.id]);
});

test('are refused once they are deleted, though the same id were to come again', async () => {
  await house.rpc.deleteSecret(request({ id: sub, secretId: secret.id }), testCall());
  await house.rpc.deleteToken(request({ id: sub, tokenId: token.id }), testCall());
  for (const headers of all()) expect(await refused(headers)).toBe('CREDENTIAL_UNKNOWN');
});

test('are refused once another secret stands in their place', async () => {
  const other = await house.secret(sub);
  const { mac } = await house.db
    .selectFrom('secrets')
    .select('mac')
    .where('id', '=', other.id)
    .executeTakeFirstOrThrow();
  await house.db.updateTable('secrets').set({ mac }).where('id', '=', secret.id).execute();
  expect(await refused(ofSecret())).toBe('SECRET_WRONG');
});

test('are proved anew under another master key', async () => {
  const mac = createSecretMac(new Redacted(systemRandom.bytes(32)));
  const changed = createAuthenticate({ ...deps(), mac });
  expect(await refusalFrom(() => changed(testMeta(ofSecret())))).toBe('CREDENTIAL_UNKNOWN');
});

test('are refused once their service user or organization is disabled, or they expire', async () => {
  const disable = (table: 'service_users' | 'organizations', id: string, state: 'enabled' | 'disabled') =>
    house.db.updateTable(table).set({ state }).where('id', '=', id).execute();
  await disable('organizations', org, 'disabled');
  for (const headers of all()) expect(await refused(headers)).toBe('ORGANIZATION_DISABLED');
  await disable('organizations', org, 'enabled');
  await disable('service_users', sub, 'disabled');
  for (const headers of all()) expect(await refused(headers)).toBe('SERVICE_USER_DISABLED');
  await disable('service_users', sub, 'enabled');
  for (const headers of all()) expect(await present(headers)).toBeDefined();
  await house.db
    .updateTable('secrets')
    .set({ expires_at: new Date(house.clock.now()) })
    .where('id', '=', secret.id)
    .execute();
  expect(await refused(ofSecret())).toBe('CREDENTIAL_EXPIRED');
});

test('nothing near them is taken for them', async () => {
  const other = await house.secret(await house.serviceUser(org));
  expect(await refused(basic(other.id, secret.secret))).toBeDefined();
  expect(await refused(basic(secret.id, other.secret))).toBeDefined();
  expect(await refused(basic(secret.id, `${secret.secret}x`))).toBeDefined();
  expect(await refused(bearer(secret.secret))).toBe('TOKEN_MALFORMED');
  expect(await refused({ ...ofSecret(), 'x-user-token': token.token })).toBe('AUTHORIZATION_AMBIGUOUS');
});

test('what is refused is not kept', async () => {
  const wrong = basic(secret.id, 'wrong');
  expect(await refused(wrong)).toBe('SECRET_WRONG');
  expect(proven.find(wrong['authorization'] ?? '')).toBeUndefined();
});
