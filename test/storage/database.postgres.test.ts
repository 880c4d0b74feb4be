// The connections to a Postgres server, as the service opens them.
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../src/storage/index.js';
import { createPostgresDatabase } from '../support/postgres.js';

test('statements are not compiled to machine code: that takes a stock server seconds for each decision', async () => {
  const { url, drop } = await createPostgresDatabase();
  onTestFinished(drop);
  const db = await openDatabase({ kind: 'postgres', url });
  onTestFinished(() => db.destroy());
  const { rows } = await sql<{ jit: string }>`show jit`.execute(db);
  expect(rows).toEqual([{ jit: 'off' }]);
});
