// What every credential reader must do: see each write that was answered before it is asked.
import { beforeAll, describe, expect, test } from 'vitest';
import {
  bootstrapServiceUser,
  type CredentialReader,
  cachedCredentialReader,
  rotateAdminToken,
  sqlCredentialReader,
} from '../../src/credentials/index.js';
import { createDecisions, sqlDecisionStore } from '../../src/decisions/index.js';
import { afterWrite, type Database, write } from '../../src/storage/index.js';
import { testCall } from '../credentials/call.js';
import { type House, openHouse, request, uuid } from '../credentials/house.js';

interface Opened {
  readonly reader: CredentialReader;
  /** How often the database was asked. */
  asked(): number;
}

const call = testCall({}, { namespace: 'app/user', id: uuid(), via: 'access_token', credentialId: uuid() });

const READERS: Readonly<Record<string, (db: Database) => Promise<Opened>>> = {
  sql: async (db) => counting(sqlCredentialReader(db)),
  cached: (db) => openCached(db, () => true),
  'cached, the feed not heard': (db) => openCached(db, () => false),
};

function counting(reader: CredentialReader): Opened {
  let asked = 0;
  return {
    asked: () => asked,
    reader: {
      find(id) {
        asked += 1;
        return reader.find(id);
      },
    },
  };
}

async function openCached(db: Database, isHeard: () => boolean): Promise<Opened> {
  const { feed } = await createDecisions(sqlDecisionStore(db), 10_000);
  afterWrite(db, () => feed.catchUp());
  const source = counting(sqlCredentialReader(db));
  const reader = cachedCredentialReader({ reader: source.reader, entries: 100, isHeard });
  feed.follow(reader);
  return { reader, asked: source.asked };
}

describe.each(Object.entries(READERS))('%s', (_name, open) => {
  let house: House;
  let opened: Opened;
  let reader: CredentialReader;
  beforeAll(async () => {
    house = await openHouse();
    opened = await open(house.db);
    reader = opened.reader;
  });

  async function secret() {
    const organization = await house.organization();
    const serviceUser = await house.serviceUser(organization);
    const made = await house.secret(serviceUser);
    return { organization, serviceUser, id: made.id };
  }

  test('finds a credential made after it was asked for in vain', async () => {
    const unknown = uuid();
    expect(await reader.find(unknown)).toBeUndefined();
    const { serviceUser } = await secret();
    const row = { id: unknown, service_user_id: serviceUser, title: '', expires_at: null, created_by: '' };
    await write(house.db, async ({ sql, changed }) => {
      const secrets = { ...row, created_at: new Date(0), mac: Buffer.alloc(32), mac_key_id: 'k' };
      await sql.insertInto('secrets').values(secrets).execute();
      changed('credential', unknown);
    });
    expect((await reader.find(unknown))?.serviceUser.id).toBe(serviceUser);
  });

  test('no longer finds a deleted one', async () => {
    const { serviceUser, id } = await secret();
    expect(await reader.find(id)).toBeDefined();
    await house.rpc.deleteSecret(request({ id: serviceUser, secretId: id }), call);
    expect(await reader.find(id)).toBeUndefined();
  });

  test('finds an API token with its set, and no longer once it is deleted', async () => {
    const { serviceUser } = await secret();
    const { id } = await house.token(serviceUser, { resource: `app/serviceuser:${serviceUser}` });
    const found = await reader.find(id);
    expect(found).toMatchObject({
      kind: 'api_token',
      serviceUser: { id: serviceUser },
      narrowing: {
        permissions: new Set(['app_organization_get']),
        resource: { namespace: 'app/serviceuser', id: serviceUser },
        expiresAt: found?.expiresAt,
      },
    });
    await house.rpc.deleteToken(request({ id: serviceUser, tokenId: id }), call);
    expect(await reader.find(id)).toBeUndefined();
  });

  test('finds the admin token until another takes its place', async () => {
    const db = house.db.selectFrom('admin_tokens').select('id');
    await bootstrapServiceUser(house.credentials);
    const ids: string[] = [];
    for (let time = 0; time < 2; time += 1) {
      await rotateAdminToken(house.credentials, { onlyFirst: false });
      ids.push((await db.executeTakeFirstOrThrow()).id);
      expect(await reader.find(ids[time] ?? '')).toMatchObject({ kind: 'admin_token', expiresAt: undefined });
    }
    expect(await reader.find(ids[0] ?? '')).toBeUndefined();
  });

  test('tells a disabled service user, and enabled again with the next generation', async () => {
    const { serviceUser, id } = await secret();
    const before = await reader.find(id);
    await house.rpc.disableServiceUser(request({ id: serviceUser }), call);
    expect((await reader.find(id))?.serviceUser.enabled).toBe(false);
    await house.rpc.enableServiceUser(request({ id: serviceUser }), call);
    const after = await reader.find(id);
    expect(after?.serviceUser.enabled).toBe(true);
    expect(after?.serviceUser.generation).toBeGreaterThan(before?.serviceUser.generation ?? 0);
  });

  test('tells a disabled organization', async () => {
    const { organization, id } = await secret();
    expect((await reader.find(id))?.organization?.enabled).toBe(true);
    await write(house.db, async ({ sql, changed }) => {
      await sql.updateTable('organizations').set({ state: 'disabled' }).where('id', '=', organization).execute();
      changed('object', `app/organization:${organization}`);
    });
    expect((await reader.find(id))?.organization?.enabled).toBe(false);
  });

  test('a read that a change overtakes does not stay', async () => {
    const { serviceUser, id } = await secret();
    const reads = Array.from({ length: 20 }, () => reader.find(id));
    await house.rpc.deleteSecret(request({ id: serviceUser, secretId: id }), call);
    await Promise.all(reads);
    expect(await reader.find(id)).toBeUndefined();
  });
});

test('the cached reader asks once, and answers without a promise from then on', async () => {
  const house = await openHouse();
  const { reader, asked } = await openCached(house.db, () => true);
  const serviceUser = await house.serviceUser(await house.organization());
  const { id } = await house.secret(serviceUser);
  await Promise.all([reader.find(id), reader.find(id), reader.find(id)]);
  expect(reader.find(id)).not.toBeInstanceOf(Promise);
  expect(asked()).toBe(1);
});
