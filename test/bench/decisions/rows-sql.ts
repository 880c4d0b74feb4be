// Inserts rows by the hundred thousand, made by the database itself.
import { type RawBuilder, sql } from 'kysely';
import { type Database, type Write, write } from '../../../src/storage/index.js';
import { type Kind, sqlId } from './ids.js';

export interface Rows {
  readonly table: string;
  readonly kind: Kind;
  /** Number of the first. */
  readonly from: number;
  readonly count: number;
  /** Besides the id and the times, which all have. */
  readonly columns: RawBuilder<unknown>;
  /** Expressions over the number `n`. */
  readonly values: RawBuilder<unknown>;
  readonly where?: RawBuilder<unknown>;
}

/** Rows of one statement: it must end within 30 s. */
const CHUNK = 50_000;

/** One write of more than can be told: what is in memory of whoever follows is dropped whole. */
export async function inBulk(db: Database, work: (transaction: Write) => Promise<void>): Promise<void> {
  await write(db, async (transaction) => {
    await work(transaction);
    transaction.changed('everything', '');
  });
}

export async function insertRows(transaction: Write, rows: Rows): Promise<void> {
  const { table, kind, columns, values, where = sql`` } = rows;
  for (const { first, last } of chunks(rows))
    await sql`insert into ${sql.table(table)} (id, created_at, updated_at, ${columns})
      select ${sqlId(kind, sql`n`)}, now(), now(), ${values}
      from generate_series(${first}::int, ${last}::int) n ${where}`.execute(transaction.sql);
}

/** Numbers from first to last, both included. */
export function chunks({ from, count }: Pick<Rows, 'from' | 'count'>): readonly { first: number; last: number }[] {
  return Array.from({ length: Math.ceil(count / CHUNK) }, (_, chunk) => {
    const first = from + chunk * CHUNK;
    return { first, last: Math.min(first + CHUNK, from + count) - 1 };
  });
}
