// Secrets: created once, listed without their value, verified in any spelling that clients use and in no other.
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSecretMac, verifySecret } from '../../src/credentials/index.js';
import { generateSecret } from '../../src/credentials/secrets/secret-format.js';
import { systemRandom } from '../../src/kernel/random.js';
import { Redacted } from '../../src/kernel/redacted.js';
import { altered } from '../support/altered.js';
import { refusalFrom, testCall } from './call.js';
import { type House, openHouse, request, uuid } from './house.js';

const timestamp = (milliseconds: number) => ({ seconds: BigInt(Math.floor(milliseconds / 1000)), nanos: 0 });

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

const call = () => testCall({}, house.caller);
const verify = (clientId: string, ...readings: string[]) => verifySecret(house.credentials, { clientId, readings });

describe('CreateSecret', () => {
  test('answers the secret, who made it and until when it counts', async () => {
    const expiresAt = timestamp(house.clock.now() + 60_000);
    const { secret, revision } = await house.rpc.createSecret(request({ id, title: 's', expiresAt }), call());
    expect(secret).toMatchObject({ title: 's', createdBy: `app/user:${house.caller.id}`, expiresAt });
    expect(secret?.secret).toMatch(new RegExp(`^frs_${secret?.id?.replaceAll('-', '')}_`));
    expect(revision).toMatch(/^\d{16}$/);
    expect(await verify(String(secret?.id), String(secret?.secret))).toMatchObject({ serviceUser: { id } });
  });

  test('is not for narrowed tokens: a secret has all the power of its service user', async () => {
    const permissions = new Set(['app_organization_serviceusermanage']);
    const narrowed = testCall({}, { ...house.caller, narrowing: { permissions, resource: undefined } });
    for (const create of [house.rpc.createSecret, house.rpc.createKey])
      await expect(create(request({ id }), narrowed)).rejects.toMatchObject({ reason: 'TOKEN_NOT_PERMITTED' });
  });

  test.each([
    ['the present', () => timestamp(house.clock.now())],
    ['the past', () => timestamp(0)],
    ['before the epoch', () => ({ seconds: -1n, nanos: 0 })],
    ['after the year 9999', () => ({ seconds: 253_402_300_800n, nanos: 0 })],
    ['beyond all times', () => ({ seconds: 2n ** 62n, nanos: 0 })],
  ])('refuses an expiry in %s', async (_, expiresAt) => {
    await expect(house.rpc.createSecret(request({ id, expiresAt: expiresAt() }), call())).rejects.toMatchObject({
      code: 'invalid_argument',
      violations: [{ field: 'expires_at' }],
    });
  });

  test('allows ten live ones; expired and deleted ones do not count', async () => {
    const expiresAt = timestamp(house.clock.now() + 60_000);
    const first = await house.secret(id, { expiresAt });
    const second = await house.secret(id);
    for (let i = 0; i < 8; i += 1) await house.secret(id);
    const limit = { code: 'failed_precondition', reason: 'CREDENTIAL_LIMIT_REACHED' };
    await expect(house.secret(id)).rejects.toMatchObject(limit);
    await house.rpc.deleteSecret(request({ id, secretId: second.id }), call());
    await house.secret(id);
    await expect(house.secret(id)).rejects.toMatchObject(limit);
    house.clock.advance(60_000);
    expect(await refusalFrom(() => verify(first.id, first.secret))).toBe('CREDENTIAL_EXPIRED');
    await house.secret(id);
    await expect(house.secret(id)).rejects.toMatchObject(limit);
  });

  test('lets ten of forty at once through', async () => {
    const made = await Promise.allSettled(Array.from({ length: 40 }, () => house.secret(id)));
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    const { secrets } = await house.rpc.listSecrets(request({ id }), call());
    expect(secrets).toHaveLength(10);
  });
});

describe('listing and getting', () => {
  test('shows secrets by creation, without their value, and no keys', async () => {
    const first = await house.secret(id, { title: 'first' });
    house.clock.advance(1);
    const second = await house.secret(id, { title: 'second' });
    await house.key(id, { algorithm: 'EdDSA' });
    const { secrets } = await house.rpc.listSecrets(request({ id }), call());
    expect(secrets?.map((secret) => secret.id)).toEqual([first.id, second.id]);
    expect(secrets?.map((secret) => secret.title)).toEqual(['first', 'second']);
    for (const secret of secrets ?? []) expect(secret).not.toHaveProperty('secret');
    const got = await house.rpc.getSecret(request({ id, secretId: second.id }), call());
    expect(got.secret).toEqual(secrets?.[1]);
  });

  test('a secret of another service user, a key or an unknown id is not_found', async () => {
    const other = await house.serviceUser(org);
    const foreign = await house.secret(other);
    const key = await house.key(id, { algorithm: 'EdDSA' });
    for (const secretId of [foreign.id, key.kid, uuid()])
      for (const rpc of ['getSecret', 'deleteSecret'] as const)
        await expect(house.rpc[rpc](request({ id, secretId }), call())).rejects.toMatchObject({
          code: 'not_found',
          message: 'secret not found',
        });
    expect(await verify(foreign.id, foreign.secret)).toMatchObject({ serviceUser: { id: other } });
    const keys = await house.rpc.listKeys(request({ id }), call());
    expect(keys.keys).toHaveLength(1);
  });
});

describe('verifySecret', () => {
  test('takes any reading that fits', async () => {
    const { id: clientId, secret } = await house.secret(id);
    expect(await verify(clientId, 'x', secret)).toMatchObject({ id: clientId });
  });

  test('refuses what only looks like it', async () => {
    const { id: clientId, secret } = await house.secret(id);
    const sibling = await house.secret(id);
    const wrong = generateSecret(clientId, systemRandom);
    expect(await refusalFrom(() => verify(clientId, wrong))).toBe('SECRET_WRONG');
    for (const other of ['a-secret-of-another-shape-altogether', ` ${secret}`, `\0${secret}`])
      expect(await refusalFrom(() => verify(clientId, other))).toBe('SECRET_WRONG');
    for (const malformed of [
      sibling.secret,
      secret.slice(0, -1),
      `${secret}a`,
      `${secret}\n`,
      `${secret} `,
      secret.toLowerCase(),
      secret.toUpperCase().replace('FRS_', 'frs_'),
      '',
      'x\ud800'.repeat(20),
      'x'.repeat(100_000),
    ])
      expect(await refusalFrom(() => verify(clientId, malformed))).toBe('SECRET_MALFORMED');
  });

  test('refuses unknown clients in the same words', async () => {
    const unknown = uuid();
    expect(await refusalFrom(() => verify(unknown, generateSecret(unknown, systemRandom)))).toBe('CREDENTIAL_UNKNOWN');
    for (const clientId of ['', 'x', "' or 1=1 --", '\0', unknown.toUpperCase(), 'x'.repeat(100_000)])
      expect(await refusalFrom(() => verify(clientId, 'secret'))).toBe('CREDENTIAL_UNKNOWN');
  });

  test("refuses a key's id, and the service user's own", async () => {
    const { kid } = await house.key(id, { algorithm: 'EdDSA' });
    expect(await refusalFrom(() => verify(kid, generateSecret(kid, systemRandom)))).toBe('CREDENTIAL_UNKNOWN');
    expect(await refusalFrom(() => verify(id, generateSecret(id, systemRandom)))).toBe('CREDENTIAL_UNKNOWN');
  });

  test('asks the database once for a good spelling, not at all for a bad one', async () => {
    const { id: clientId, secret } = await house.secret(id);
    let queries = 0;
    const reader = {
      find: (key: string) => {
        queries += 1;
        return house.credentials.reader.find(key);
      },
    };
    const attempt = (client: string, ...readings: string[]) =>
      verifySecret({ ...house.credentials, reader }, { clientId: client, readings });
    await attempt(clientId, 'another reading', secret);
    expect(queries).toBe(1);
    const typo = altered(secret);
    await refusalFrom(() => attempt(clientId, typo));
    await refusalFrom(() => attempt(uuid(), secret));
    await refusalFrom(() => attempt('nobody', secret));
    expect(queries).toBe(1);
  });

  test('a MAC moved to another row fits neither', async () => {
    const [a, b] = [await house.secret(id), await house.secret(id)];
    const macOf = async (key: string) =>
      (await house.db.selectFrom('secrets').select('mac').where('id', '=', key).executeTakeFirstOrThrow()).mac;
    const macs = [await macOf(a.id), await macOf(b.id)] as const;
    await house.db.updateTable('secrets').set({ mac: macs[1] }).where('id', '=', a.id).execute();
    await house.db.updateTable('secrets').set({ mac: macs[0] }).where('id', '=', b.id).execute();
    for (const { id: clientId, secret } of [a, b])
      expect(await refusalFrom(() => verify(clientId, secret))).toBe('SECRET_WRONG');
  });

  test('a row moved to another service user no longer fits', async () => {
    const { id: clientId, secret } = await house.secret(id);
    const other = await house.serviceUser(org);
    await house.db.updateTable('secrets').set({ service_user_id: other }).where('id', '=', clientId).execute();
    expect(await refusalFrom(() => verify(clientId, secret))).toBe('SECRET_WRONG');
  });

  test('a MAC under another master key does not fit', async () => {
    const { id: clientId, secret } = await house.secret(id);
    const mac = createSecretMac(new Redacted(systemRandom.bytes(32)));
    const attempt = () => verifySecret({ ...house.credentials, mac }, { clientId, readings: [secret] });
    expect(await refusalFrom(attempt)).toBe('CREDENTIAL_UNKNOWN');
  });

  test('a deleted one is refused at once, one of a disabled organization too', async () => {
    const orgId = await house.organization();
    const owner = await house.serviceUser(orgId);
    const [kept, deleted] = [await house.secret(owner), await house.secret(owner)];
    await house.rpc.deleteSecret(request({ id: owner, secretId: deleted.id }), call());
    expect(await refusalFrom(() => verify(deleted.id, deleted.secret))).toBe('CREDENTIAL_UNKNOWN');
    expect(await verify(kept.id, kept.secret)).toBeDefined();
    await house.db.updateTable('organizations').set({ state: 'disabled' }).where('id', '=', orgId).execute();
    expect(await refusalFrom(() => verify(kept.id, kept.secret))).toBe('ORGANIZATION_DISABLED');
  });

  test('counts until its expiry, not a millisecond more', async () => {
    const { id: clientId, secret } = await house.secret(id, { expiresAt: timestamp(house.clock.now() + 5_000) });
    const row = await house.db
      .selectFrom('secrets')
      .select('expires_at')
      .where('id', '=', clientId)
      .executeTakeFirstOrThrow();
    house.clock.advance(Number(row.expires_at) - house.clock.now() - 1);
    expect(await verify(clientId, secret)).toBeDefined();
    house.clock.advance(1);
    expect(await refusalFrom(() => verify(clientId, secret))).toBe('CREDENTIAL_EXPIRED');
  });
});
