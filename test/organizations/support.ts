// What tests of this area share: the area on an emptied database, callers, and a look at what was written.
import { type DescMessage, type MessageInitShape, type MessageShape, create as message } from '@bufbuild/protobuf';
import { sql } from 'kysely';
import { expect } from 'vitest';
import { FrontierError } from '../../src/kernel/errors.js';
import type { ObjectRef } from '../../src/kernel/object-ref.js';
import { type Principal, SERVICE_USER, USER } from '../../src/kernel/principal.js';
import { systemRandom } from '../../src/kernel/random.js';
import type { Awaitable, Call } from '../../src/kernel/rpc.js';
import {
  organizationsAccess,
  organizationsAdminRpc,
  organizationsRpc,
  sqlOrganizationStores,
} from '../../src/organizations/index.js';
import { type Database, insertGrant, write } from '../../src/storage/index.js';
import { testClock } from '../support/clock.js';
import { testDatabase } from '../support/database.js';

export const uuid = () => systemRandom.uuid();

/** The area, with `admins` for platform administrators and `permissions` for those that are defined. */
export async function testOrganizations() {
  const db = await testDatabase();
  const clock = testClock();
  const stores = sqlOrganizationStores(db);
  const admins = new Set<string>();
  const deps = {
    ...stores,
    clock,
    random: systemRandom,
    isPlatformAdmin: (principal: ObjectRef) => admins.has(principal.id),
    permissionExists: async (slug: string) =>
      (await db.selectFrom('permissions').select('id').where('slug', '=', slug).execute()).length > 0,
  };
  return {
    db,
    clock,
    stores,
    admins,
    rpc: organizationsRpc(deps),
    adminRpc: organizationsAdminRpc(deps),
    access: organizationsAccess(deps),
    ...fixtures(db, stores),
  };
}

export type TestOrganizations = Awaited<ReturnType<typeof testOrganizations>>;

export const AT = new Date(Date.UTC(2026, 0, 1));
const DETAILS = { title: '', metadata: {}, now: AT };
const fresh = (prefix: string) => `${prefix}-${uuid().slice(0, 8)}`;

function fixtures(db: Database, stores: ReturnType<typeof sqlOrganizationStores>) {
  const nobody = { principal: { namespace: USER, id: uuid() }, policyId: uuid() };
  const organization = async (name = fresh('org')) =>
    (await stores.organizations.create({ ...DETAILS, id: uuid(), name, avatar: '' })).value;
  const user = async (name = fresh('user')) =>
    (await stores.users.create({ ...DETAILS, id: uuid(), names: [name], email: `${name}@example.com`, avatar: '' }))
      .value;
  const project = async (orgId: string, name = fresh('project')) =>
    (await stores.projects.create({ ...DETAILS, id: uuid(), name, organization: orgId, creator: nobody })).value;
  const group = async (orgId: string, name = fresh('group')) =>
    (await stores.groups.create({ ...DETAILS, id: uuid(), name, organization: orgId, creator: nobody })).value;
  const serviceUser = async (orgId: string | null) => {
    const id = uuid();
    const row = { id, org_id: orgId, title: '', metadata: '{}', created_at: AT, updated_at: AT };
    await db.insertInto('service_users').values(row).execute();
    return { namespace: SERVICE_USER, id } as const;
  };
  const permission = async (slug: string, namespace: string) => {
    const row = { id: uuid(), slug, namespace, name: 'get', title: '', metadata: '{}', built_in: false };
    await db
      .insertInto('permissions')
      .values({ ...row, created_at: AT, updated_at: AT })
      .execute();
  };
  return { organization, user, project, group, serviceUser, permission };
}

export function caller({ namespace, id }: Pick<Principal, 'namespace' | 'id'>): Principal {
  return { namespace, id, via: 'access_token', credentialId: uuid() };
}

export function callBy(principal: Pick<Principal, 'namespace' | 'id'> | undefined): Call {
  return {
    requestId: 'test',
    method: 'test',
    meta: {
      header: () => undefined,
      reply: () => undefined,
      peer: '127.0.0.1',
      protocol: 'grpc',
      timeoutMs: undefined,
      signal: undefined,
    },
    principal: principal && caller(principal),
    deadline: undefined,
  };
}

export const asUser = (id: string) => ({ namespace: USER, id }) as const;
export const anybody = callBy(asUser(uuid()));

/** A request as a door hands it over. */
export function request<D extends DescMessage>(schema: D, init: MessageInitShape<D>): MessageShape<D> {
  return message(schema, init);
}

/** What an operation throws: its code, and its reason or the fields at fault. */
export async function refusal(work: () => Awaitable<unknown>): Promise<readonly [string, string]> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof FrontierError)) throw error;
    const fields = error.violations.map(({ field }) => field).join(' ');
    return [error.code, fields === '' ? error.reason : fields];
  }
  return expect.unreachable('was not refused');
}

/** What the feed says of one revision, `kind key` each, sorted. */
export async function changesAt(db: Database, revision: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('changes')
    .selectAll()
    .where('revision', '=', String(Number(revision)))
    .execute();
  // Of a revocation without its times.
  return rows.map(({ kind, key }) => `${kind} ${key}`.replace(/(?<=^revocation .*)(\|\d+){2}$/, '')).sort();
}

/** Every row of every table as JSON, but the feed's and what is kept of those that are gone. */
export async function everyRow(db: Database): Promise<readonly string[]> {
  const tables = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_name not in ('changes', 'revocations', 'kysely_migration', 'kysely_migration_lock')`.execute(
    db,
  );
  const rows: string[] = [];
  for (const { name } of tables.rows) {
    const { rows: found } = await sql<{ row: string }>`
      select ${sql.lit(name)} || ' ' || row_to_json(t)::text as row from ${sql.table(name)} t`.execute(db);
    rows.push(...found.map(({ row }) => row));
  }
  return rows.sort();
}

/** A policy of a role, or of an owner. */
export async function grant(db: Database, principal: ObjectRef, object: ObjectRef, roleId: string | null = null) {
  const policy = { id: uuid(), roleId, resource: object, principal, now: AT };
  await write(db, (transaction) => insertGrant(transaction, policy));
}

/** Built-in roles that the policies on an object grant, as `role principal`. */
export async function grantsAt(db: Database, object: ObjectRef): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('policies')
    .leftJoin('roles', 'roles.id', 'policies.role_id')
    .select(['roles.name', 'policies.principal_namespace', 'policies.principal_id'])
    .where('resource_namespace', '=', object.namespace)
    .where('resource_id', '=', object.id)
    .execute();
  return rows.map((row) => `${row.name ?? 'owner'} ${row.principal_namespace}:${row.principal_id}`).sort();
}
