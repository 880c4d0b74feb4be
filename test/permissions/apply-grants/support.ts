// Short ways to apply grants, and to see what there is afterwards.
import { create, type JsonObject, type MessageInitShape } from '@bufbuild/protobuf';
import { sql } from 'kysely';
import {
  ApplyGrantsRequestSchema,
  type GrantOperationSchema,
} from '../../../gen/raystack/frontier/v1beta1/grants_pb.js';
import { FrontierError } from '../../../src/kernel/errors.js';
import type { Database } from '../../../src/storage/index.js';
import { createWorld, uuid, type World } from '../world.js';

type Operation = NonNullable<MessageInitShape<typeof GrantOperationSchema>['operation']>;

interface Policy {
  readonly roleId: string;
  readonly resource: string;
  readonly principal: string;
}

interface Membership {
  readonly groupId: string;
  readonly member: string;
}

interface Resource {
  readonly id: string;
  readonly projectId: string;
  readonly namespace: string;
  readonly name: string;
  readonly title?: string;
  readonly metadata?: JsonObject;
  readonly parent?: string;
  readonly owner?: string;
}

export const put = {
  policy: (value: Policy): Operation => ({ case: 'putPolicy', value }),
  membership: (value: Membership): Operation => ({ case: 'putMembership', value }),
  resource: (value: Resource): Operation => ({ case: 'putResource', value }),
};

export const drop = {
  policy: (value: Policy): Operation => ({ case: 'deletePolicy', value }),
  membership: (value: Membership): Operation => ({ case: 'deleteMembership', value }),
  resource: (id: string): Operation => ({ case: 'deleteResource', value: { id } }),
};

export type Applied = { readonly applied: number; readonly revision: string };

export type Scene = Awaited<ReturnType<typeof createScene>>;

/** Two tenants, and short names for what this file's operations name of the first. */
export async function createScene(db: Database) {
  const world = await createWorld(db);
  const { ours, theirs, user } = world;
  return {
    ...world,
    apply: (operations: readonly Operation[], idempotencyKey = '') => apply(world, operations, idempotencyKey),
    /** Grants on our project to any user, unless told otherwise. */
    policy: (given: Partial<Policy> = {}): Policy => ({
      ...{ roleId: 'app_project_viewer', resource: `app/project:${ours.project}`, principal: `app/user:${user}` },
      ...given,
    }),
    /** In our project, named by its id, unless told otherwise. */
    resource: (given: Partial<Resource> & Pick<Resource, 'id'>): Resource => ({
      ...{ projectId: ours.project, namespace: 'compute/order', name: given.id },
      ...given,
    }),
    addGroup: (orgId: string) => addGroup(db, orgId),
    theirs,
  };
}

async function apply({ admin, call }: World, operations: readonly Operation[], idempotencyKey: string) {
  const request = create(ApplyGrantsRequestSchema, {
    operations: operations.map((operation) => ({ operation })),
    idempotencyKey,
  });
  return (await admin.applyGrants(request, call)) as Applied;
}

async function addGroup(db: Database, orgId: string): Promise<string> {
  const [id, now] = [uuid(), new Date(0)];
  await db
    .insertInto('groups')
    .values({ id, name: id, org_id: orgId, title: '', metadata: '{}', created_at: now, updated_at: now })
    .execute();
  return id;
}

/** Every policy as `role principal resource`, every membership as `member in group`, every resource as `id in parent`. */
export async function everything(db: Database): Promise<readonly string[]> {
  const { rows } = await sql<{ line: string }>`
    select coalesce(roles.name, 'owner') || ' ' || principal_namespace || ':' || principal_id || ' '
      || resource_namespace || ':' || resource_id as line
    from policies left join roles on roles.id = role_id
    union all
    select member_namespace || ':' || member_id || ' in ' || group_id from group_members
    union all
    select 'resource ' || id || ' in ' || coalesce(parent_id, project_id) from resources`.execute(db);
  return rows.map(({ line }) => line).sort();
}

/** What a promise fails with: code, reason and the fields. */
export async function failureOf(work: Promise<unknown>) {
  const error = await work.then(
    () => new Error('it did not fail'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof FrontierError)) throw error;
  return { code: error.code, reason: error.reason, fields: error.violations.map(({ field }) => field) };
}
