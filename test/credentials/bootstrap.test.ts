// The bootstrap service user is made once, by whichever replica comes first, and its secret is shown when it is stored.
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Bootstrapped, bootstrapServiceUser } from '../../src/credentials/index.js';
import { generateSecret } from '../../src/credentials/secrets/secret-format.js';
import { systemRandom } from '../../src/kernel/random.js';
import { Redacted } from '../../src/kernel/redacted.js';
import { BOOTSTRAP_SERVICE_USER_ID } from '../../src/permissions/index.js';
import { basic, refusalFrom, testMeta } from './call.js';
import { type House, openHouse, uuid } from './house.js';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
beforeEach(async () => {
  await house.db.deleteFrom('service_users').execute();
  await house.db.deleteFrom('platform_members').execute();
});

const bootstrap = (clientId?: string, clientSecret?: string) =>
  bootstrapServiceUser(house.credentials, {
    clientId,
    clientSecret: clientSecret === undefined ? undefined : new Redacted(clientSecret),
  });
const present = (clientId: string, secret: string) => house.authenticate(testMeta(basic(clientId, secret)));
const presentMade = (made: Bootstrapped | undefined) =>
  present(String(made?.clientId), String(made?.clientSecret.reveal()));
const secrets = () => house.db.selectFrom('secrets').selectAll().execute();
const principal = { namespace: 'app/serviceuser', id: BOOTSTRAP_SERVICE_USER_ID, via: 'client_credentials' };

const CHOSEN = 'chosen by an operator: 100% + more';

describe('without a choice', () => {
  test('generates a secret at the first start, and only then', async () => {
    const made = await bootstrap();
    expect(await presentMade(made)).toEqual({ ...principal, credentialId: made?.clientId });
    expect(await bootstrap()).toBeUndefined();
    expect(await secrets()).toHaveLength(1);
  });

  test('is a platform administrator, and stays one', async () => {
    await bootstrap();
    const administrators = () => house.db.selectFrom('platform_members').selectAll().execute();
    const expected = [{ principal_namespace: 'app/serviceuser', principal_id: principal.id, relation: 'admin' }];
    expect(await administrators()).toMatchObject(expected);
    await house.db.deleteFrom('platform_members').execute();
    await bootstrap();
    expect(await administrators()).toMatchObject(expected);
  });

  test('of 64 replicas at once makes one, and shows one secret', async () => {
    const made = (await Promise.all(Array.from({ length: 64 }, () => bootstrap()))).filter(
      (each) => each !== undefined,
    );
    expect(made).toHaveLength(1);
    expect(await secrets()).toHaveLength(1);
    expect(await presentMade(made[0])).toMatchObject(principal);
  });

  test('a secret that was deleted stays deleted', async () => {
    await bootstrap();
    await house.db.deleteFrom('secrets').execute();
    expect(await bootstrap()).toBeUndefined();
    expect(await secrets()).toHaveLength(0);
  });
});

describe('with a client id', () => {
  test('generates its secret at the first start', async () => {
    const clientId = uuid();
    const made = await bootstrap(clientId);
    expect(made?.clientId).toBe(clientId);
    expect(await presentMade(made)).toMatchObject({ credentialId: clientId });
    expect(await bootstrap(clientId)).toBeUndefined();
  });
});

describe('with a secret', () => {
  test('takes it at any start, shows it when it is new, and changes nothing when it is the same', async () => {
    const clientId = uuid();
    await bootstrap();
    const made = await bootstrap(clientId, CHOSEN);
    expect(made?.clientSecret.reveal()).toBe(CHOSEN);
    expect(await present(clientId, CHOSEN)).toMatchObject({ credentialId: clientId });
    const before = await secrets();
    expect(await bootstrap(clientId, CHOSEN)).toBeUndefined();
    expect(await secrets()).toEqual(before);
  });

  test('has the id of the service user as its client id unless told otherwise', async () => {
    await bootstrap(undefined, CHOSEN);
    expect(await present(BOOTSTRAP_SERVICE_USER_ID, CHOSEN)).toMatchObject(principal);
  });

  test('a changed one replaces the old one, and ends its tokens', async () => {
    const clientId = uuid();
    await bootstrap(clientId, CHOSEN);
    await bootstrap(clientId, `${CHOSEN}!`);
    expect(await refusalFrom(() => present(clientId, CHOSEN))).toBe('SECRET_WRONG');
    expect(await present(clientId, `${CHOSEN}!`)).toMatchObject(principal);
    expect(await secrets()).toEqual([expect.objectContaining({ generation: 2 })]);
  });

  test('of 64 replicas at once is stored once', async () => {
    const clientId = uuid();
    const made = await Promise.all(Array.from({ length: 64 }, () => bootstrap(clientId, CHOSEN)));
    expect(made.filter((each) => each !== undefined)).toHaveLength(1);
    expect(await secrets()).toEqual([expect.objectContaining({ id: clientId, generation: 1 })]);
  });

  test('may be one that was generated for that client id', async () => {
    const clientId = uuid();
    const generated = generateSecret(clientId, systemRandom);
    await bootstrap(clientId, generated);
    expect(await present(clientId, generated)).toMatchObject(principal);
  });

  test.each([
    ['31 characters', 'x'.repeat(31)],
    ['513 characters', 'x'.repeat(513)],
    ['a newline', `${'x'.repeat(40)}\n`],
    ['umlauts', 'ä'.repeat(40)],
    ['our prefix and nothing right behind it', `frs_${'x'.repeat(40)}`],
    ['one generated for another client id', generateSecret(uuid(), systemRandom)],
  ])('refuses %s', async (_, secret) => {
    await expect(bootstrap(uuid(), secret)).rejects.toMatchObject({ violations: [{ field: 'client_secret' }] });
    expect(await secrets()).toEqual([]);
  });
});

test.each(['', 'x', uuid().toUpperCase()])('refuses the client id %j', async (clientId) => {
  await expect(bootstrap(clientId, CHOSEN)).rejects.toMatchObject({ violations: [{ field: 'client_id' }] });
});

test("refuses the client id of another service user's secret", async () => {
  const owner = await house.serviceUser(await house.organization());
  const { id, secret } = await house.secret(owner);
  await expect(bootstrap(id, CHOSEN)).rejects.toMatchObject({ reason: 'BOOTSTRAP_CLIENT_ID_TAKEN' });
  expect(await present(id, secret)).toMatchObject({ id: owner });
});
