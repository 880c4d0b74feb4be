// API tokens: made by who holds what they give, presented in two ways and no other, and over when they are said to be.
import { sql } from 'kysely';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { credentialsRpc, SECRET_PATTERN } from '../../src/credentials/index.js';
import { refKey } from '../../src/kernel/object-ref.js';
import type { Principal } from '../../src/kernel/principal.js';
import { altered } from '../support/altered.js';
import { basic, bearer, refusalFrom, testCall, testMeta } from './call.js';
import { type House, openHouse, request, tokensDeps, uuid } from './house.js';

const DAY = 86_400_000;
const timestamp = (milliseconds: number) => ({ seconds: BigInt(Math.floor(milliseconds / 1000)), nanos: 0 });
const inMs = (value: unknown) => Number((value as { seconds: bigint }).seconds) * 1000;

let house: House;
let org: string;
let id: string;
beforeAll(async () => {
  house = await openHouse();
  org = await house.organization();
});
beforeEach(async () => {
  id = await house.serviceUser(org);
});

const call = (caller: Principal = house.caller) => testCall({}, caller);
const who = async (headers: Readonly<Record<string, string>>) => house.authenticate(testMeta(headers));
const create = (more: object = {}, caller = house.caller) =>
  house.rpc.createToken(
    request({ id, title: 't', permissions: ['app_organization_get'], resource: '', ...more }),
    call(caller),
  );
const listed = async () => (await house.rpc.listTokens(request({ id }), call())).tokens ?? [];

describe('CreateToken', () => {
  test('answers the token once, with its set, its object and its expiry', async () => {
    const resource = `app/organization:${org}`;
    const permissions = ['app.organization.update', 'app_organization_get', 'app_organization_get'];
    const { token, revision } = await create({ permissions, resource, ttl: '12h' });
    expect(token?.token).toMatch(/^frt_[0-9a-f]{32}_[0-9A-Za-z]{49}$/);
    expect(token?.token).toMatch(SECRET_PATTERN);
    expect(token).toMatchObject({
      permissions: ['app_organization_get', 'app_organization_update'],
      resource,
      isValid: true,
      createdBy: refKey(house.caller),
    });
    expect(inMs(token?.expiresAt)).toBe(house.clock.now() + DAY / 2);
    expect(revision).toMatch(/^\d{16}$/);
    const [again] = await listed();
    const { token: _, ...rest } = token ?? {};
    expect(again).toEqual(rest);
    expect(JSON.stringify(again, (_key, value) => (typeof value === 'bigint' ? Number(value) : value))).not.toMatch(
      /frt_/,
    );
  });

  test('lives 30 days unless it is said otherwise', async () => {
    expect(inMs((await create()).token?.expiresAt)).toBe(house.clock.now() + 30 * DAY);
    const expiresAt = timestamp(house.clock.now() + DAY);
    expect((await create({ expiresAt })).token?.expiresAt).toMatchObject(expiresAt);
  });

  test.each([
    ['no title', { title: '' }, 'title'],
    ['no permission', { permissions: [] }, 'permissions'],
    ['101 permissions', { permissions: Array(101).fill('app_organization_get') }, 'permissions'],
    ['a permission that is not defined', { permissions: ['app_organization_get', 'none.such.get'] }, 'permissions[1]'],
    ['what no permission is spelled with', { permissions: ['a b'] }, 'permissions[0]'],
    ['NUL', { permissions: ['a\0'] }, 'permissions[0]'],
    ['the platform itself', { permissions: ['app_platform_superuser'] }, 'permissions[0]'],
    ['a permission of nothing to do with the object', { resource: `app/user:${uuid()}` }, 'permissions[0]'],
    ['an object that is none', { resource: 'x' }, 'resource'],
    ['a life of no length', { ttl: '0' }, 'ttl'],
    ['a life that is no duration', { ttl: '1w' }, 'ttl'],
    ['a life longer than may be', { ttl: '366d' }, 'ttl'],
    ['two expiries', { ttl: '1d', expiresAt: timestamp(9_999_999_999_000) }, 'ttl'],
    ['an expiry in the past', { expiresAt: timestamp(0) }, 'expires_at'],
    ['an expiry later than may be', { expiresAt: timestamp(9_999_999_999_000) }, 'expires_at'],
  ])('refuses %s', async (_, fields, field) => {
    await expect(create(fields)).rejects.toMatchObject({ code: 'invalid_argument', violations: [{ field }] });
  });

  test('refuses what its maker does not hold, at the object or else at the organization', async () => {
    const asked: unknown[] = [];
    const rpc = credentialsRpc({
      ...house.credentials,
      holds: (_caller, permission, object) => {
        asked.push([permission, refKey(object)]);
        return permission !== 'app_organization_update';
      },
    });
    const make = (permissions: readonly string[], resource = '') =>
      rpc.createToken(request({ id, title: 't', permissions, resource }), call());
    const refusal = { code: 'permission_denied', reason: 'TOKEN_EXCEEDS_HOLDER' };
    await expect(make(['app_organization_get', 'app_organization_update'])).rejects.toMatchObject(refusal);
    await make(['app_project_get'], `app/project:${uuid()}`);
    await make(['app_organization_serviceusermanage'], `app/serviceuser:${id}`);
    await make(['app_platform_check']);
    expect(asked).toEqual([
      ['app_organization_get', `app/organization:${org}`],
      ['app_organization_update', `app/organization:${org}`],
      ['app_project_get', expect.stringMatching(/^app\/project:/)],
      ['app_organization_serviceusermanage', `app/serviceuser:${id}`],
      ['app_platform_check', 'app/platform:platform'],
    ]);
  });

  test('a token makes none that outlives it; one that says nothing of its life makes none', async () => {
    const made = await house.token(id, { ttl: '1h' });
    const maker = (await who(bearer(made.token))) as Principal;
    const end = house.clock.now() + DAY / 24;
    expect(inMs((await create({}, maker)).token?.expiresAt)).toBe(end);
    expect(inMs((await create({ ttl: '1h' }, maker)).token?.expiresAt)).toBe(end);
    for (const longer of [{ ttl: '3601' }, { expiresAt: timestamp(end + 1000) }])
      await expect(create(longer, maker)).rejects.toMatchObject({ reason: 'TOKEN_EXCEEDS_HOLDER' });
    const narrowing = { permissions: new Set<string>(), resource: undefined };
    await expect(create({ ttl: '1s' }, { ...maker, narrowing })).rejects.toMatchObject({
      reason: 'TOKEN_NOT_PERMITTED',
    });
  });

  test('has a limit of 100 that live', async () => {
    const values = { title: '', created_by: '', created_at: new Date(0), mac: Buffer.alloc(32), mac_key_id: 'k' };
    const row = (expires_at: Date) => ({ ...values, id: uuid(), service_user_id: id, expires_at, permissions: [] });
    const live = new Date(house.clock.now() + 1);
    const rows = [...Array.from({ length: 100 }, () => row(live)), row(new Date(0))];
    await house.db.insertInto('api_tokens').values(rows).execute();
    await expect(create()).rejects.toMatchObject({
      reason: 'CREDENTIAL_LIMIT_REACHED',
      message: expect.stringContaining('at most 100 live API tokens'),
    });
  });
});

describe('presented', () => {
  test('as Bearer and by Basic it stands for its service user, narrowed', async () => {
    const resource = `app/organization:${org}`;
    const made = await house.token(id, { resource });
    for (const headers of [bearer(made.token), basic(made.id, made.token)])
      expect(await who(headers)).toEqual({
        namespace: 'app/serviceuser',
        id,
        via: 'pat',
        credentialId: made.id,
        narrowing: {
          permissions: new Set(['app_organization_get']),
          resource: { namespace: 'app/organization', id: org },
          expiresAt: house.clock.now() + 30 * DAY,
        },
      });
  });

  test('in no other way', async () => {
    const { id: tokenId, token } = await house.token(id);
    const other = await house.token(id);
    const secret = await house.secret(id);
    const ways: readonly Readonly<Record<string, string>>[] = [
      { 'x-user-token': token },
      { cookie: `graphql-access=${token}` },
      basic(other.id, token),
      basic(id, token),
      basic(token, ''),
      basic(token, token),
      basic('', token),
      basic(secret.id, token),
      basic(tokenId, secret.secret),
      bearer(secret.secret),
      { authorization: `Token ${token}` },
      { authorization: token },
    ];
    for (const headers of ways) {
      const seen = headers['cookie'] === undefined ? await refusalFrom(() => who(headers)) : await who(headers);
      expect(seen, JSON.stringify(headers)).toSatisfy((value) => value === undefined || typeof value === 'string');
    }
  });

  test('it is exchanged for no other token', async () => {
    const { id: tokenId, token } = await house.token(id);
    const exchange = (fields: object, headers: Readonly<Record<string, string>> = {}) =>
      refusalFrom(() =>
        house.tokensRpc.authToken(
          request({ grantType: '', clientId: '', clientSecret: '', assertion: '', ...fields }),
          testCall(headers),
        ),
      );
    const grantType = 'client_credentials';
    expect(await exchange({}, bearer(token))).toBe('TOKEN_NOT_EXCHANGEABLE');
    expect(await exchange({}, basic(tokenId, token))).toBe('TOKEN_NOT_EXCHANGEABLE');
    expect(await exchange({ grantType }, basic(tokenId, token))).toBe('SECRET_MALFORMED');
    expect(await exchange({ grantType, clientId: tokenId, clientSecret: token })).toBe('SECRET_MALFORMED');
    const assertion = { grantType: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: token };
    expect(await exchange(assertion)).toBe('TOKEN_MALFORMED');
  });

  test('a typing error is found without a query, a made-up one is refused as an unknown one', async () => {
    const { token } = await house.token(id);
    let asked = 0;
    const { credentials, keyring } = house;
    const reader = {
      find: (key: string) => {
        asked += 1;
        return credentials.reader.find(key);
      },
    };
    const { authenticate } = tokensDeps(credentials, keyring, reader);
    for (const typo of [token.slice(0, -1), `${token}x`, altered(token), token.toUpperCase(), 'frt_', 'frt_x'])
      expect(await refusalFrom(() => authenticate(testMeta(bearer(typo))))).toBe('TOKEN_MALFORMED');
    expect(asked).toBe(0);
    await authenticate(testMeta(bearer(token)));
    expect(asked).toBe(1);
  });

  test('a MAC moved to another row does not fit, nor does a token of another kind', async () => {
    const [one, two] = [await house.token(id), await house.token(id)];
    await sql`update api_tokens set mac = (select mac from api_tokens where id = ${two.id}) where id = ${one.id}`.execute(
      house.db,
    );
    expect(await refusalFrom(() => who(bearer(one.token)))).toBe('SECRET_WRONG');
    expect((await who(bearer(two.token)))?.id).toBe(id);
  });

  test('until it expires and not a millisecond longer, nor when it is deleted or its service user disabled', async () => {
    const [short, deleted, kept] = [await house.token(id, { ttl: '1s' }), await house.token(id), await house.token(id)];
    house.clock.advance(999);
    await who(bearer(short.token));
    house.clock.advance(1);
    expect(await refusalFrom(() => who(bearer(short.token)))).toBe('CREDENTIAL_EXPIRED');
    await house.rpc.deleteToken(request({ id, tokenId: deleted.id }), call());
    expect(await refusalFrom(() => who(bearer(deleted.token)))).toBe('CREDENTIAL_UNKNOWN');
    const valid = async () => (await listed()).filter(({ isValid }) => isValid).map((token) => token.id);
    expect(await valid()).toEqual([kept.id]);
    await house.rpc.disableServiceUser(request({ id }), call());
    expect(await refusalFrom(() => who(bearer(kept.token)))).toBe('SERVICE_USER_DISABLED');
    expect(await valid()).toEqual([]);
    expect(await listed()).toHaveLength(2);
  });

  test('another service user cannot delete it', async () => {
    const made = await house.token(id);
    const other = await house.serviceUser(org);
    for (const tokenId of [made.id, uuid()])
      await expect(house.rpc.deleteToken(request({ id: other, tokenId }), call())).rejects.toMatchObject({
        reason: 'TOKEN_NOT_FOUND',
      });
    await who(bearer(made.token));
  });
});

describe('rule 10: what a token names is gone', () => {
  test('with its service user, and with its organization', async () => {
    const own = await house.organization();
    const [first, second] = [await house.serviceUser(own), await house.serviceUser(own)];
    const tokens = [await house.token(first), await house.token(second)];
    await house.rpc.deleteServiceUser(request({ id: first }), call());
    await house.organizations.delete(own);
    for (const { token } of tokens) expect(await refusalFrom(() => who(bearer(token)))).toBe('CREDENTIAL_UNKNOWN');
  });

  test('with the object it is bound to, so that one of the same id is another', async () => {
    const elsewhere = await house.organization();
    const made = await house.token(id, { resource: `app/organization:${elsewhere}` });
    await house.organizations.delete(elsewhere);
    expect(await refusalFrom(() => who(bearer(made.token)))).toBe('CREDENTIAL_UNKNOWN');
  });

  test('and a permission that is removed leaves its set', async () => {
    const draft = { namespace: 'Product', verb: 'read', title: '', metadata: {}, id: uuid() };
    const { value } = await house.permissionStore.define([draft], new Date(house.clock.now()));
    const made = await house.token(id, { permissions: ['Product:read', 'app_organization_get'] });
    const reach = async () => [...((await who(bearer(made.token)))?.narrowing?.permissions ?? [])];
    expect(await reach()).toEqual(['Product_read', 'app_organization_get']);
    await house.permissionStore.remove(String(value[0]?.id), new Date(house.clock.now()));
    expect(await reach()).toEqual(['app_organization_get']);
  });
});
