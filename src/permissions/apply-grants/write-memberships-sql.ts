// Writes and removes many memberships at once, so that no group ever comes to hold itself.
import { type RawBuilder, sql } from 'kysely';
import { GROUP } from '../../kernel/principal.js';
import { memberChanged, type Write } from '../../storage/index.js';
import type { AskedMembership } from './batch.js';
import { cyclicNodes, type Edge } from './cycles.js';
import { cycle } from './faults.js';

interface MemberRow {
  readonly group_id: string;
  readonly member_namespace: string;
  readonly member_id: string;
}

/** Answers how many were not there before. Throws failed_precondition (GROUP_CYCLE). */
export async function putMemberships(
  transaction: Write,
  memberships: readonly AskedMembership[],
  now: Date,
): Promise<number> {
  if (memberships.length === 0) return 0;
  const { rows } = await sql<MemberRow>`
    insert into group_members (group_id, member_namespace, member_id, created_at)
    select group_id, member_namespace, member_id, ${now}::timestamptz
    from unnest(${unnested(memberships)}) as put (group_id, member_namespace, member_id)
    on conflict do nothing
    returning group_id, member_namespace, member_id`.execute(transaction.sql);
  await checkNoCycle(transaction, memberships);
  return tell(transaction, rows);
}

/** Answers how many were there. */
export async function deleteMemberships(transaction: Write, memberships: readonly AskedMembership[]): Promise<number> {
  if (memberships.length === 0) return 0;
  const { rows } = await sql<MemberRow>`
    delete from group_members as present
    using unnest(${unnested(memberships)}) as gone (group_id, member_namespace, member_id)
    where present.group_id = gone.group_id and present.member_namespace = gone.member_namespace
      and present.member_id = gone.member_id
    returning present.group_id, present.member_namespace, present.member_id`.execute(transaction.sql);
  return tell(transaction, rows);
}

async function checkNoCycle({ sql: transaction }: Write, memberships: readonly AskedMembership[]): Promise<void> {
  const nested = memberships.filter(({ member }) => member.namespace === GROUP);
  if (nested.length === 0) return;
  const { rows } = await sql<Edge>`
    with recursive above (id) as (
      select unnest(${nested.map(({ member }) => member.id)}::uuid[])
      union
      select group_id from above join group_members on member_id = above.id and member_namespace = ${sql.lit(GROUP)})
    select member_id as "from", group_id as "to"
    from above join group_members on member_id = above.id and member_namespace = ${sql.lit(GROUP)}`.execute(
    transaction,
  );
  const cyclic = cyclicNodes(rows);
  const faults = nested.filter(({ groupId, member }) => cyclic.has(groupId) && cyclic.has(member.id));
  if (faults.length === 0) return;
  const fields = faults.map(({ field }) => `${field}.member`);
  throw cycle('GROUP_CYCLE', 'a group cannot hold itself, directly or through others', fields);
}

function unnested(memberships: readonly AskedMembership[]): RawBuilder<unknown> {
  return sql`${memberships.map(({ groupId }) => groupId)}::uuid[],
    ${memberships.map(({ member }) => member.namespace)}::text[],
    ${memberships.map(({ member }) => member.id)}::uuid[]`;
}

function tell(transaction: Write, rows: readonly MemberRow[]): number {
  for (const { group_id, member_namespace, member_id } of rows)
    memberChanged(transaction, { namespace: member_namespace, id: member_id }, { namespace: GROUP, id: group_id });
  return rows.length;
}
