// What a load answers, column by column: each one JSON value, so that a load is one row.
import { type RawBuilder, sql } from 'kysely';
import { grantsOf, groupsOf } from './load-closure-sql.js';
import { MAX_GRANTS, MAX_GROUPS } from './store.js';

/** More changes than this since the last look and all is read anew. */
export const MAX_CHANGES = 10_000;

/** What changed after `since`; one more than can be told, to know that there are more. */
export function feedColumns(since: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    (select max(revision) from changes) as revision,
    (select min(revision) from changes) as oldest,
    (select json_agg(json_build_array(revision, kind, key) order by revision)
      from (select revision, kind, key from changes where revision > ${since}
        order by revision limit ${sql.lit(MAX_CHANGES + 1)}) fresh
    ) as changes`;
}

/** Rows without a namespace are where the climb began. */
export function objectColumn(): RawBuilder<unknown> {
  return sql`(select json_agg(json_build_array(namespace || ':' || id, ${PARENT_KEY}, enabled)) from object
    where namespace is not null)`;
}

const PARENT_KEY = sql`case parent_namespace when 'app/platform' then 'app/platform:platform'
  else parent_namespace || ':' || parent_id end`;

export function identityColumn(): RawBuilder<unknown> {
  return sql`(select json_agg(json_build_array(
      identity.namespace || ':' || identity.id,
      (select case when count(*) <= ${sql.lit(MAX_GROUPS)} then coalesce(json_agg('app/group:' || group_id), '[]'::json) end
        from (${groupsOf('identity')}) direct),
      (select case when count(*) <= ${sql.lit(MAX_GRANTS)} then coalesce(json_agg(${GRANT}), '[]'::json) end
        from (${grantsOf('identity')}) own),
      (select min(relation) from platform_members
        where principal_id = identity.id and principal_namespace = identity.namespace)))
    from identity)`;
}

const GRANT = sql`json_build_array(id, role_id, resource_namespace, resource_id)`;

export function pairColumn(): RawBuilder<unknown> {
  return sql`(select json_agg(json_build_array(principal, object,
      (select coalesce(json_agg(${GRANT}), '[]'::json) from policies
        where principal_id = wanted.principal_id and principal_namespace = wanted.principal_namespace
          and resource_id = wanted.object_id and resource_namespace = wanted.object_namespace)))
    from (${wantedPairs('pair')}) wanted)`;
}

/**
 * What a principal reaches at an object through groups, asked from the object's side: from the groups that hold something there (or
 * the object itself, when it is a group) down through live groups within groups to one that has the principal as a member. That is
 * not asked with `exists`, which may be turned round into reading all groups of the principal.
 */
export function reachColumn(): RawBuilder<unknown> {
  return sql`(select json_agg(json_build_array(principal, object, (
      with recursive down (policy_id, role_id, holder, group_id) as (
        select id, role_id, principal_id, principal_id from policies
        where resource_id = wanted.object_id and resource_namespace = wanted.object_namespace
          and principal_namespace = 'app/group'
        union
        select null, null, wanted.object_id::uuid, wanted.object_id::uuid where wanted.object_namespace = 'app/group'
        union
        select live.policy_id, live.role_id, live.holder, member_id
        from (select down.* from down ${LIVE}) live
        join group_members on group_members.group_id = live.group_id and member_namespace = 'app/group')
      select coalesce(json_agg(json_build_array(
        policy_id, role_id, wanted.object_namespace, wanted.object_id, 'app/group:' || holder)), '[]'::json)
      from (select distinct policy_id, role_id, holder from down ${LIVE}
        where (select true from group_members
          where group_members.group_id = down.group_id and member_namespace = wanted.principal_namespace
            and member_id = wanted.principal_id limit 1)) reached)))
    from (${wantedPairs('reach')}) wanted)`;
}

const LIVE = sql`
  join groups on groups.id = down.group_id and groups.state = 'enabled'
  join organizations on organizations.id = groups.org_id and organizations.state = 'enabled'`;

export function nameColumn(): RawBuilder<unknown> {
  return sql`(select json_agg(json_build_array(key, id)) from named)`;
}

function wantedPairs(of: 'pair' | 'reach'): RawBuilder<unknown> {
  const [principals, objects] = [sql.ref(`${of}_principals`), sql.ref(`${of}_objects`)];
  return sql`
    select principal, object,
      split_part(principal, ':', 1) as principal_namespace, split_part(principal, ':', 2)::uuid as principal_id,
      split_part(object, ':', 1) as object_namespace, split_part(object, ':', 2) as object_id
    from asked, unnest(${principals}, ${objects}) as keys (principal, object)`;
}
