// Where the objects lie at which a principal may hold a permission: read before they are, in the same snapshot.
import { type RawBuilder, sql } from 'kysely';
import type { ObjectRef } from '../../kernel/object-ref.js';
import { isCustomType } from '../../permissions/index.js';
import type { Database } from '../../storage/index.js';
import { sufficientAnywhere } from '../engine/sufficient.js';
import type { LookupLimits } from './limits.js';
import type { Wish } from './store.js';

/** Ids, all of them. What is undefined is more than was read: whatever lies in the principal's home may be a candidate. */
export interface ResourceReach {
  readonly revision: number;
  /** An administrator of the platform, or holding something at it. */
  readonly everywhere: boolean;
  /** The organization of a service user or group, outside of which it holds nothing (decision rule 9). */
  readonly home: string | undefined;
  /** The groups that it is in, directly or through groups, enabled or not. */
  readonly groups: readonly string[] | undefined;
  readonly containers: { readonly organizations: readonly string[]; readonly projects: readonly string[] } | undefined;
  /** Resources that lie below others at which it holds something. */
  readonly nested: readonly string[] | undefined;
  /** Where `nested` is undefined: the projects in which these lie; undefined if that is not known either. */
  readonly nestedIn: readonly string[] | undefined;
}

export interface ReachQuestion {
  readonly principal: ObjectRef;
  readonly wish: Wish;
  readonly limits: LookupLimits;
}

interface ReachRow {
  readonly revision: number;
  readonly administrator: boolean;
  readonly home: string | null;
  readonly groups: readonly string[];
  readonly many_held: boolean;
  readonly held: readonly (readonly [namespace: string, id: string])[];
  readonly many_folders: boolean;
  readonly subtree: readonly (readonly [namespace: string, id: string])[];
  readonly projects: readonly string[] | null;
}

export async function readResourceReach(db: Database, question: ReachQuestion): Promise<ResourceReach> {
  const { rows } = await reachStatement(question).execute(db);
  return toReach(rows[0] as ReachRow, question);
}

function reachStatement(question: ReachQuestion): RawBuilder<ReachRow> {
  const { principal, wish, limits } = question;
  return sql<ReachRow>`
    with recursive
    above (namespace, id) as (${above(principal)}),
    identity as materialized (select namespace, id from above limit ${limits.groups + 2}),
    held (namespace, id, role_id) as materialized (${held(question)}),
    folder (id, role_id) as materialized (${folders(question)}),
    giving as materialized (select id from roles
      where id in (select role_id from held union select role_id from folder)
        and permissions && ${sufficientAnywhere(wish.permission)}::text[]),
    root (id) as materialized (select distinct folder.id from folder
      where (select count(*) from folder) <= ${limits.folders}
        and ${GIVES} and exists (select from resources child where child.parent_id = folder.id)),
    below (id) as (
      select id from root
      union
      select child.id from below cross join lateral (
        select id from resources where parent_id = below.id order by id limit ${limits.subtree + 1}) child),
    subtree as materialized (select id from below limit ${limits.subtree + 1})
    select (select max(revision) from changes)::float8 as revision,
      exists (select from platform_members where principal_namespace = ${principal.namespace}
        and principal_id = ${principal.id} and relation = 'admin') as administrator,
      ${homeOf(principal)} as home,
      (select coalesce(json_agg(id), '[]'::json) from identity
        where (namespace, id) <> (${principal.namespace}, ${principal.id}::uuid)) as groups,
      (select count(*) > ${limits.policies} from held) as many_held,
      (select coalesce(json_agg(json_build_array(namespace, id)), '[]'::json)
        from (select distinct namespace, id from held where ${GIVES}) giving_held) as held,
      (select count(*) > ${limits.folders} from folder) as many_folders,
      (select coalesce(json_agg(json_build_array(resources.namespace, id)), '[]'::json)
        from subtree join resources using (id)) as subtree,
      (select json_agg(distinct project_id) from resources
        where (select count(*) from subtree) > ${limits.subtree} and id in (select id from root)) as projects`;
}

const GIVES = sql`(role_id is null or role_id in (select id from giving))`;

function above({ namespace, id }: ObjectRef): RawBuilder<unknown> {
  return sql`
    select ${namespace}::text, ${id}::uuid
    union
    select 'app/group', group_id from above
    join group_members on member_id = above.id and member_namespace = above.namespace`;
}

/** Policies at what contains objects of the wanted type: as their names order, one range of the index. */
function held({ wish, limits }: ReachQuestion): RawBuilder<unknown> {
  const first = wish.namespace === 'app/organization' ? 'app/platform' : 'app/organization';
  const last = isCustomType(wish.namespace) ? 'app/project' : 'app/platform';
  const most = limits.policies + 1;
  return sql`
    select policy.* from identity cross join lateral (
      select resource_namespace, resource_id, role_id from policies
      where principal_id = identity.id and principal_namespace = identity.namespace
        and resource_namespace between ${first} and ${last}
      limit ${most}) policy
    limit ${most}`;
}

/** Policies at resources, if any resource of the wanted type lies below another at all. */
function folders({ wish, limits }: ReachQuestion): RawBuilder<unknown> {
  if (!isCustomType(wish.namespace)) return sql`select null::uuid, null::uuid where false`;
  const most = limits.folders + 1;
  const policies = (range: RawBuilder<boolean>) => sql`(
      select resource_id::uuid, role_id from policies
      where principal_id = identity.id and principal_namespace = identity.namespace and ${range}
      limit ${most})`;
  return sql`
    select policy.* from identity cross join lateral (
      ${policies(sql`resource_namespace < 'app/'`)} union all ${policies(sql`resource_namespace >= 'app0'`)}) policy
    where ${anyNested(wish)}
    limit ${most}`;
}

/** Not `exists`, which forgets the order: it is what makes this a look into the index even where nested resources are common. */
function anyNested({ namespace }: Wish): RawBuilder<boolean> {
  return sql`(select true from resources where namespace = ${namespace} and parent_id is not null
    order by namespace, project_id, id limit 1)`;
}

function homeOf({ namespace, id }: ObjectRef): RawBuilder<unknown> {
  if (namespace === 'app/user') return sql`null`;
  const table = sql.table(namespace === 'app/group' ? 'groups' : 'service_users');
  return sql`(select org_id from ${table} where id = ${id})`;
}

function toReach(row: ReachRow, { wish, limits }: ReachQuestion): ResourceReach {
  const of = (type: string) => row.held.flatMap(([namespace, id]) => (namespace === type ? id : []));
  return {
    revision: row.revision,
    everywhere: row.administrator || of('app/platform').length > 0,
    home: row.home ?? undefined,
    groups: row.groups.length > limits.groups ? undefined : row.groups,
    containers: row.many_held ? undefined : { organizations: of('app/organization'), projects: of('app/project') },
    nested:
      row.many_folders || row.subtree.length > limits.subtree
        ? undefined
        : row.subtree.flatMap(([namespace, id]) => (namespace === wish.namespace ? id : [])),
    nestedIn: row.projects ?? undefined,
  };
}
