// What every store of used assertions must do: let each be used once, whoever is first.
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test, vi } from 'vitest';
import { sqlCredentialStores } from '../../src/credentials/index.js';
import type { Database } from '../../src/storage/index.js';
import { testDatabase } from '../support/database.js';

const NOW = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});

/** As a replica has it. */
const opened = () => sqlCredentialStores(db).usedAssertions;
const use = (more: object = {}) => ({ credentialId: randomUUID(), jti: randomUUID(), until: NOW + MINUTE, ...more });
const kept = async () =>
  Number(
    (
      await db
        .selectFrom('used_assertions')
        .select(({ fn }) => fn.countAll().as('rows'))
        .executeTakeFirst()
    )?.rows,
  );

test('once, and on no other replica again', async () => {
  const [here, there] = [opened(), opened()];
  const assertion = use();
  expect(await here.useOnce(assertion, NOW)).toBe(true);
  for (const store of [here, there]) expect(await store.useOnce(assertion, NOW)).toBe(false);
  expect(await there.useOnce({ ...assertion, until: NOW + 2 * MINUTE }, NOW)).toBe(false);
});

test('of 64 at once on two replicas one', async () => {
  const stores = [opened(), opened()];
  for (let round = 0; round < 5; round++) {
    const assertion = use();
    const tries = Array.from({ length: 64 }, (_, index) => stores[index % 2]?.useOnce(assertion, NOW));
    expect((await Promise.all(tries)).filter((won) => won === true)).toHaveLength(1);
  }
});

test('the same jti of another credential is another one', async () => {
  const store = opened();
  const assertion = use();
  expect(await store.useOnce(assertion, NOW)).toBe(true);
  expect(await store.useOnce({ ...assertion, credentialId: randomUUID() }, NOW)).toBe(true);
});

test('whatever the jti looks like', async () => {
  const store = opened();
  for (const jti of ['*', 'a:b', "'; drop table used_assertions; --", '\u0000', '\ud800', 'x'.repeat(256)]) {
    const assertion = use({ jti });
    expect(await store.useOnce(assertion, NOW)).toBe(true);
    expect(await store.useOnce(assertion, NOW)).toBe(false);
  }
});

test('what has expired leaves, in its own time, and nothing else', async () => {
  const store = opened();
  const lasting = use({ until: NOW + 10 * MINUTE });
  await store.useOnce(lasting, NOW);
  await store.useOnce(use(), NOW);
  const later = NOW + 5 * MINUTE;
  await store.useOnce(use({ until: later + MINUTE }), later);
  await vi.waitFor(async () => expect(await kept()).toBe(2));
  expect(await store.useOnce(lasting, later)).toBe(false);
});
