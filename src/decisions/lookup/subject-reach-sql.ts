// Whom an object's permissions can come from: the objects above it, and the groups that hold something at any of them.
import { type RawBuilder, sql } from 'kysely';
import { type ObjectRef, PLATFORM } from '../../kernel/object-ref.js';
import type { Database } from '../../storage/index.js';
import { GROUP_GET } from '../engine/engine.js';
import { sufficientAnywhere } from '../engine/sufficient.js';
import { objectAt } from '../load/load-closure-sql.js';
import type { LookupLimits } from './limits.js';
import type { Wish } from './store.js';

export interface SubjectReach {
  readonly revision: number;
  /** The object and those above it, up to the platform; empty when it is not there. */
  readonly path: readonly ObjectRef[];
  /** Whether it is, or is in, something disabled, so that only administrators of the platform are allowed anything (rule 2). */
  readonly disabled: boolean;
  /** The groups whose members may hold the permission; undefined: more than were read. */
  readonly groups: readonly string[] | undefined;
}

export interface SubjectQuestion {
  readonly object: ObjectRef;
  readonly wish: Wish;
  readonly limits: LookupLimits;
}

interface ReachRow {
  readonly revision: number;
  readonly path: readonly (readonly [namespace: string, id: string, enabled: boolean])[];
  readonly many: boolean;
  readonly groups: readonly string[];
}

export async function readSubjectReach(db: Database, question: SubjectQuestion): Promise<SubjectReach> {
  const { object, limits } = question;
  const { rows } = await reachStatement(question).execute(db);
  const { revision, path, many, groups } = rows[0] as ReachRow;
  const isThere = path.length > 0 || object.namespace === PLATFORM.namespace;
  return {
    revision,
    path: isThere ? [...path.map(([namespace, id]) => ({ namespace, id })), PLATFORM] : [],
    disabled: path.some(
      ([namespace, id, enabled]) =>
        !enabled && (namespace === 'app/organization' || (namespace === 'app/project' && id !== object.id)),
    ),
    groups: many || groups.length > limits.groups ? undefined : groups,
  };
}

function reachStatement(question: SubjectQuestion): RawBuilder<ReachRow> {
  const { wish, limits } = question;
  return sql<ReachRow>`
    with recursive
    path (namespace, id, parent_namespace, parent_id, enabled) as (${path(question)}),
    holder (id, role_id) as materialized (
      select policy.* from (
        select namespace, id::text from path union all select ${PLATFORM.namespace}, ${PLATFORM.id}) at
      cross join lateral (
        select principal_id, role_id from policies
        where resource_id = at.id and resource_namespace = at.namespace and principal_namespace = 'app/group'
        limit ${limits.policies + 1}) policy
      limit ${limits.policies + 1}),
    giving as materialized (select id from roles
      where id in (select role_id from holder) and permissions && ${sufficientAnywhere(wish.permission)}::text[]),
    down (id) as (${down(question)})
    select (select max(revision) from changes)::float8 as revision,
      (select coalesce(json_agg(json_build_array(namespace, id, enabled)), '[]'::json) from path) as path,
      (select count(*) > ${limits.policies} from holder) as many,
      (select coalesce(json_agg(id), '[]'::json) from (select id from down limit ${limits.groups + 1}) reached) as groups`;
}

function path({ object }: SubjectQuestion): RawBuilder<unknown> {
  const { namespace, id } = object;
  const asked = namespace === PLATFORM.namespace ? null : id;
  return sql`
    select asked.namespace, asked.id, found.* from (values (${namespace}::text, ${asked}::uuid)) asked (namespace, id)
    cross join lateral (${objectAt('asked.namespace', 'asked.id')}) found
    union
    select path.parent_namespace, path.parent_id, found.*
    from path cross join lateral (${objectAt('path.parent_namespace', 'path.parent_id')}) found`;
}

/** The groups that hold something that gives the permission, or whose members may see it, and all groups in these. */
function down({ object, wish, limits }: SubjectQuestion): RawBuilder<unknown> {
  const itself =
    object.namespace === 'app/group' && wish.permission === GROUP_GET
      ? sql`union select id from path where namespace = 'app/group'`
      : sql``;
  return sql`
    (select id from holder where role_id is null or role_id in (select id from giving) ${itself})
    union
    select member.id from down cross join lateral (
      select member_id as id from group_members where group_id = down.id and member_namespace = 'app/group'
      order by member_id limit ${limits.groups + 1}) member`;
}
