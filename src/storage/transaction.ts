// Every write goes through here: one transaction, its changes and its revision, in commit order.
import { type Kysely, sql, type Transaction } from 'kysely';
import { CHANGES_PER_TRANSACTION, type Change, type ChangeKind } from './changes.js';
import type { Tables } from './tables/index.js';

/** A write in progress: the transaction, and where to say what it touches. */
export interface Write {
  readonly sql: Transaction<Tables>;
  changed(kind: ChangeKind, key: string): void;
  /** Has `step` run last in the transaction, when the write's revision is known. */
  atRevision(step: (revision: string) => Promise<void>): void;
}

/** What a write answers: its result and the revision at which it can be seen. */
export interface Written<T> {
  readonly value: T;
  /** Orders as text; pass it on as `at_least_revision`. */
  readonly revision: string;
}

/** Told of a committed write and its changes before it is answered, so that whoever wrote also reads it. Must not throw. */
export type AfterWrite = (revision: string, changes: readonly Change[]) => Promise<void>;

const listeners = new WeakMap<Kysely<Tables>, AfterWrite>();

/** Sets who is told of the writes of this process through `db`. */
export function afterWrite(db: Kysely<Tables>, listener: AfterWrite): void {
  listeners.set(db, listener);
}

/** Serializes the ends of write transactions, so that revisions commit in their order and a reader never skips one. */
const FEED_LOCK = 4_602_001;
const REVISION_DIGITS = 16;

/**
 * Runs `work` in one transaction and records what it said it changed.
 * The feed's lock is taken last, so that transactions overlap in all but their commit.
 */
export async function write<T>(db: Kysely<Tables>, work: (write: Write) => Promise<T>): Promise<Written<T>> {
  const written = await db.transaction().execute(async (transaction) => {
    const changes = new Map<string, Change>();
    const steps: ((revision: string) => Promise<void>)[] = [];
    const value = await work({
      sql: transaction,
      changed: (kind, key) => changes.set(`${kind} ${key}`, { kind, key }),
      atRevision: (step) => steps.push(step),
    });
    const revision =
      changes.size === 0 ? await newestRevision(transaction) : await record(transaction, [...changes.values()]);
    for (const step of steps) await step(revision);
    return { value, revision, changes: [...changes.values()] };
  });
  const { value, revision, changes } = written;
  await listeners.get(db)?.(revision, changes);
  return { value, revision };
}

/** The newest revision that the given transaction or connection can see. */
export async function newestRevision(db: Kysely<Tables>): Promise<string> {
  const { rows } = await sql<{ revision: string }>`select max(revision)::text as revision from changes`.execute(db);
  return formatRevision(rows[0]?.revision ?? '0');
}

/** Pads with zeros, so that revisions order as text too. */
export function formatRevision(revision: string | number | bigint): string {
  return String(revision).padStart(REVISION_DIGITS, '0');
}

async function record(transaction: Transaction<Tables>, changes: readonly Change[]): Promise<string> {
  const told = changes.length > CHANGES_PER_TRANSACTION ? tooMuch(changes) : changes;
  const { rows } = await sql<{ revision: string }>`
    with lock as materialized (select pg_advisory_xact_lock(${sql.lit(FEED_LOCK)})),
    next as materialized (select nextval('revisions') as revision from lock),
    told as (
      insert into changes (revision, kind, key)
      select next.revision, change.kind, change.key
      from next, unnest(${told.map(({ kind }) => kind)}::text[], ${told.map(({ key }) => key)}::text[]) as change (kind, key))
    select revision::text from next`.execute(transaction);
  return formatRevision(rows[0]?.revision ?? '0');
}

/** Revocations are told each: nobody is to be without an answer while all there are is read again. */
function tooMuch(changes: readonly Change[]): readonly Change[] {
  return [{ kind: 'everything', key: '' }, ...changes.filter(({ kind }) => kind === 'revocation')];
}
