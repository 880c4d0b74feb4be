// Trimming by several replicas: one at a time, and the others do not wait.
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { trimChanges } from '../../src/decisions/feed/trim-changes.js';
import { sqlChangeTrimmer } from '../../src/decisions/feed/trim-changes-sql.js';
import { openDatabase, write } from '../../src/storage/index.js';
import { createPostgresDatabase } from '../support/postgres.js';

test('while one is at it the others have nothing to do', async () => {
  const { url, drop } = await createPostgresDatabase();
  const db = await openDatabase({ kind: 'postgres', url });
  try {
    for (const key of ['a', 'b', 'c']) await write(db, async ({ changed }) => changed('role', key));
    const kept = { milliseconds: 3_600_000, rows: 0 };
    const trim = () => trimChanges(sqlChangeTrimmer(db), { goOn: () => true, kept });
    await db.transaction().execute(async (transaction) => {
      await sql`select pg_advisory_xact_lock(4602014)`.execute(transaction);
      expect(await trim()).toBe(0);
    });
    expect(await trim()).toBeGreaterThan(0);
  } finally {
    await db.destroy();
    await drop();
  }
});
