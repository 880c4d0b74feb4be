// Puts principals into a group, so that no group ever comes to hold itself.
import { sql } from 'kysely';
import { failedPrecondition, invalidFields } from '../../kernel/errors.js';
import { refKey } from '../../kernel/object-ref.js';
import { GROUP } from '../../kernel/principal.js';
import { memberChanged, type Write } from '../../storage/index.js';
import { holdPrincipals, mayBeGranted } from '../principals-sql.js';
import { holdGroup } from './find-group-sql.js';
import type { Group, GroupKey, NamedMember } from './group.js';

/** Seeds the hash, so that this lock on an organization is no other lock on it. */
const MEMBERSHIPS_LOCK = 4_602_010;

interface Addition {
  readonly members: readonly NamedMember[];
  readonly now: Date;
}

/** See GroupMemberStore.add. */
export async function addMembers(transaction: Write, key: GroupKey, { members, now }: Addition): Promise<void> {
  const group = await holdGroup(transaction, key, 'key share');
  await lockMemberships(transaction, [group.orgId]);
  await checkMembers(transaction, group, members);
  await checkNoCycle(transaction, group, members);
  await insertMembers(transaction, group, { members, now });
}

/**
 * One write at a time to an organization's memberships: two at once, each without a cycle, could make one together.
 * Of several organizations the locks are taken in the order of `orgIds`, which has to be the same everywhere: by id.
 */
export async function lockMemberships({ sql: transaction }: Write, orgIds: readonly string[]): Promise<void> {
  const lock = sql`pg_advisory_xact_lock(hashtextextended(id, ${sql.lit(MEMBERSHIPS_LOCK)}))`;
  await sql`select ${lock} from unnest(${orgIds}::text[]) as organization (id)`.execute(transaction);
}

async function checkMembers(transaction: Write, group: Group, members: readonly NamedMember[]): Promise<void> {
  const held = await holdPrincipals(
    transaction,
    members.map(({ ref }) => ref),
  );
  // The same answer for what there is none of and for what is of another organization.
  const description = 'must name a user, or a service user or group of the same organization';
  const faults = members.filter(({ ref }) => !mayBeGranted(held.get(refKey(ref)), group.orgId));
  if (faults.length > 0) throw invalidFields(faults.map(({ field }) => ({ field, description })));
}

async function checkNoCycle({ sql: transaction }: Write, group: Group, members: readonly NamedMember[]) {
  const groups = members.filter(({ ref }) => ref.namespace === GROUP).map(({ ref }) => ref.id);
  if (groups.length === 0) return;
  const { rows } = await sql<{ cycle: boolean }>`
    with recursive above (id) as (
      select ${group.id}::uuid
      union
      select group_members.group_id
      from above join group_members on member_id = above.id and member_namespace = ${sql.lit(GROUP)})
    select exists (select from above where id = any(${groups}::uuid[])) as cycle`.execute(transaction);
  if (rows[0]?.cycle) throw failedPrecondition('GROUP_CYCLE', 'a group cannot hold itself, directly or through others');
}

async function insertMembers(transaction: Write, group: Group, { members, now }: Addition): Promise<void> {
  const added = await transaction.sql
    .insertInto('group_members')
    .values(
      members.map(({ ref }) => ({
        group_id: group.id,
        member_namespace: ref.namespace,
        member_id: ref.id,
        created_at: now,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .returning(['member_namespace', 'member_id'])
    .execute();
  for (const { member_namespace, member_id } of added)
    memberChanged(transaction, { namespace: member_namespace, id: member_id }, { namespace: GROUP, id: group.id });
}
