// The decision store on Postgres: one statement a load, so that everything in it is of one snapshot.
import { type RawBuilder, sql } from 'kysely';
import type { ChangeKind, Database } from '../storage/index.js';
import type { GrantRow } from './packed-grants.js';
import {
  type ChangesSince,
  type DecisionStore,
  type Loaded,
  MAX_GRANTS,
  MAX_GROUPS,
  type Pair,
  type Wanted,
} from './store.js';

/** More changes than this since the last look and all is read anew. */
const MAX_CHANGES = 10_000;
/** Groups above the wanted identities that one load brings along. */
const MAX_CLOSURE = 1_024;

export function sqlDecisionStore(db: Database): DecisionStore {
  return {
    async load(wanted, since) {
      const { rows } = await loadStatement(wanted, since).execute(db);
      return toLoaded(rows[0] as LoadedRow, since);
    },
    async changesSince(since) {
      const { rows } = await sql<FeedRow>`select ${feedColumns(since)}`.execute(db);
      return toChanges(rows[0] as FeedRow, since);
    },
    async residents() {
      const roles = await db.selectFrom('roles').select('id').execute();
      const permissions = await db.selectFrom('permissions').select('slug').execute();
      return { roles: roles.map(({ id }) => id), permissions: permissions.map(({ slug }) => slug) };
    },
  };
}

type GrantJson = [id: string, role: string | null, namespace: string, resource: string];

interface FeedRow {
  readonly revision: number;
  readonly oldest: number;
  readonly changes: readonly [revision: number, kind: ChangeKind, key: string][] | null;
}

interface LoadedRow extends FeedRow {
  readonly objects: readonly [key: string, parent: string | null, enabled: boolean][] | null;
  readonly identities: readonly [string, string[] | null, GrantJson[] | null, 'admin' | 'member' | null][] | null;
  readonly pairs: readonly [principal: string, object: string, grants: GrantJson[]][] | null;
  readonly reaches: readonly [string, string, [string, string | null, string, string, string][]][] | null;
  readonly roles: readonly [id: string, permissions: string[]][] | null;
  readonly permissions: readonly [slug: string, namespace: string][] | null;
  readonly names: readonly [key: string, id: string][] | null;
}

function loadStatement(wanted: Wanted, since: number): RawBuilder<LoadedRow> {
  return sql<LoadedRow>`
    with recursive
    closure (namespace, id) as (${closure(wanted)}),
    identity as (select namespace, id from closure limit ${wanted.identities.length + MAX_CLOSURE}),
    object (namespace, id, parent_namespace, parent_id, enabled) as (${chain(wanted)})
    select ${feedColumns(since)},
      (select json_agg(json_build_array(namespace || ':' || id, ${PARENT_KEY}, enabled)) from object) as objects,
      ${identityColumn()} as identities,
      ${pairColumn(wanted.pairs)} as pairs,
      ${reachColumn(wanted.reaches)} as reaches,
      (select json_agg(json_build_array(id, permissions)) from roles
        where id = any(${wanted.roles}::uuid[]) and state = 'enabled') as roles,
      (select json_agg(json_build_array(slug, namespace)) from permissions
        where slug = any(${wanted.permissions}::text[])) as permissions,
      ${nameColumn(wanted.names)} as names`;
}

/** What changed after `since`; one more than can be told, to know that there are more. */
function feedColumns(since: number): RawBuilder<unknown> {
  return sql`
    (select max(revision) from changes) as revision,
    (select min(revision) from changes) as oldest,
    (select json_agg(json_build_array(revision, kind, key) order by revision)
      from (select revision, kind, key from changes where revision > ${since} order by revision limit ${MAX_CHANGES + 1}) fresh
    ) as changes`;
}

const PARENT_KEY = sql`case parent_namespace when 'app/platform' then 'app/platform:platform'
  else parent_namespace || ':' || parent_id end`;

/** The wanted identities and the groups above them; not the groups of those who are in more than can be held whole. */
function closure({ identities }: Wanted): RawBuilder<unknown> {
  return sql`
    select * from ${unnestKeys(identities)} as wanted (namespace, id)
    union
    select 'app/group', above.group_id
    from closure cross join lateral (
      select group_id, count(*) over () as number from (${groupsOf('closure')}) direct) above
    where above.number <= ${MAX_GROUPS}`;
}

/** The wanted objects and the identities, each with its ancestors. */
function chain({ objects }: Wanted): RawBuilder<unknown> {
  return sql`
    select wanted.namespace, wanted.id, found.*
    from (select * from ${unnestKeys(objects)} as named (namespace, id) union select namespace, id from identity) wanted
    cross join lateral (${objectAt('wanted.namespace', 'wanted.id')}) found
    union
    select object.parent_namespace, object.parent_id, found.*
    from object cross join lateral (${objectAt('object.parent_namespace', 'object.parent_id')}) found`;
}

/** One row of the tree by namespace and id, whichever table it is in. */
function objectAt(namespace: string, id: string): RawBuilder<unknown> {
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

function groupsOf(identity: string): RawBuilder<unknown> {
  return sql`select group_id from group_members
    where member_id = ${sql.ref(`${identity}.id`)} and member_namespace = ${sql.ref(`${identity}.namespace`)}
    order by group_id limit ${sql.lit(MAX_GROUPS + 1)}`;
}

function identityColumn(): RawBuilder<unknown> {
  return sql`(select json_agg(json_build_array(
      identity.namespace || ':' || identity.id,
      (select case when count(*) <= ${MAX_GROUPS} then coalesce(json_agg('app/group:' || group_id), '[]'::json) end
        from (${groupsOf('identity')}) direct),
      (select case when count(*) <= ${MAX_GRANTS} then coalesce(json_agg(${GRANT}), '[]'::json) end
        from (select * from policies
          where principal_id = identity.id and principal_namespace = identity.namespace
          limit ${MAX_GRANTS + 1}) own),
      (select min(relation) from platform_members
        where principal_id = identity.id and principal_namespace = identity.namespace)))
    from identity)`;
}

const GRANT = sql`json_build_array(id, role_id, resource_namespace, resource_id)`;

function pairColumn(pairs: readonly Pair[]): RawBuilder<unknown> {
  return sql`(select json_agg(json_build_array(principal, object,
      (select coalesce(json_agg(${GRANT}), '[]'::json) from policies
        where principal_id = wanted.principal_id and principal_namespace = wanted.principal_namespace
          and resource_id = wanted.object_id and resource_namespace = wanted.object_namespace)))
    from ${unnestPairs(pairs)})`;
}

/**
 * What a principal reaches at an object through groups, asked from the object's side: from the groups that hold something there (or
 * the object itself, when it is a group) down through live groups within groups to one that has the principal as a member.
 */
function reachColumn(pairs: readonly Pair[]): RawBuilder<unknown> {
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
        where exists (select from group_members
          where group_members.group_id = down.group_id and member_namespace = wanted.principal_namespace
            and member_id = wanted.principal_id)) reached)))
    from ${unnestPairs(pairs)})`;
}

const LIVE = sql`
  join groups on groups.id = down.group_id and groups.state = 'enabled'
  join organizations on organizations.id = groups.org_id and organizations.state = 'enabled'`;

function nameColumn(keys: readonly string[]): RawBuilder<unknown> {
  const named = (prefix: string) => keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
  return sql`(select json_agg(json_build_array(key, id)) from (
      select 'app/organization:' || name as key, id from organizations where name = any(${named('app/organization:')}::text[])
      union all
      select 'app/project:' || name, id from projects where name = any(${named('app/project:')}::text[])
      union all
      select 'urn:' || urn, id from resources where urn = any(${named('urn:')}::text[])) found)`;
}

function unnestKeys(keys: readonly string[]): RawBuilder<unknown> {
  return sql`unnest(${keys.map(namespaceOf)}::text[], ${keys.map(idOf)}::uuid[])`;
}

function unnestPairs(pairs: readonly Pair[]): RawBuilder<unknown> {
  const principals = pairs.map(({ principal }) => principal);
  const objects = pairs.map(({ object }) => object);
  return sql`unnest(${principals}::text[], ${objects}::text[],
    ${principals.map(namespaceOf)}::text[], ${principals.map(idOf)}::uuid[],
    ${objects.map(namespaceOf)}::text[], ${objects.map(idOf)}::text[])
    as wanted (principal, object, principal_namespace, principal_id, object_namespace, object_id)`;
}

function namespaceOf(key: string): string {
  return key.slice(0, key.indexOf(':'));
}

function idOf(key: string): string {
  return key.slice(key.indexOf(':') + 1);
}

function toChanges({ revision, oldest, changes }: FeedRow, since: number): ChangesSince {
  const told = changes ?? [];
  const complete = told.length <= MAX_CHANGES && Number(oldest) <= since + 1;
  return {
    revision: Number(revision),
    changes: complete ? told.map(([at, kind, key]) => ({ revision: at, kind, key })) : undefined,
  };
}

function toLoaded(row: LoadedRow, since: number): Loaded {
  return {
    ...toChanges(row, since),
    objects: (row.objects ?? []).map(([key, parent, enabled]) => ({ key, parent: parent ?? undefined, enabled })),
    identities: (row.identities ?? []).map(([key, groups, grants, platform]) => ({
      key,
      groups: groups ?? undefined,
      grants: grants?.map(toGrant),
      platform: platform ?? undefined,
    })),
    pairs: (row.pairs ?? []).map(([principal, object, grants]) => ({ principal, object, grants: grants.map(toGrant) })),
    reaches: (row.reaches ?? []).map(([principal, object, reached]) => ({
      principal,
      object,
      inside: reached.some(([policyId]) => policyId === null),
      grants: reached
        .filter(([policyId]) => policyId !== null)
        .map(([id, role, namespace, resource, group]) => ({ ...toGrant([id, role, namespace, resource]), group })),
    })),
    roles: (row.roles ?? []).map(([id, permissions]) => ({ id, permissions })),
    permissions: (row.permissions ?? []).map(([slug, namespace]) => ({ slug, namespace })),
    names: (row.names ?? []).map(([key, id]) => ({ key, id })),
  };
}

function toGrant([policyId, roleId, resourceNamespace, resourceId]: GrantJson): GrantRow {
  return { policyId, roleId, resourceNamespace, resourceId };
}
