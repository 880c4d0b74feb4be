// Looking for secrets where none may be: how they are spelled, and all that a database holds.
import { createPrivateKey } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '../../src/storage/index.js';

/** Every row of every table as text, bytes in hexadecimal. */
export async function everyRow(db: Database): Promise<readonly string[]> {
  const tables = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public'`.execute(db);
  const rows = [];
  for (const { name } of tables.rows) {
    const found = await sql<{ text: string }>`select t::text as text from ${sql.table(name)} as t`.execute(db);
    rows.push(...found.rows.map(({ text }) => `${name} ${text}`));
  }
  return rows;
}

/** As it stands, and as it is when somebody encodes it. */
export function spellings(bytes: Buffer): readonly string[] {
  return [bytes.toString('latin1'), bytes.toString('hex'), bytes.toString('base64'), bytes.toString('base64url')];
}

/** The parts of a private key that nobody else may know: its number, and the lines of its PEM. */
export function privateParts(pem: string): readonly string[] {
  const jwk = createPrivateKey(pem).export({ format: 'jwk' });
  const body = pem.split('\n').slice(1, -2);
  return [...spellings(Buffer.from(String(jwk.d), 'base64url')), ...body.slice(0, 2)];
}
