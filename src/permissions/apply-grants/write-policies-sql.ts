// Writes and removes many policies at once.
import { type RawBuilder, sql } from 'kysely';
import type { PrincipalRef } from '../../kernel/principal.js';
import { grantChanged, type Write } from '../../storage/index.js';
import type { PlannedPolicy } from './plan.js';
import type { Application } from './store.js';

interface PolicyRow {
  readonly role_id: string | null;
  readonly principal_namespace: string;
  readonly principal_id: string;
  readonly resource_namespace: string;
  readonly resource_id: string;
}

const COLUMNS = sql`role_id, principal_namespace, principal_id, resource_namespace, resource_id`;

/** Answers those that were not there before. */
export async function putPolicies(
  transaction: Write,
  policies: readonly PlannedPolicy[],
  { now, newId }: Pick<Application, 'now' | 'newId'>,
): Promise<readonly PlannedPolicy[]> {
  if (policies.length === 0) return [];
  const { rows } = await sql<PolicyRow>`
    insert into policies (id, ${COLUMNS}, created_at, updated_at)
    select id, ${COLUMNS}, ${now}, ${now}
    from unnest(${policies.map(newId)}::uuid[], ${unnested(policies)}) as put (id, ${COLUMNS})
    on conflict do nothing
    returning ${COLUMNS}`.execute(transaction.sql);
  return told(transaction, rows);
}

/** Answers those that were there. */
export async function deletePolicies(
  transaction: Write,
  policies: readonly PlannedPolicy[],
): Promise<readonly PlannedPolicy[]> {
  if (policies.length === 0) return [];
  const { rows } = await sql<PolicyRow>`
    delete from policies using unnest(${unnested(policies)})
      as gone (${COLUMNS})
    where policies.principal_id = gone.principal_id and policies.principal_namespace = gone.principal_namespace
      and policies.resource_id = gone.resource_id and policies.resource_namespace = gone.resource_namespace
      and policies.role_id = gone.role_id
    returning policies.role_id, policies.principal_namespace, policies.principal_id,
      policies.resource_namespace, policies.resource_id`.execute(transaction.sql);
  return told(transaction, rows);
}

/** Removes the owners of the resources but for those named; answers the policies that are gone. */
export async function replaceOwners(
  transaction: Write,
  owners: readonly PlannedPolicy[],
): Promise<readonly PlannedPolicy[]> {
  if (owners.length === 0) return [];
  const { rows } = await sql<PolicyRow>`
    delete from policies using unnest(${unnested(owners)}) as owner (${COLUMNS})
    where policies.resource_id = owner.resource_id and policies.resource_namespace = owner.resource_namespace
      and policies.role_id is null
      and (policies.principal_id, policies.principal_namespace) <> (owner.principal_id, owner.principal_namespace)
    returning policies.role_id, policies.principal_namespace, policies.principal_id,
      policies.resource_namespace, policies.resource_id`.execute(transaction.sql);
  return told(transaction, rows);
}

/** Tells the feed. */
function told(transaction: Write, rows: readonly PolicyRow[]): readonly PlannedPolicy[] {
  return rows.map((row) => {
    const principal = { namespace: row.principal_namespace, id: row.principal_id } as PrincipalRef;
    const resource = { namespace: row.resource_namespace, id: row.resource_id };
    grantChanged(transaction, principal, resource);
    return { roleId: row.role_id, principal, resource };
  });
}

/** The columns as arrays, in the order of COLUMNS. */
function unnested(policies: readonly PlannedPolicy[]): RawBuilder<unknown> {
  return sql`${policies.map(({ roleId }) => roleId)}::uuid[],
    ${policies.map(({ principal }) => principal.namespace)}::text[],
    ${policies.map(({ principal }) => principal.id)}::uuid[],
    ${policies.map(({ resource }) => resource.namespace)}::text[],
    ${policies.map(({ resource }) => resource.id)}::text[]`;
}
