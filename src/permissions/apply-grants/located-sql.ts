// Finds what a batch names and keeps it from being deleted until the transaction ends, table by table.
import { type RawBuilder, sql } from 'kysely';
import { isUuid } from '../../kernel/input.js';
import { type ObjectRef, refKey } from '../../kernel/object-ref.js';
import { GROUP, SERVICE_USER, USER } from '../../kernel/principal.js';
import { ORGANIZATION, PROJECT } from '../../organizations/index.js';
import type { Write } from '../../storage/index.js';
import { isCustomType } from '../type-tree.js';
import type { Named } from './named.js';
import type { Located } from './world.js';

/** Those that are there, whichever way they were named. */
export async function findNamed({ sql: transaction }: Write, named: Named): Promise<readonly Located[]> {
  const { rows } = await sql<FoundRow>`
    select 'app/organization' as namespace, id, name, id as org_id, null::uuid as project_id, state
    from organizations where ${isAmong(named.organizations)}
    union all
    select 'app/project', id, name, org_id, id, state from projects
    where ${isAmong(named.projects)}
    union all
    select 'app/group', id, '', org_id, null, state from groups where id = any(${named.groups}::uuid[])
    union all
    select 'app/serviceuser', id, '', org_id, null, state from service_users where id = any(${named.serviceUsers}::uuid[])
    union all
    select 'app/user', id, '', null, null, state from users where id = any(${named.users}::uuid[])
    union all
    select namespace, resources.id, resources.name, projects.org_id, projects.id, 'enabled'
    from resources join projects on projects.id = project_id
    where resources.id = any(${named.resources}::uuid[])`.execute(transaction);
  return rows.map(toLocated);
}

interface FoundRow {
  readonly namespace: string;
  readonly id: string;
  readonly name: string;
  readonly org_id: string | null;
  readonly project_id: string | null;
  readonly state: string;
}

function isAmong(keys: readonly string[]): RawBuilder<unknown> {
  const [ids, names] = [keys.filter(isUuid), keys.filter((key) => !isUuid(key))];
  return sql`(id = any(${ids}::uuid[]) or name = any(${names}::text[]))`;
}

function toLocated(row: FoundRow): Located {
  const ref = { namespace: row.namespace, id: row.id };
  return { ref, name: row.name, orgId: row.org_id, projectId: row.project_id, enabled: row.state === 'enabled' };
}

/** In this order rows are locked, from the top down, as by those who delete. */
const TABLES: readonly (readonly [table: string, namespace: string])[] = [
  ['projects', PROJECT],
  ['groups', GROUP],
  ['service_users', SERVICE_USER],
  ['users', USER],
];

/** Locks all but the resources, their organizations first; answers what is still there, resources that may be included. */
export async function holdNamed(transaction: Write, found: readonly Located[]): Promise<readonly Located[]> {
  const organizations = found.flatMap(({ orgId }) => (orgId === null ? [] : [{ namespace: ORGANIZATION, id: orgId }]));
  const held = await hold(transaction, 'organizations', organizations);
  for (const [table, namespace] of TABLES) {
    const refs = found.map(({ ref }) => ref).filter((ref) => ref.namespace === namespace);
    for (const key of await hold(transaction, table, refs)) held.add(key);
  }
  return found.filter(({ ref, orgId }) => {
    if (orgId !== null && !held.has(refKey({ namespace: ORGANIZATION, id: orgId }))) return false;
    return isCustomType(ref.namespace) || held.has(refKey(ref));
  });
}

/** Locks resources; answers those that are still there. */
export async function holdResources(transaction: Write, resources: readonly Located[]): Promise<readonly Located[]> {
  const refs = resources.map(({ ref }) => ref);
  const held = await hold(transaction, 'resources', refs);
  return resources.filter(({ ref }) => held.has(refKey(ref)));
}

/** Answers the refKeys of those that are there. */
async function hold({ sql: transaction }: Write, table: string, refs: readonly ObjectRef[]): Promise<Set<string>> {
  const keys = new Map(refs.map((ref) => [ref.id, refKey(ref)]));
  if (keys.size === 0) return new Set();
  const { rows } = await sql<{ id: string }>`
    select id from ${sql.table(table)} where id = any(${[...keys.keys()]}::uuid[]) order by id for key share`.execute(
    transaction,
  );
  return new Set(rows.map(({ id }) => keys.get(id) as string));
}
