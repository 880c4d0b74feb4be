// What every way of keeping revocations must do, shown on two replicas of one database.
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RevocableClaims } from '../../src/revocation/index.js';
import {
  CHANGES_PER_TRANSACTION,
  type Database,
  EVERY_GENERATION,
  type NewRevocation,
  recordRevocation,
  write,
} from '../../src/storage/index.js';
import { type House, openHouse } from '../credentials/house.js';
import { database, type Implementation, redis, redisCluster, redisSentinel } from '../revocation/implementations.js';
import type { Replica } from '../revocation/replica.js';
import { claims } from '../revocation/tokens.js';
import { hasRedis } from '../support/redis.js';

const IMPLEMENTATIONS: Readonly<Record<string, () => Promise<Implementation>>> = {
  database,
  ...(hasRedis() && { redis, 'redis cluster': redisCluster, 'redis behind sentinel': redisSentinel }),
};
const SOON = { timeout: 10_000, interval: 5 };
const EXP = Math.floor(Date.UTC(2100, 0, 1) / 1000);

describe.each(Object.entries(IMPLEMENTATIONS))('%s', (_name, start) => {
  let implementation: Implementation;
  let house: House;
  let db: Database;
  let here: Replica;
  let there: Replica;
  const opened: Replica[] = [];

  beforeAll(async () => {
    implementation = await start();
    house = await openHouse();
    db = house.db;
    here = await open();
    there = await open();
  });
  afterAll(async () => {
    for (const replica of opened) await replica.stop();
    await implementation.close();
  });

  async function open(): Promise<Replica> {
    const replica = await implementation.open(db);
    opened.push(replica);
    return replica;
  }

  const revoke = (revocation: Omit<NewRevocation, 'cause'>) => here.store.record({ ...revocation, cause: 'test' });
  const covered = ({ revocations }: Replica, token: RevocableClaims) => revocations.covers(token);

  /** At once where it was acknowledged, soon elsewhere. */
  async function expectCovered(token: RevocableClaims): Promise<void> {
    expect(covered(here, token)).toBe(true);
    await expect.poll(() => covered(there, token), SOON).toBe(true);
  }

  test('what was not revoked is not covered, and that is known without asking', () => {
    expect([covered(here, claims()), covered(there, claims())]).toEqual([false, false]);
  });

  test.each([
    ['token', 'jti'],
    ['credential', 'cred'],
    ['principal', 'sub'],
    ['organization', 'org_ids'],
    ['signing_key', 'kid'],
  ] as const)('a %s that is revoked ends its tokens on every replica, and no others', async (kind, claim) => {
    const token = claims();
    const other = { ...token, [claim]: claims()[claim] };
    const { value } = await revoke({ kind, key: token[claim], ...(kind === 'token' && { exp: EXP }) });
    expect(value).toBe(true);
    await expectCovered(token);
    expect([covered(here, other), covered(there, other)]).toEqual([false, false]);
    expect([await here.store.covers(token), await here.store.covers(other)]).toEqual([true, false]);
  });

  test.each([
    ['credential', 'client_id'],
    ['principal', 'sub'],
    ['organization', 'org_ids'],
  ] as const)('the %s of an actor, at any depth, ends what it acts with', async (kind, claim) => {
    const actor = () => {
      const { cred: client_id, sub, org_ids, gens } = claims();
      return { client_id, sub, org_ids, gens };
    };
    const act = { ...actor(), act: actor() };
    const token = claims({ act });
    const other = claims({ act: { ...act, act: actor() } });
    await revoke({ kind, key: act.act[claim] });
    await expectCovered(token);
    expect([covered(here, other), covered(there, other)]).toEqual([false, false]);
    expect([await here.store.covers(token), await here.store.covers(other)]).toEqual([true, false]);
  });

  test('revoking twice is revoking once: nothing is written or told again', async () => {
    const token = claims();
    const first = await revoke({ kind: 'token', key: token.jti, exp: EXP });
    const second = await revoke({ kind: 'token', key: token.jti, exp: EXP });
    expect(second).toEqual({ value: false, revision: first.revision });
    await expectCovered(token);
  });

  test('of all that applies the highest generation counts, in whatever order they came', async () => {
    const token = claims({ gens: { cred: 3, sub: 3, org: 3 } });
    await revoke({ kind: 'organization', key: token.org_ids, generation: 3 });
    await revoke({ kind: 'principal', key: token.sub, generation: 5 });
    await revoke({ kind: 'principal', key: token.sub, generation: 2 });
    await revoke({ kind: 'credential', key: token.cred, generation: 1 });
    await expectCovered(token);
    const next = { ...token, gens: { ...token.gens, sub: 5 } };
    expect([covered(here, next), covered(there, next), await here.store.covers(next)]).toEqual([false, false, false]);
  });

  test('a replica that starts later knows what was revoked before', async () => {
    const token = claims();
    await revoke({ kind: 'token', key: token.jti, exp: EXP });
    expect(covered(await open(), token)).toBe(true);
  });

  test('a replica that cannot be told what changed reads it all anew', async () => {
    const token = claims();
    await db.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('revocations')
        .values({ kind: 'token', key: token.jti, generation: 1, expires_at: new Date(EXP * 1000), cause: 'test' })
        .execute();
      await forgetChanges(transaction);
    });
    for (const replica of [here, there]) await expect.poll(() => covered(replica, token), SOON).toBe(true);
  });

  test('a write too large to be told one by one tells its revocations, and leaves no replica without an answer', async () => {
    const token = claims();
    await write(db, async (write) => {
      await recordRevocation(write, { kind: 'token', key: token.jti, exp: EXP, cause: 'test' });
      for (let i = 0; i < CHANGES_PER_TRANSACTION; i++) write.changed('role', randomUUID());
    });
    await expect.poll(() => [here, there].map((replica) => covered(replica, token)), SOON).toEqual([true, true]);
    expect([here.gate.isOpen(), there.gate.isOpen()]).toEqual([true, true]);
  });

  test('ending a principal or an organization ends the tokens there are, and again those made since', async () => {
    const org = await house.organization();
    const id = await house.serviceUser(org);
    for (const [kind, key, gen] of [
      ['principal', id, 'sub'],
      ['organization', org, 'org'],
    ] as const) {
      const at = (generation: number) => ({
        ...claims({ sub: id, org_ids: org }),
        gens: { cred: 9, sub: 9, org: 9, [gen]: generation },
      });
      expect((await here.store.end(kind, key, 'test')).value).toBe(true);
      await expectCovered(at(1));
      expect(covered(here, at(2))).toBe(false);
      expect((await here.store.end(kind, key, 'test')).value).toBe(true);
      await expectCovered(at(2));
      expect(covered(there, at(3))).toBe(false);
    }
  });

  test('ending a credential deletes it and ends its tokens', async () => {
    const id = await house.serviceUser(await house.organization());
    const secret = await house.secret(id);
    const key = await house.key(id, { algorithm: 'ES256' });
    for (const cred of [secret.id, key.kid]) {
      expect((await here.store.end('credential', cred, 'test')).value).toBe(true);
      expect(await house.credentials.reader.find(cred)).toBeUndefined();
      await expectCovered(claims({ cred }));
    }
  });

  test.each(['credential', 'principal', 'organization'] as const)(
    'a %s that is not there ends nothing',
    async (kind) => {
      expect((await here.store.end(kind, randomUUID(), 'test')).value).toBe(false);
    },
  );

  const forgetRows = () => db.deleteFrom('revocations').execute();

  test('rows go when no token they end can be valid any more, not before', async () => {
    await forgetRows();
    const [old, live] = [claims(), claims()];
    await revoke({ kind: 'token', key: old.jti, exp: Math.floor(Date.UTC(2020, 0, 1) / 1000) });
    await revoke({ kind: 'token', key: live.jti, exp: EXP });
    await revoke({ kind: 'principal', key: live.sub, generation: EVERY_GENERATION });
    expect(await here.store.forgetExpired(10)).toBe(1);
    expect(await here.store.forgetExpired(10)).toBe(0);
    expect((await here.store.page(undefined, 10)).map(({ key }) => key).sort()).toEqual([live.jti, live.sub].sort());
  });

  test('pages come in order and miss none', async () => {
    await forgetRows();
    const keys = Array.from({ length: 7 }, () => randomUUID()).sort();
    for (const key of keys) await revoke({ kind: 'token', key, exp: EXP });
    const read: string[] = [];
    let page = await here.store.page(undefined, 3);
    while (page.length > 0) {
      read.push(...page.map(({ key }) => key));
      page = await here.store.page(page.at(-1), 3);
    }
    expect(read).toEqual(keys);
    const all: string[] = [];
    await here.store.all((rows) => void all.push(...rows.map(({ key }) => key)));
    expect(all.sort()).toEqual(keys);
  });
});

/** Leaves only a change that comes after ones which nobody can read any more, as trimming does to who fell behind. */
async function forgetChanges(db: Database): Promise<void> {
  await sql`delete from changes`.execute(db);
  await sql`
    insert into changes (revision, kind, key)
    select max(revision), 'role', 'any' from (select nextval('revisions') as revision from generate_series(1, 2)) as next`.execute(
    db,
  );
}
