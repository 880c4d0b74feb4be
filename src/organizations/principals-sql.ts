// Principals that a write names: kept from being deleted until it ends, and granted what creators get.
import { type RawBuilder, sql } from 'kysely';
import { type ObjectRef, refKey } from '../kernel/object-ref.js';
import { GROUP, SERVICE_USER, USER } from '../kernel/principal.js';
import { insertBuiltInGrant, type Write } from '../storage/index.js';
import type { Creator } from './organization.js';

export interface HeldPrincipal extends ObjectRef {
  /** Null for users, who belong to none, and for the platform's own service users. */
  readonly orgId: string | null;
}

const SOURCES: Readonly<Record<string, RawBuilder<unknown>>> = {
  [USER]: sql`select id, null::uuid as org_id from users`,
  [SERVICE_USER]: sql`select id, org_id from service_users`,
  [GROUP]: sql`select id, org_id from groups`,
};

/**
 * Those of `refs` that exist, by their refKey. Their rows are locked until the transaction ends, so that a deletion waits
 * and then finds what this write adds.
 */
export async function holdPrincipals(
  { sql: transaction }: Write,
  refs: readonly ObjectRef[],
): Promise<ReadonlyMap<string, HeldPrincipal>> {
  const held = new Map<string, HeldPrincipal>();
  for (const [namespace, source] of Object.entries(SOURCES)) {
    const ids = refs.filter((ref) => ref.namespace === namespace).map(({ id }) => id);
    if (ids.length === 0) continue;
    const { rows } = await sql<{ id: string; org_id: string | null }>`
      ${source} where id = any(${ids}::uuid[]) order by id for key share`.execute(transaction);
    for (const { id, org_id } of rows) held.set(refKey({ namespace, id }), { namespace, id, orgId: org_id });
  }
  return held;
}

/** Decision rule 9: a user may be granted anything anywhere, a service user or group only within its own organization. */
export function mayBeGranted(principal: HeldPrincipal | undefined, orgId: string): principal is HeldPrincipal {
  return principal !== undefined && (principal.namespace === USER || principal.orgId === orgId);
}

export interface Creation {
  readonly creator: Creator | undefined;
  /** The built-in role that owners of such a thing have. */
  readonly role: string;
  readonly created: ObjectRef;
  readonly orgId: string;
  readonly now: Date;
}

/** Makes the creator the owner of what was created and answers them; undefined when they may hold no policy there. */
export async function grantCreator(transaction: Write, creation: Creation): Promise<HeldPrincipal | undefined> {
  const { creator, role, created, orgId, now } = creation;
  if (creator === undefined) return undefined;
  const principal = (await holdPrincipals(transaction, [creator.principal])).get(refKey(creator.principal));
  if (!mayBeGranted(principal, orgId)) return undefined;
  await insertBuiltInGrant(transaction, role, { id: creator.policyId, resource: created, principal, now });
  return principal;
}
