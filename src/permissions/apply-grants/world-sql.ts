// Reads the world that a batch is about, and keeps it as it is until the transaction ends.
import { sql } from 'kysely';
import { isUuid } from '../../kernel/input.js';
import { PLATFORM, refKey } from '../../kernel/object-ref.js';
import { GROUP } from '../../kernel/principal.js';
import {
  type ForgottenResource,
  holdTrees,
  lockMemberships,
  lockParents,
  PROJECT,
  resourceUrn,
} from '../../organizations/index.js';
import type { Write } from '../../storage/index.js';
import { isCustomType } from '../type-tree.js';
import type { Batch } from './batch.js';
import { findNamed, holdNamed, holdResources } from './located-sql.js';
import { namedIn } from './named.js';
import type { Located, RoleKey, World } from './world.js';

/**
 * Rows are locked in the order that all writes keep: organizations first, resources last. Where something lies never changes, so
 * what is read ahead of the locks holds for whatever is still there after them.
 */
export async function holdWorld(transaction: Write, batch: Batch): Promise<World> {
  const named = namedIn(batch);
  const held = await holdNamed(transaction, await findNamed(transaction, named));
  const seen = held.filter(({ ref }) => isCustomType(ref.namespace));
  const located = byName(held.filter(({ ref }) => !isCustomType(ref.namespace)));
  const types = await holdTypes(transaction, batch);
  const roles = await holdRoles(transaction, named.roles, held);
  await lockStructure(transaction, batch, { located, seen });
  const resources = await holdResources(transaction, seen);
  for (const resource of resources) located.set(refKey(resource.ref), resource);
  return {
    located,
    resources: new Map(resources.map((resource) => [resource.ref.id, resource])),
    roles,
    types,
    doomed: await holdDoomed(transaction, batch),
    urns: await findUrns(transaction, batch, located),
  };
}

function byName(held: readonly Located[]): Map<string, Located> {
  const located = new Map<string, Located>();
  located.set(refKey(PLATFORM), { ref: PLATFORM, name: '', orgId: null, projectId: null, enabled: true });
  for (const each of held) {
    located.set(refKey(each.ref), each);
    if (each.name !== '') located.set(refKey({ ...each.ref, id: each.name }), each);
  }
  return located;
}

/** The permissions' rows are locked, so that a type does not go while resources of it come. */
async function holdTypes({ sql: transaction }: Write, { putResource }: Batch): Promise<ReadonlySet<string>> {
  const types = [...new Set(putResource.map(({ namespace }) => namespace))];
  if (types.length === 0) return new Set();
  const { rows } = await sql<{ namespace: string }>`
    select namespace from permissions where namespace = any(${types}::text[]) order by slug for key share`.execute(
    transaction,
  );
  return new Set(rows.map(({ namespace }) => namespace));
}

async function holdRoles(
  { sql: transaction }: Write,
  keys: readonly string[],
  held: readonly Located[],
): Promise<World['roles']> {
  const [ids, names] = [keys.filter(isUuid), keys.filter((key) => !isUuid(key))];
  const orgIds = [...new Set(held.map(({ orgId }) => orgId).filter((id) => id !== null))];
  const { rows } = await sql<{ id: string; org_id: string | null; name: string }>`
    select id, org_id, name from roles
    where id = any(${ids}::uuid[])
      or (name = any(${names}::text[]) and (org_id is null or org_id = any(${orgIds}::uuid[])))
    order by id for key share`.execute(transaction);
  const roles: RoleKey[] = rows.map(({ id, org_id, name }) => ({ id, name, orgId: org_id }));
  const byId = new Map(roles.map((role) => [role.id, role]));
  const byName = new Map(roles.map((role) => [`${role.orgId} ${role.name}`, role]));
  return { get: (id) => byId.get(id), find: (orgId, name) => byName.get(`${orgId} ${name}`) };
}

interface Places {
  readonly located: ReadonlyMap<string, Located>;
  readonly seen: readonly Located[];
}

/** Who is in which group and what lies in what: one write at a time to each organization and project concerned. */
async function lockStructure(transaction: Write, batch: Batch, { located, seen }: Places): Promise<void> {
  const memberships = [...batch.putMembership, ...batch.deleteMembership];
  const orgIds = memberships.map(({ groupId }) => located.get(`${GROUP}:${groupId}`)?.orgId);
  await lockMemberships(transaction, sorted(orgIds));
  const moved = new Set([...batch.putResource, ...batch.deleteResource].map(({ id }) => id));
  const projectIds = [
    ...batch.putResource.map(({ projectId }) => located.get(`${PROJECT}:${projectId}`)?.projectId),
    ...seen.filter(({ ref }) => moved.has(ref.id)).map(({ projectId }) => projectId),
  ];
  await lockParents(transaction, sorted(projectIds));
}

function sorted(ids: readonly (string | null | undefined)[]): readonly string[] {
  return [...new Set(ids.filter((id): id is string => typeof id === 'string'))].sort();
}

async function holdDoomed(transaction: Write, { deleteResource }: Batch): Promise<World['doomed']> {
  if (deleteResource.length === 0) return new Map();
  const trees: readonly ForgottenResource[] = await holdTrees(
    transaction,
    deleteResource.map(({ id }) => id),
  );
  return new Map(trees.map((resource) => [resource.id, resource]));
}

async function findUrns(
  { sql: transaction }: Write,
  { putResource }: Batch,
  located: ReadonlyMap<string, Located>,
): Promise<World['urns']> {
  const urns = putResource.flatMap(({ projectId, namespace, name }) => {
    const project = located.get(`${PROJECT}:${projectId}`);
    return project === undefined ? [] : [resourceUrn(project.name, namespace, name)];
  });
  if (urns.length === 0) return new Map();
  const { rows } = await sql<{ id: string; urn: string }>`
    select id, urn from resources where urn = any(${urns}::text[])`.execute(transaction);
  return new Map(rows.map(({ id, urn }) => [urn, id]));
}
