// Two organizations with one of everything, and the area bound to the test database.

import { type ObjectRef, refKey } from '../../src/kernel/object-ref.js';
import type { Principal } from '../../src/kernel/principal.js';
import { systemRandom } from '../../src/kernel/random.js';
import type { Call } from '../../src/kernel/rpc.js';
import {
  type PermissionsDeps,
  permissionsAdminRpc,
  permissionsRpc,
  sqlPermissionStores,
} from '../../src/permissions/index.js';
import type { Database } from '../../src/storage/index.js';
import { testClock } from '../support/clock.js';

export const { uuid } = systemRandom;

/** What one organization has; ids. */
export interface Tenant {
  readonly org: string;
  readonly orgName: string;
  readonly project: string;
  readonly projectName: string;
  readonly group: string;
  readonly serviceUser: string;
  /** A `compute/order`. */
  readonly resource: string;
}

export type World = Awaited<ReturnType<typeof createWorld>>;

/** `holdings` is what everyone holds: `permission namespace:id`, or `*` for everything. */
export async function createWorld(db: Database) {
  const holdings = new Set<string>();
  const clock = testClock();
  const deps: PermissionsDeps = {
    ...sqlPermissionStores(db),
    clock,
    random: systemRandom,
    organizationId: async (idOrName) =>
      (await deps.policies.locate({ namespace: 'app/organization', id: idOrName }))?.ref.id,
    holds: (_caller, permission, object) => holdings.has('*') || holdings.has(`${permission} ${refKey(object)}`),
  };
  const user = uuid();
  await db
    .insertInto('users')
    .values({ ...common(user), name: `user-${user}`, email: `${user}@example.org`, avatar: '' })
    .execute();
  const call = callBy({ namespace: 'app/user', id: user, via: 'access_token', credentialId: uuid() });
  return {
    db,
    deps,
    clock,
    holdings,
    /** Any user. */
    user,
    call,
    rpc: permissionsRpc(deps),
    admin: permissionsAdminRpc(deps),
    ours: await createTenant(db, 'ours'),
    theirs: await createTenant(db, 'theirs'),
  };
}

async function createTenant(db: Database, label: string): Promise<Tenant> {
  const [org, project, group, serviceUser, resource] = [uuid(), uuid(), uuid(), uuid(), uuid()];
  const [orgName, projectName] = [`${label}-org`, `${label}-project`];
  await db
    .insertInto('organizations')
    .values({ ...common(org), name: orgName, avatar: '' })
    .execute();
  await db
    .insertInto('projects')
    .values({ ...common(project), name: projectName, org_id: org })
    .execute();
  await db
    .insertInto('groups')
    .values({ ...common(group), name: 'group', org_id: org })
    .execute();
  await db
    .insertInto('service_users')
    .values({ ...common(serviceUser), org_id: org })
    .execute();
  await db
    .insertInto('resources')
    .values({
      ...common(resource),
      namespace: 'compute/order',
      name: 'o',
      urn: `urn-${resource}`,
      project_id: project,
      parent_id: null,
    })
    .execute();
  return { org, orgName, project, projectName, group, serviceUser, resource };
}

function common(id: string) {
  const now = new Date(testClock().now());
  return { id, title: '', metadata: '{}', created_at: now, updated_at: now };
}

function callBy(principal: Principal): Call {
  return {
    requestId: 'test',
    method: 'test',
    meta: {
      header: () => undefined,
      reply: () => undefined,
      peer: '',
      protocol: 'grpc',
      timeoutMs: undefined,
      signal: undefined,
    },
    principal,
    deadline: undefined,
  };
}

export function organization(id: string): ObjectRef {
  return { namespace: 'app/organization', id };
}

/** What the feed was told at a revision, `kind key`, sorted. */
export async function changesAt(db: Database, revision: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('changes')
    .select(['kind', 'key'])
    .where('revision', '=', String(BigInt(revision)))
    .execute();
  return rows.map(({ kind, key }) => `${kind} ${key}`).sort();
}

/** For `rejects.toMatchObject`: invalid_argument for exactly these fields. */
export function invalid(...fields: readonly string[]) {
  return { code: 'invalid_argument', violations: fields.map((field) => ({ field })) };
}
