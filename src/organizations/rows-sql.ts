// Statements that the rows of organizations, projects, groups and users have in common.
import { sql } from 'kysely';
import { notFound } from '../kernel/errors.js';
import { isUuid } from '../kernel/input.js';
import { refKey } from '../kernel/object-ref.js';
import { recordRevocation, type State, type Write } from '../storage/index.js';
import type { Metadata } from './organization.js';

/** One kind of row that can be disabled. */
export interface Kind {
  /** For errors, e.g. `organization`. */
  readonly what: string;
  readonly namespace: string;
  readonly table: 'organizations' | 'projects' | 'groups' | 'users';
  /** Whether tokens carry its generation, so that disabling must bump it. */
  readonly hasGeneration: boolean;
}

export interface StateChange {
  readonly id: string;
  readonly state: State;
  readonly now: Date;
}

export function keyColumn(key: string): 'id' | 'name' {
  return isUuid(key) ? 'id' : 'name';
}

/** `where(column, '=', among(ids))`: any number of ids as one parameter. */
export function among(ids: readonly string[]) {
  return sql<string>`any(${ids}::uuid[])`;
}

export function detailColumns(details: { readonly title: string; readonly metadata: Metadata; readonly now: Date }) {
  return { title: details.title, metadata: JSON.stringify(details.metadata), updated_at: details.now };
}

/** No change if the state is that already. Throws not_found. */
export async function setState(transaction: Write, kind: Kind, { id, state, now }: StateChange): Promise<void> {
  const { rows } = await sql<{ state: State }>`
    select state from ${sql.table(kind.table)} where id = ${id} for update`.execute(transaction.sql);
  if (rows[0] === undefined) throw notFound(kind.what);
  if (rows[0].state === state) return;
  const bump = kind.hasGeneration && state === 'disabled';
  const { rows: set } = await sql<{ generation: number }>`
    update ${sql.table(kind.table)} set state = ${state}, updated_at = ${now}
      ${bump ? sql`, generation = generation + 1` : sql``}
    where id = ${id}
    returning ${bump ? sql`generation` : sql`0 as generation`}`.execute(transaction.sql);
  transaction.changed('object', refKey({ namespace: kind.namespace, id }));
  const { generation } = set[0] as { generation: number };
  if (bump) await endTokens(transaction, kind, { id, generation });
}

async function endTokens(transaction: Write, kind: Kind, { id, generation }: { id: string; generation: number }) {
  const revoked = kind.table === 'organizations' ? 'organization' : 'principal';
  await recordRevocation(transaction, { kind: revoked, key: id, generation, cause: `${kind.what} disabled` });
}
