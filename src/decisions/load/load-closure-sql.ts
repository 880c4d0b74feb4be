// Which identities and objects a load brings: the wanted ones and what lies above them.
import { type RawBuilder, sql } from 'kysely';
import { MAX_GRANTS, MAX_GROUPS } from './store.js';

/** Groups above the wanted identities that one load brings along. */
export const MAX_CLOSURE = 1_024;

/**
 * Cuts nothing short. Postgres expects of a limit that it does not know that it leaves one row in ten, and sets up the tables in which
 * the climbs look for what they have seen already for as many as it expects: for a hundred thousand that takes longer than the load.
 */
const FEW = sql`limit (select 1000000000)`;

/** The wanted identities and the groups above them; not the groups of those who are in more than can be held whole. */
export function closure(): RawBuilder<unknown> {
  return sql`
    select wanted.* from (
      select wanted.* from asked, unnest(identity_namespaces, identity_ids) as wanted (namespace, id) ${FEW}) wanted
    union
    select 'app/group', above.group_id
    from closure cross join lateral (
      select group_id from (select group_id, count(*) over () as number from (${groupsOf('closure')}) direct) counted
      where number <= ${sql.lit(MAX_GROUPS)} ${FEW}) above`;
}

/** What the wanted names stand for. */
export function named(): RawBuilder<unknown> {
  const isAmong = (column: string) => sql`= any((select ${sql.ref(column)} from asked)::text[])`;
  return sql`
    select 'app/organization:' || name, 'app/organization', id from organizations where name ${isAmong('organization_names')}
    union all
    select 'app/project:' || name, 'app/project', id from projects where name ${isAmong('project_names')}
    union all
    select 'urn:' || urn, namespace, id from resources where urn ${isAmong('urns')}`;
}

/** The wanted objects, those that wanted names stand for and the identities, each with its ancestors; begins with them as parents of nothing. */
export function chain(): RawBuilder<unknown> {
  return sql`
    select null::text, null::uuid, wanted.namespace, wanted.id, true
    from (select * from (select named.* from asked, unnest(object_namespaces, object_ids) as named (namespace, id)
      union select namespace, id from named
      union select namespace, id from identity) wanted ${FEW}) wanted
    union
    select object.parent_namespace, object.parent_id, found.*
    from object cross join lateral (${objectAt('object.parent_namespace', 'object.parent_id')} limit 1) found`;
}

/** One row of the tree by namespace and id, whichever table it is in. */
export function objectAt(namespace: string, id: string): RawBuilder<unknown> {
  const [at, key] = [sql.ref(namespace), sql.ref(id)];
  return sql`
    select 'app/platform', null::uuid, state = 'enabled' from organizations where ${at} = 'app/organization' and id = ${key}
    union all
    select 'app/organization', org_id, state = 'enabled' from projects where ${at} = 'app/project' and id = ${key}
    union all
    select 'app/organization', org_id, state = 'enabled' from groups where ${at} = 'app/group' and id = ${key}
    union all
    select case when org_id is null then 'app/platform' else 'app/organization' end, org_id, state = 'enabled'
    from service_users where ${at} = 'app/serviceuser' and id = ${key}
    union all
    select null, null, state = 'enabled' from users where ${at} = 'app/user' and id = ${key}
    union all
    select coalesce(parent.namespace, 'app/project'), coalesce(parent.id, resources.project_id), true
    from resources left join resources parent on parent.id = resources.parent_id
    where resources.namespace = ${at} and resources.id = ${key}`;
}

/** The groups that an identity is in directly, and one more than can be held whole, to know that there are more. */
export function groupsOf(identity: string): RawBuilder<unknown> {
  return sql`select group_id from group_members where ${isOne('member', identity)}
    order by member_id, member_namespace, group_id limit ${sql.lit(MAX_GROUPS + 1)}`;
}

/** What an identity is granted directly, and one more than can be held whole. */
export function grantsOf(identity: string): RawBuilder<unknown> {
  return sql`select id, role_id, resource_namespace, resource_id from policies where ${isOne('principal', identity)}
    order by principal_id, principal_namespace, resource_namespace, resource_id limit ${sql.lit(MAX_GRANTS + 1)}`;
}

/**
 * Whether a row is of the identity, written as a range of one. Of what is equal Postgres expects the few rows that there are as a rule
 * and gathers them all, be they a million; of a range it expects many, and reads them in the order of the index up to the limit.
 */
function isOne(column: 'member' | 'principal', identity: string): RawBuilder<unknown> {
  const row = sql`(${sql.ref(`${column}_id`)}, ${sql.ref(`${column}_namespace`)})`;
  const one = sql`(${sql.ref(`${identity}.id`)}, ${sql.ref(`${identity}.namespace`)})`;
  return sql`${row} >= ${one} and ${row} <= ${one}`;
}
