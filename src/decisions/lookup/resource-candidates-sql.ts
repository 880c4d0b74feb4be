// The objects at which a principal may hold a permission, in the order of their ids: a superset (see LookupStore).
import { type RawBuilder, sql } from 'kysely';
import { GROUP } from '../../kernel/principal.js';
import { isCustomType } from '../../permissions/index.js';
import type { Database } from '../../storage/index.js';
import { GROUP_GET } from '../engine/engine.js';
import { sufficientAnywhere } from '../engine/sufficient.js';
import { type ReachQuestion, type ResourceReach, readResourceReach } from './resource-reach-sql.js';
import { isAfter, type Source, scanInOrder } from './scan-sql.js';
import type { Candidates, Window } from './store.js';

interface Look extends ReachQuestion {
  readonly window: Window;
}

/** What is read by id. */
interface Places {
  readonly sources: readonly Source[];
  readonly listed: readonly string[];
}

const ORGANIZATION = 'app/organization';
const TABLES: Readonly<Record<string, string>> = {
  [ORGANIZATION]: 'organizations',
  'app/project': 'projects',
  [GROUP]: 'groups',
};

/** To be called in a snapshot. */
export async function resourceCandidates(db: Database, look: Look): Promise<Candidates> {
  const { wish, window, limits } = look;
  const reach = await readResourceReach(db, look);
  const places = await placesOf(db, look, reach);
  const sufficient = sufficientAnywhere(wish.permission);
  const found = await scanInOrder(db, { ...places, window, limits, sufficient });
  return { ...found, revision: reach.revision };
}

async function placesOf(db: Database, look: Look, reach: ResourceReach): Promise<Places> {
  const { groups, containers, home } = reach;
  if (reach.everywhere) return everything(look);
  if (groups === undefined || containers === undefined)
    return home === undefined ? everything(look) : inHome(db, look, home);
  const direct = policies(look, groups);
  if (look.wish.namespace === ORGANIZATION) return { sources: [direct], listed: [] };
  if (!isCustomType(look.wish.namespace)) {
    const listed = look.wish.permission === GROUP_GET ? groups : [];
    return { sources: [direct, inOrganizations(look, containers.organizations)], listed };
  }
  const nestedIn = await nestedProjects(db, look, reach);
  const inOrganization = await projectsOf(db, look, containers.organizations);
  if (nestedIn === undefined || inOrganization === undefined) return everything(look);
  const projects = [...new Set([...inOrganization, ...containers.projects])];
  const resources = [inProjects(look, projects, sql`true`), inProjects(look, nestedIn, sql`parent_id is not null`)];
  return { sources: [direct, ...resources], listed: reach.nested ?? [] };
}

/** All there is in an organization. */
async function inHome(db: Database, look: Look, home: string): Promise<Places> {
  const { namespace } = look.wish;
  if (namespace === ORGANIZATION) return { sources: [], listed: [home] };
  if (!isCustomType(namespace)) return { sources: [inOrganizations(look, [home])], listed: [] };
  const projects = await projectsOf(db, look, [home]);
  return projects === undefined ? everything(look) : { sources: [inProjects(look, projects, sql`true`)], listed: [] };
}

/** The projects of which all nested resources are candidates; undefined if they are too many, or not known. */
async function nestedProjects(db: Database, look: Look, { nested, nestedIn, home }: ResourceReach) {
  if (nested !== undefined) return [];
  if (nestedIn !== undefined) return nestedIn;
  return home === undefined ? undefined : projectsOf(db, look, [home]);
}

/** Undefined if they are too many. */
async function projectsOf(db: Database, { limits }: Look, organizations: readonly string[]) {
  if (organizations.length === 0) return [];
  const projects = await db
    .selectFrom('projects')
    .select('id')
    .where(sql<boolean>`org_id = any(${organizations}::uuid[])`)
    .limit(limits.policies + 1)
    .execute();
  return projects.length > limits.policies ? undefined : projects.map(({ id }) => id);
}

/** Objects of the type at which it, or one of the groups, holds a policy itself. */
function policies({ principal, wish, window }: Look, groups: readonly string[]): Source {
  const namespaces = [principal.namespace, ...groups.map(() => GROUP)];
  return {
    places: namespaces.length,
    filtered: true,
    read: (rows) => sql`
      select identity.place, policy.* from
        unnest(${namespaces}::text[], ${[principal.id, ...groups]}::uuid[]) with ordinality as identity (namespace, id, place)
      cross join lateral (
        select resource_id as id, role_id from policies
        where principal_id = identity.id and principal_namespace = identity.namespace
          and resource_namespace = ${wish.namespace} and ${isAfter('resource_id', window, 'text')}
        order by resource_id fetch first ${sql.lit(rows)} rows with ties) policy`,
  };
}

function inOrganizations({ wish, window }: Look, organizations: readonly string[]): Source {
  return within(organizations, (rows) => {
    const table = sql.table(TABLES[wish.namespace] as string);
    return sql`select id from ${table} where org_id = container.id and ${isAfter('id', window)}
      order by id limit ${rows}`;
  });
}

function inProjects({ wish, window }: Look, projects: readonly string[], which: RawBuilder<boolean>): Source {
  return within(
    projects,
    (rows) => sql`select id from resources
      where project_id = container.id and namespace = ${wish.namespace} and ${which} and ${isAfter('id', window)}
      order by id limit ${rows}`,
  );
}

function within(containers: readonly string[], read: (rows: number) => RawBuilder<unknown>): Source {
  return {
    places: containers.length,
    filtered: false,
    read: (rows) => sql`
      select container.place, object.id::text, null::uuid as role_id
      from unnest(${containers}::uuid[]) with ordinality as container (id, place)
      cross join lateral (${read(rows)}) object`,
  };
}

function everything({ wish, window }: Look): Places {
  const table = TABLES[wish.namespace];
  const from =
    table === undefined ? sql`resources where namespace = ${wish.namespace}` : sql`${sql.table(table)} where true`;
  const source: Source = {
    places: 1,
    filtered: false,
    read: (rows) => sql`
      select 1 as place, id::text, null::uuid as role_id
      from (select id from ${from} and ${isAfter('id', window)} order by id limit ${rows}) object`,
  };
  return { sources: [source], listed: [] };
}
