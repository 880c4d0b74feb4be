// Writes record what they touched, under revisions that rise in commit order.
import { beforeAll, describe, expect, test } from 'vitest';
import { type Database, migrate, newestRevision, write } from '../../src/storage/index.js';
import { testDatabase } from '../support/database.js';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});

async function changesAt(revision: string) {
  const rows = await db
    .selectFrom('changes')
    .select(['kind', 'key'])
    .where('revision', '=', String(Number(revision)))
    .execute();
  return rows.map(({ kind, key }) => `${kind} ${key}`).sort();
}

describe('write', () => {
  test('records each change once, at one revision', async () => {
    const { revision } = await write(db, async ({ changed }) => {
      changed('object', 'app/user:1');
      changed('object', 'app/user:1');
      changed('role', '2');
    });
    expect(await changesAt(revision)).toEqual(['object app/user:1', 'role 2']);
    expect(await newestRevision(db)).toBe(revision);
  });

  test('revisions rise, as text too', async () => {
    const first = await write(db, async ({ changed }) => changed('role', 'a'));
    const second = await write(db, async ({ changed }) => changed('role', 'b'));
    expect(second.revision > first.revision).toBe(true);
  });

  test('a write that changes nothing answers the newest revision', async () => {
    const { revision } = await write(db, async ({ changed }) => changed('role', 'c'));
    expect((await write(db, async () => undefined)).revision).toBe(revision);
  });

  test('a failed write leaves no change behind', async () => {
    const before = await newestRevision(db);
    const failing = write(db, async ({ changed }) => {
      changed('role', 'd');
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await newestRevision(db)).toBe(before);
  });

  test('too many changes to name are told as everything', async () => {
    const { revision } = await write(db, async ({ changed }) => {
      for (let i = 0; i <= 20_000; i += 1) changed('object', `app/user:${i}`);
    });
    expect(await changesAt(revision)).toEqual(['everything ']);
  });
});

test('migrating again changes nothing', async () => {
  expect(await migrate(db)).toEqual([]);
});
